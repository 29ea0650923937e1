"""A batch's way through its file: everything that converting, checking and writing its rows needs, built once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gongjian.core.intake.compare import Bad, FirstOnly, chunks
from gongjian.core.intake.convert import Converter
from gongjian.core.intake.fields import fields_of
from gongjian.core.intake.heads import Head
from gongjian.core.intake.ledgers import takers
from gongjian.core.intake.models import Batch
from gongjian.core.intake.sentences import say_flaw
from gongjian.core.intake.spec import Entry, FieldKind, Intake, IntakeField, Place
from gongjian.core.intake.store import book_of
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused
from gongjian.lib.day_order import ORDERS, Order, Seen, order_of
from gongjian.lib.sheets.book import SheetInfo
from gongjian.lib.sheets.spool import Cell, rows_of

CHUNK = 500
Row = tuple[int, list[Cell]]
Tell = Callable[[int, int | None], None]


def silent(done: int, total: int | None) -> None:
    """Progress that nobody watches."""


@dataclass(slots=True)
class Course:
    """Built by `course_of`; holds one chunk of rows at a time."""

    batch: Batch
    ledger: Ledger
    intake: Intake
    fields: Sequence[IntakeField]
    place: Place
    sheet: SheetInfo
    head: Head
    converter: Converter

    @property
    def total(self) -> int:
        """About how many rows there are: the sheet's length below its heading."""
        return max(0, self.head.stop - self.head.start + 1)

    def chunks(self) -> Iterator[list[Row]]:
        """The rows of the file by 500, always cut at the same places, so that a later turn finds them again."""
        skipped = set(self.head.skipped)
        rows = rows_of(self.sheet.spool, start=self.head.start, stop=self.head.stop)
        yield from chunks((row for row in rows if row[0] not in skipped), size=CHUNK)

    def seen_order(self) -> Seen:
        """The order in which the file writes days and months, seen over all its columns of days."""
        places = [
            one.place
            for one in self.converter.columns
            if one.field.kind in (FieldKind.DATE, FieldKind.MOMENT)
        ]
        if not places:
            return Seen("ymd", True, "")
        cells = (
            cells[place]
            for rows in self.chunks()
            for _number, cells in rows
            for place in places
            if place < len(cells)
        )
        return order_of(cells)

    def convert(self, rows: Sequence[Row], first: FirstOnly) -> tuple[list[Entry], list[Bad]]:
        """The entries of a chunk, and the rows that stay out."""
        entries: list[Entry] = []
        bad: list[Bad] = []
        flaws = self.sheet.flawed_rows
        for number, cells in rows:
            if number in flaws:
                bad.append(Bad(number, say_flaw(flaws[number])))
                continue
            try:
                entry = self.converter.entry(number, cells)
                first.demand(entry)
            except Refused as refused:
                bad.append(Bad(number, str(refused.reason)))
            else:
                entries.append(entry)
        return entries, bad


def course_of(batch: Batch) -> Course:
    """Everything for one batch. Raises Refused when its file is gone or the list takes nothing in any more."""
    ledger = takers()[batch.ledger]
    intake = ledger.intake
    assert intake is not None
    place = place_of(batch)
    sheet = sheet_of(batch)
    fields = fields_of(ledger, batch.office)
    mapping = {int(number): name for number, name in batch.mapping.items() if name}
    order: Order = next((one for one in ORDERS if one == batch.day_order), "ymd")
    converter = Converter(intake, fields, place, mapping=mapping, day_order=order, words=batch.words)
    return Course(batch, ledger, intake, fields, place, sheet, Head(**batch.heading), converter)


def place_of(batch: Batch) -> Place:
    """Where the rows go, who brings them, and the moment of the file."""
    access = access_of(batch.person) if batch.person else None
    now = batch.confirmed_at or batch.made_at
    return Place(batch.office, now, batch.person, access, dict(batch.options))


def sheet_of(batch: Batch) -> SheetInfo:
    """The chosen sheet as it was read. Raises Refused when the file is gone."""
    return book_of(batch.uid).sheets[batch.sheet]


def sample(sheet: SheetInfo, *, start: int, rows: int) -> list[Row]:
    """The first rows from a row on."""
    found: list[Any] = []
    for row in rows_of(sheet.spool, start=start):
        found.append(row)
        if len(found) == rows:
            break
    return found
