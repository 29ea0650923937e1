"""Where a sheet's list stands, as it is kept with a batch, and which columns seem to mean which fields."""

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongjian.core.intake.fields import fields_of
from gongjian.core.intake.ledgers import takers
from gongjian.core.intake.mapping import Columns, labels, remembered
from gongjian.core.intake.own_export import exported_columns
from gongjian.core.intake.spec import Place
from gongjian.core.intake.suggesting import suggestions
from gongjian.core.refusal import Refused
from gongjian.core.words import Words
from gongjian.lib.sheets.book import Book, SheetInfo
from gongjian.lib.sheets.heading import Heading, find_heading, heading_at

if TYPE_CHECKING:
    from gongjian.core.intake.models import Batch

MOST_SHEETS = 12  # how many sheets are looked at to find the one with the list

REASONS: dict[str, Words] = {
    "total": _("a total"),
    "repeated": _("the heading once more"),
    "units": _("a line about units"),
    "signature": _("a line for signatures"),
    "remark": _("a remark"),
    "second_list": _("a second list"),
    "section": _("a line that parts sections"),
    "numbering": _("numbers of the columns"),
    "example": _("an example"),
}
DOUBTS: dict[str, Words] = {
    "unsure": _("Another row might be the heading too. Look whether the right one was taken."),
    "side_by_side": _("A second list stands to the right; it is left out. Bring it as a sheet of its own."),
    "doubled": _("Two columns bear the same name. Look which is which."),
}


@dataclass(frozen=True, slots=True)
class Head:
    """The heading and the list below it. Rows count from 1 as in the sheet, `names` lie at their columns' places from 0
    ("" where nothing is written), `used` are the places of the list's columns, `left_out` are [row, reason code]."""

    first: int
    last: int
    names: list[str]
    used: list[int]
    start: int
    stop: int
    left_out: list[list[Any]] = field(default_factory=list)
    found: bool = True
    doubts: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """To be kept with the batch; `Head(**…)` reads it back."""
        return dataclasses.asdict(self)

    @property
    def skipped(self) -> list[int]:
        """Rows among the list that are none of it."""
        return [int(row) for row, _reason in self.left_out]

    @property
    def labels(self) -> list[tuple[int, str]]:
        """The place of every column of the list, with what it is called."""
        told = labels(self.names)
        return [(place, told[place]) for place in self.used]


def heading_of(sheet: SheetInfo, rows: tuple[int, int] | None = None) -> Heading:
    """The heading as it is found, or where a person says: rows from and to, (0, 0) for a list without one."""
    return find_heading(sheet) if rows is None else heading_at(sheet, rows[0], rows[1])


def head_of(found: Heading) -> Head:
    """The heading as it is kept with a batch."""
    names = [""] * max((one.index for one in found.columns), default=0)
    for one in found.columns:
        names[one.index - 1] = one.name
    return Head(
        found.first, found.last, names, [one.index - 1 for one in found.columns], found.data_first, found.data_last,
        [[one.row, one.reason] for one in found.skipped], found.found, list(found.doubts),
    )  # fmt: skip


def look(
    batch: "Batch", sheet: SheetInfo, *, rows: tuple[int, int] | None = None
) -> tuple[Head, Columns, dict[str, str]]:
    """The heading of a sheet, the columns as they were chosen for these headings last time or as they seem to be, and
    for each column that has a field why it was proposed (a code of `suggesting.REASONS`, by the column's place)."""
    heading = heading_of(sheet, rows)
    head = head_of(heading)
    if (known := remembered(batch.office, batch.ledger, head.names)) is not None:
        return head, known, dict.fromkeys(map(str, known.by_number(head.names)), "remembered")
    fields = fields_of(takers()[batch.ledger], batch.office)
    found = exported_columns(takers()[batch.ledger], sheet, heading, fields)
    if found is None:
        place = Place(batch.office, batch.made_at, batch.person)
        found = suggestions(sheet, heading, fields, place)
    told = dict(head.labels)
    columns = Columns({told[number]: one.field for number, one in found.items()})
    return head, columns, {str(number): one.reason for number, one in found.items()}


def best_sheet(batch: "Batch", book: Book) -> int:
    """The sheet whose columns fit the list's fields best, visible ones first. Raises Refused when no sheet has rows."""
    order = sorted(range(len(book.sheets)), key=lambda place: not book.sheets[place].visible)[:MOST_SHEETS]
    best: tuple[tuple[int, int, int], int] | None = None
    for place in order:
        sheet = book.sheets[place]
        head, columns, _reasons = look(batch, sheet)
        if head.stop < head.start or not head.start:
            continue
        score = (len(columns.by_number(head.names)), int(sheet.visible), -place)
        if best is None or score > best[0]:
            best = (score, place)
    if best is None:
        raise Refused(
            gettext("The workbook holds no list: there is no row below a heading. Nothing was taken in.")
        )
    return best[1]
