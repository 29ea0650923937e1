"""Every row that matches as Excel or CSV, in constant memory, and a trail row that says what left the house."""

import csv
import datetime as dt
import tempfile
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

import xlsxwriter
from django.db import transaction
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.ledgers.cells import data_of
from gongjian.core.ledgers.ledger import Kind, Ledger
from gongjian.core.ledgers.page import count_of, in_order, order_of
from gongjian.core.ledgers.question import Question
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
ROW_LIMIT = 1_000_000
CELL_LIMIT = 32_767
CHUNK = 500
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def export(question: Question, *, file_format: str, actor: Any, now: dt.datetime) -> FileResponse:
    """A file of all rows that match, in the order shown and with all columns; the trail names filters and count.

    Raises Refused for an unknown format or more rows than a sheet holds.
    """
    if file_format not in TYPES:
        raise Refused(
            _("A list can be exported as Excel (xlsx) or CSV, not as “%(name)s”.")
            % {"name": file_format[:20]}
        )
    if count_of(question.rows(), cap=ROW_LIMIT)[1]:
        raise Refused(_("More than a million rows match: narrow the list before you export it."))
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    count = (_write_xlsx if file_format == "xlsx" else _write_csv)(file, question)
    file.seek(0)
    _leave_trail(question, file_format=file_format, count=count, actor=actor, now=now)
    name = f"{question.ledger.title} {timezone.localtime(now):%Y-%m-%d}.{file_format}"
    answer = FileResponse(file, content_type=TYPES[file_format])
    answer["Content-Disposition"] = (
        f"attachment; filename=\"{question.ledger.slug}.{file_format}\"; filename*=UTF-8''{quote(name)}"
    )
    return answer


def lines(question: Question) -> Iterator[list[Any]]:
    """The values of every row that matches, column by column, read in chunks."""
    ledger = question.ledger
    rows, path = ledger.sorted_by(question.sort, question.rows())
    order = order_of(rows, path, descending=question.sort.startswith("-"))
    for row in in_order(rows, order).iterator(chunk_size=CHUNK):
        yield [data_of(column, column.of(row)) for column in ledger.columns]


def _write_xlsx(file: IO[bytes], question: Question) -> int:
    ledger = question.ledger
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet(_sheet_name(ledger))
    bold = book.add_format({"bold": True})
    formats = {
        Kind.STAMP: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        Kind.LIGHT: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        Kind.DATE: book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(ledger.columns):
        sheet.set_column(place, place, 18 if column.kind in formats else 14)
        sheet.write_string(0, place, str(column.label), bold)
    count = 0
    for count, values in enumerate(lines(question), start=1):
        for place, (column, value) in enumerate(zip(ledger.columns, values, strict=True)):
            _write_cell(sheet, count, place, value, formats.get(column.kind))
    sheet.autofilter(0, 0, count, len(ledger.columns) - 1)
    book.close()
    return count


def _write_cell(sheet: Any, line: int, place: int, value: Any, style: Any) -> None:
    if isinstance(value, dt.date):
        sheet.write_datetime(line, place, value, style)
    elif isinstance(value, str):
        sheet.write_string(line, place, _shortened(value))
    else:
        sheet.write_number(line, place, value)


def _write_csv(file: IO[bytes], question: Question) -> int:
    file.write(b"\xef\xbb\xbf")
    writer = csv.writer(_Encoder(file), lineterminator="\r\n")
    writer.writerow([str(column.label) for column in question.ledger.columns])
    count = 0
    for values in lines(question):
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


def _leave_trail(question: Question, *, file_format: str, count: int, actor: Any, now: dt.datetime) -> None:
    changes = {"filters": question.in_words(), "rows": count, "format": file_format}
    with transaction.atomic():
        record(
            "ledgers.exported",
            actor=actor,
            obj=actor,
            office=_office_of(question, actor),
            label=question.ledger.title,
            changes=changes,
            now=now,
        )


def _office_of(question: Question, actor: Any) -> Area:
    """The office in whose trail the export stands: the person's own, else the first area she may read."""
    if actor.office_id:
        return actor.office  # type: ignore[no-any-return]
    paths = question.asked.access.paths(question.ledger.permission)
    return Area.objects.under_any(paths).order_by("depth", "path")[:1].get()
