"""The looks of a list: the same rows as table, map, board or chart, by the same filters and in the same scope."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.ledgers.question import Question
from gongjian.core.refusal import Refused
from gongjian.core.words import Words

TABLE, POINTS = "table", "points"


@dataclass(frozen=True, slots=True)
class Look:
    """One look: its value of `?look=`, words and icon."""

    name: str
    label: Words
    icon: str


LOOKS = (
    Look(TABLE, pgettext_lazy("look of a list", "Table"), "table"),
    Look("map", pgettext_lazy("look of a list", "Map"), "map"),
    Look("board", pgettext_lazy("look of a list", "Board"), "board"),
    Look("chart", pgettext_lazy("look of a list", "Chart"), "chart"),
)


def looks_of(ledger: Ledger) -> list[Look]:
    """The looks that the list offers; none where its rows are no items, or it offers the table alone."""
    if ledger.flow is None:
        return []
    found = [look for look in LOOKS if look.name == TABLE or look.name in ledger.looks]
    return found if len(found) > 1 else []


def look_asked(question: Question) -> str:
    """The look that is asked for; raises Refused for one that the list does not have."""
    name = question.given.get("look", "") or TABLE
    known = {look.name for look in looks_of(question.ledger)} | {TABLE}
    if name in known or (name == POINTS and "map" in known):
        return str(name)
    raise Refused(_("This list cannot be looked at as “%(name)s”.") % {"name": name[:40]}, field="look")


def under(ledger: Ledger) -> str:
    """The prefix of query paths that lead from a row to its item's columns."""
    return f"{ledger.item}__" if ledger.item else ""


def item_of(ledger: Ledger, row: Any) -> Any:
    """The item of a row."""
    return getattr(row, ledger.item) if ledger.item else row


def bare(rows: Any) -> Any:
    """The rows for counting and grouping: no order, nothing fetched along."""
    return rows.order_by().select_related(None).prefetch_related(None)
