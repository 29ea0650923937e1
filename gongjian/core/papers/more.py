"""What a paper about a single matter may say beyond the columns of its list: place, timeline, last word, and what the
module itself adds (`Module.paper_columns`)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.detail import step_row
from gongjian.core.ledgers.ledger import Column, Ledger, follow
from gongjian.core.manifest import manifests


def more_columns(ledger: Ledger) -> list[Column]:
    """Further columns, each of which may cost a query for its one row."""
    found = [column for module in manifests() for column in module.paper_columns.get(ledger.slug, ())]
    if ledger.flow is None:
        return found
    dot = f"{ledger.item}." if ledger.item else ""
    return [
        *found,
        Column("whole_place", pgettext_lazy("of a matter", "Place"), f"{dot}place"),
        Column("timeline", _("What was done"), lambda row: _timeline(_item(ledger, row))),
        Column("last_note", _("Latest note"), lambda row: _last_note(_item(ledger, row))),
    ]


def steps_in_words(item: Any) -> list[tuple[str, str, str, str]]:
    """(moment, act, by whom, note) of the matter, the oldest first."""
    steps = item.steps.select_related("actor", "behalf", "unit", "handler")
    rows = [step_row(item, step, []) for step in steps]
    return [
        (f"{timezone.localtime(row['at']):%Y-%m-%d %H:%M}", str(row["label"]), row["who"], row["note"])
        for row in rows
    ]


def _timeline(item: Any) -> str:
    lines = (
        "　".join(part for part in (at, act, who, note.replace("\n", " ")) if part)
        for at, act, who, note in steps_in_words(item)
    )
    return "\n".join(lines)


def _last_note(item: Any) -> str:
    notes = [note for _at, _act, _who, note in steps_in_words(item) if note]
    return notes[-1] if notes else ""


def _item(ledger: Ledger, row: Any) -> Any:
    return follow(row, ledger.item) if ledger.item else row
