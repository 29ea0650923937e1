"""A purpose made up for the tests: a unit is asked to share its yard."""

from typing import Any

import pytest

from gongjian.core.invites import purpose as purposes
from gongjian.core.invites.purpose import Purpose
from gongjian.core.refusal import Refused

said: list[tuple[str, str, str]] = []


def _accept(thing: Any, *, unit: Any, reason: str, actor: Any, now: Any) -> None:
    if reason == "拒绝我":
        raise Refused("场地已经借出，请联系街道。")
    said.append(("accept", unit.name, reason))


def _decline(thing: Any, *, unit: Any, reason: str, actor: Any, now: Any) -> None:
    said.append(("decline", unit.name, reason))


PURPOSE = Purpose(
    "tests.share",
    "invites/base.html",
    accept=_accept,
    decline=_decline,
    label="共用场地",
)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """What the purpose's actions were told; the purpose is known as if a manifest named it."""
    found = purposes.purpose_named
    monkeypatch.setattr(
        "gongjian.core.invites.actions.purpose_named", lambda name: PURPOSE if name == PURPOSE.name else None
    )
    monkeypatch.setattr(
        purposes, "purpose_named", lambda name: PURPOSE if name == PURPOSE.name else found(name)
    )
    said.clear()
    return said
