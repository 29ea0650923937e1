"""What a private link may be for: declared in the manifest of the module whose thing it shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gongjian.core.words import Words


@dataclass(frozen=True, slots=True)
class Purpose:
    """`template` shows the thing (context: `thing`, `unit`, `invite`, and what `context(thing, unit)` adds).

    `accept` and `decline` are called as `f(thing, unit=…, reason=…, actor=None, now=…)` inside the answer's transaction;
    what they refuse is shown in the same words. `label` says in the office's lists what the link is for.
    `closed(thing, unit)` says in words why nothing can be answered any more, or "".
    """

    name: str
    template: str
    accept: Callable[..., Any]
    decline: Callable[..., Any]
    label: Words = ""
    accept_label: Words = ""
    decline_label: Words = ""
    reason_needed: bool = True
    context: Callable[[Any, Any], Mapping[str, Any]] | None = None
    closed: Callable[[Any, Any], str] | None = None


def purpose_named(name: str) -> Purpose | None:
    """The purpose of this name; None where its module is not installed."""
    from gongjian.core.manifest import manifests

    return next((one for manifest in manifests() for one in manifest.purposes if one.name == name), None)
