"""Writing the rows of a question into a workbook or a CSV file, chunk by chunk, so that memory does not grow."""

import csv
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.ledgers.ledger import Column, Kind, Ledger
from gongjian.core.ledgers.page import in_order, order_of
from gongjian.core.ledgers.question import Question
from gongjian.core.ledgers.row_data import data_readers
from gongjian.lib.new_book import new_book

CELL_LIMIT = 32_767
CHUNK = 500
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
PIXELS = 7
"""Pixels to one character of a column's width."""
WIDTHS = {Kind.STAMP: 17, Kind.LIGHT: 17, Kind.DATE: 12, Kind.NUMBER: 10, Kind.PERCENT: 8, Kind.MONEY: 13}
Link = Callable[[Any], str] | None
Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Cover:
    """What the second sheet says: which list, asked for what, by whom, when."""

    title: str
    asked: list[tuple[str, str]]
    who: str
    when: dt.datetime


def rows_in_order(question: Question) -> Iterator[Any]:
    """Every row that matches, in the order shown; read in chunks."""
    rows, path = question.ledger.sorted_by(question.sort, question.rows())
    order = order_of(rows, path, descending=question.sort.startswith("-"))
    return in_order(rows, order).iterator(chunk_size=CHUNK)


def lines(question: Question, columns: Sequence[Column], *, link: Link, told: Told) -> Iterator[list[Any]]:
    """The values of every row that matches, column by column, and its address; read in chunks."""
    readers = data_readers(columns)
    for number, row in enumerate(rows_in_order(question), start=1):
        values = [read(row) for read in readers]
        yield [*values, link(row)] if link else values
        if number % CHUNK == 0:
            told(number)


def write_book(
    file: IO[bytes], question: Question, columns: Sequence[Column], *, cover: Cover, link: Link, told: Told
) -> int:
    """A workbook: the rows on the first sheet, typed, with a frozen heading and a filter; what was asked on the second. What
    is not yet in the file lies beside it meanwhile, where what a dead worker left is swept; of a file without a name, where
    the machine keeps such things."""
    name = getattr(file, "name", None)
    options = {
        "tmpdir": str(Path(name).parent) if isinstance(name, str) else None,
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = new_book(file, options)
    sheet = book.add_worksheet(_sheet_name(question.ledger))
    styles = _begin(book, sheet, columns, linked=link is not None)
    count = 0
    for count, values in enumerate(lines(question, columns, link=link, told=told), start=1):
        for place, value in enumerate(values):
            _write_cell(sheet, count, place, value, styles[place])
    sheet.autofilter(0, 0, count, len(styles) - 1)
    _write_cover(book, cover, count=count)
    book.close()
    return count


def _begin(book: Any, sheet: Any, columns: Sequence[Column], *, linked: bool) -> list[Any]:
    """Widths, heading, paper; returns the style of each place."""
    head = book.add_format({"bold": True, "bottom": 1, "valign": "vcenter"})
    moment, day = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd hh:mm", "yyyy-mm-dd"))
    formats = {Kind.STAMP: moment, Kind.LIGHT: moment, Kind.DATE: day}
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C&P / &N")
    labels = [str(column.label) for column in columns] + ([_("Link")] if linked else [])
    for place, label in enumerate(labels):
        column = columns[place] if place < len(columns) else None
        sheet.set_column(place, place, _width(column, label))
        sheet.write_string(0, place, label, head)
    return [formats.get(column.kind) for column in columns] + ([None] if linked else [])


def _width(column: Column | None, label: str) -> float:
    if column is None:
        return 30
    declared = (column.width or (300 if column.link else 120)) / PIXELS
    return max(WIDTHS.get(column.kind, 0), declared, 2.2 * len(label))


def _write_cover(book: Any, cover: Cover, *, count: int) -> None:
    sheet = book.add_worksheet(_("About this export"))
    bold = book.add_format({"bold": True})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 60)
    when = f"{timezone.localtime(cover.when):%Y-%m-%d %H:%M}"
    rows = [
        (_("Ledger"), cover.title),
        (_("Exported by"), cover.who),
        (_("Exported at"), when),
        (_("Rows"), str(count)),
    ]
    rows += cover.asked or [(_("Filters"), _("none: all rows that may be read"))]
    for place, (label, words) in enumerate(rows):
        sheet.write_string(place, 0, label, bold)
        sheet.write_string(place, 1, _shortened(words))


def _write_cell(sheet: Any, line: int, place: int, value: Any, style: Any) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(line, place, _shortened(value))
    elif isinstance(value, dt.date):
        sheet.write_datetime(line, place, value, style)
    else:
        sheet.write_number(line, place, value)


def write_csv(
    file: IO[bytes], question: Question, columns: Sequence[Column], *, link: Link, told: Told
) -> int:
    """The rows as CSV in UTF-8 with its mark, as Excel reads it."""
    file.write(b"\xef\xbb\xbf")
    writer = csv.writer(_Encoder(file), lineterminator="\r\n")
    writer.writerow([*(str(column.label) for column in columns), *([_("Link")] if link else [])])
    count = 0
    for values in lines(question, columns, link=link, told=told):
        count += 1
        writer.writerow([_plain(value) for value in values])
    return count


class _Encoder:
    """What `csv` writes to: text in, UTF-8 out."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def write(self, text: str) -> int:
        return self.file.write(text.encode("utf-8", "replace"))


def _plain(value: Any) -> Any:
    """A text that a spreadsheet could take for a formula gets an apostrophe before it."""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def _shortened(text: str) -> str:
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"


def _sheet_name(ledger: Ledger) -> str:
    return "".join(sign for sign in str(ledger.title) if sign not in "[]:*?/\\'")[:31] or ledger.slug
