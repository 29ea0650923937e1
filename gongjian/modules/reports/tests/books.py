"""Workbooks for tests, and a way to bring them in as the command line does."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.intake.mapping import Columns
from gongjian.core.intake.models import Batch, BatchRow
from gongjian.core.intake.straight import bring, let_in
from gongjian.core.people.models import Person

HEADING = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")


def workbook(path: Path, rows: Sequence[Sequence[Any]], *, heading: Sequence[str] = HEADING) -> Path:
    """A workbook of one sheet."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    for number, row in enumerate([heading, *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def brought(
    path: Path,
    office: Area,
    *,
    person: Person | None = None,
    columns: Columns | None = None,
    now: dt.datetime | None = None,
) -> Batch:
    """The file in the list of reports, by the same steps as `gongjian import reports FILE`."""
    moment = now or timezone.now()
    batch = bring(
        "reports", office=office, name=path.name, chunks=[path.read_bytes()], person=person, now=moment, columns=columns
    )  # fmt: skip
    return let_in(batch, person=person, now=moment, queued=False)


def counts(batch: Batch) -> dict[str, int]:
    """New, changed, same, bad."""
    return {name: batch.count(name) for name in ("new", "changed", "same", "bad")}


def reasons(batch: Batch) -> dict[int, str]:
    """Why each row stayed out."""
    return dict(
        BatchRow.objects.filter(batch=batch, outcome=BatchRow.Outcome.BAD).values_list("row", "reason")
    )
