"""What else can be found beside matters: a manifest names its sources, one line each (`Module(searches=…)`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongjian.core.words import Words

if TYPE_CHECKING:
    from gongjian.core.ledgers.ledger import Ledger
    from gongjian.core.people.access import Access

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its name, a few grey words, and its page."""

    title: str
    url: str
    sub: str = ""


@dataclass(frozen=True, slots=True)
class SearchSource:
    """A group of results. `find(q, access, limit)` yields only what the person may read, and nothing of what else there
    is; with `suggested=False` it is asked on the page of results alone, not while somebody types."""

    name: str
    label: Words
    find: "Callable[[str, Access, int], Sequence[Hit]]"
    suggested: bool = True


def of_ledger(ledger: "Ledger") -> SearchSource:
    """The rows of a list that holds no matters, found by its own search."""

    def find(q: str, access: "Access", limit: int) -> list[Hit]:
        if ledger.search is None or ledger.row_url is None or not access.may_anywhere(ledger.permission):
            return []
        rows: Any = ledger.queryset(access).filter(ledger.search(q)).order_by("name", "pk")
        first, second = ledger.columns[:2]
        return [Hit(str(first.of(row)), ledger.row_url(row), _words(second.of(row))) for row in rows[:limit]]

    return SearchSource(ledger.slug, ledger.title, find)


def _words(value: Any) -> str:
    return str(value() if callable(value) else value or "")


def found_elsewhere(
    q: str, access: "Access", *, typing: bool = False
) -> list[tuple[SearchSource, Sequence[Hit]]]:
    """The sources that found something, each with its first few; what is typed on several words is one name here."""
    from gongjian.core.manifest import manifests

    if not q or access.person_id is None:
        return []
    sources = [
        source for module in manifests() for source in module.searches if source.suggested or not typing
    ]
    found = [(source, source.find(q, access, SHOWN)) for source in sources]
    return [(source, hits) for source, hits in found if hits]
