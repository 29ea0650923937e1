"""Chosen rows as a workbook: the list's columns, and where something was refused the reason as the last one."""

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from django.db import transaction
from django.http import FileResponse, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.bulk.models import BulkRun, RowState
from gongjian.core.bulk.offer import ledger_named
from gongjian.core.files.downloads import as_download
from gongjian.core.items.models import Item
from gongjian.core.ledgers.asking import Asked
from gongjian.core.ledgers.cells import data_of
from gongjian.core.ledgers.ledger import Kind, Ledger
from gongjian.core.ledgers.question import Question, read_question
from gongjian.core.ledgers.resolving import resolved
from gongjian.core.people.access import Access
from gongjian.core.people.models import Person
from gongjian.core.trail.actions import record
from gongjian.lib.new_book import new_book

BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 500
LONGEST = 32_767
OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip


def chosen_file(question: Question, items: Sequence[int], *, actor: Person, now: dt.datetime) -> HttpResponse:
    """The chosen rows with all columns; leaves a trail row like every export."""
    return _file(question, items, {}, actor=actor, now=now)


def refused_file(run: BulkRun, *, access: Access, actor: Person, now: dt.datetime) -> HttpResponse:
    """What the run did not do, each with its reason; only what the person may still read."""
    ledger = ledger_named(run.ledger)
    assert ledger is not None
    rest = run.rows.filter(state__in=(RowState.REFUSED, RowState.WAITING))
    reasons = {row.item_id: row.reason or str(row.get_state_display()) for row in rest}
    question = read_question(resolved(ledger, access), QueryDict(), Asked(access, ledger.permission, now))
    return _file(question, list(reasons), reasons, actor=actor, now=now)


def _file(
    question: Question, items: Sequence[int], reasons: Mapping[int, str], *, actor: Person, now: dt.datetime
) -> HttpResponse:
    ledger = question.ledger
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    book = new_book(file, OPTIONS)
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    moments = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    heads = [str(column.label) for column in ledger.columns] + ([_("Why not")] if reasons else [])
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 16)
    for place, head in enumerate(heads):
        sheet.write_string(0, place, head, bold)
    count = 0
    for count, values in enumerate(_lines(question, items, reasons), start=1):
        for place, value in enumerate(values):
            kind = ledger.columns[place].kind if place < len(ledger.columns) else Kind.TEXT
            _write(sheet, count, place, value, days if kind is Kind.DATE else moments)
    book.close()
    file.seek(0)
    office = actor.office or Item.objects.select_related("office").get(pk=items[0]).office
    _leave_trail(question, count=count, office=office, actor=actor, now=now)
    answer = FileResponse(file, content_type=BOOK)
    name = f"{ledger.title} {timezone.localtime(now):%Y-%m-%d}.xlsx"
    return cast(HttpResponse, as_download(answer, name=name, stem=ledger.slug))


def _lines(question: Question, items: Sequence[int], reasons: Mapping[int, str]) -> Iterator[list[Any]]:
    """The rows in the order chosen, read in chunks."""
    for start in range(0, len(items), CHUNK):
        chunk = items[start : start + CHUNK]
        rows = rows_by_item(question.ledger, question.asked.access, chunk)
        for pk in chunk:
            if pk in rows:
                values = [data_of(column, column.of(rows[pk])) for column in question.ledger.columns]
                yield [*values, *([reasons.get(pk, "")] if reasons else [])]


def rows_by_item(ledger: Ledger, access: Access, items: Sequence[int]) -> dict[int, Any]:
    """The list's rows of these items, by item id, as far as the person may read them: one query."""
    path = f"{ledger.item}__in" if ledger.item else "pk__in"
    rows = ledger.queryset(access).filter(**{path: list(items)})
    return {(getattr(row, ledger.item).pk if ledger.item else row.pk): row for row in rows}


def _write(sheet: Any, line: int, place: int, value: Any, style: Any) -> None:
    if isinstance(value, dt.date):
        sheet.write_datetime(line, place, value, style)
    elif isinstance(value, str):
        sheet.write_string(line, place, value[:LONGEST])
    else:
        sheet.write_number(line, place, value)


def _leave_trail(question: Question, *, count: int, office: Area, actor: Person, now: dt.datetime) -> None:
    changes = {"filters": question.in_words(), "rows": count, "format": "xlsx"}
    with transaction.atomic():
        record(
            "ledgers.exported", actor=actor, obj=actor, office=office,
            label=question.ledger.title, changes=changes, now=now,
        )  # fmt: skip
