"""What a manifest says so that its matters can be published: `Module(publications=(PublicKind(…),))`, and the parts that
other modules add to such a page: `Module(public_parts=(PublicPart(…),))`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongjian.core.words import Words

if TYPE_CHECKING:
    from gongjian.core.items.models import Item


@dataclass(frozen=True, slots=True)
class PublicKind:
    """Matters of one kind (a flow's) that have a public page.

    `context(item)` fills `template`, a fragment; everything in it is for everybody: no name, no number of a person.
    `lacking(item)` says why the matter cannot be published yet (empty: it can). `summary(item)` is the line on the list.
    """

    kind: str
    slug: str
    label: Words
    template: str
    context: "Callable[[Item], dict[str, Any]]"
    summary: "Callable[[Item], str] | None" = None
    lacking: "Callable[[Item], str] | None" = None
    notice_days: int = 7


@dataclass(frozen=True, slots=True)
class PublicPart:
    """A fragment that a module adds to the public page of another's kind; `context` gives None where there is nothing."""

    kind: str
    template: str
    context: "Callable[[Item], dict[str, Any] | None]"
    order: int = 100
