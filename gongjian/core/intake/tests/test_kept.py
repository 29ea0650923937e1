"""Workbooks are kept for a while and then gone; an office's own fields are filled from their columns."""

import datetime as dt
import os
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone

from gongjian.core.fields.actions import make_field
from gongjian.core.fields.reading import values_of
from gongjian.core.intake.course import sheet_of
from gongjian.core.intake.models import Batch
from gongjian.core.intake.store import folder_of, source_of
from gongjian.core.intake.sweeping import sweep
from gongjian.core.intake.tests.books import HEADING
from gongjian.core.intake.tests.conftest import DAY, NOW
from gongjian.core.privacy.provider import CannotUnseal
from gongjian.lib.sheets.spool import rows_of
from gongjian.modules.workplan.models import Task
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Brings = Callable[..., Batch]
ROWS = [["四项重点", "任务", "城市管理办", DAY, "完工"]]


def test_nobody_else_on_the_machine_may_read_the_workbook(bring: Brings) -> None:
    batch = bring(ROWS)
    assert source_of(batch.uid).stat().st_mode & 0o077 == 0
    assert folder_of(batch.uid).stat().st_mode & 0o077 == 0


def test_a_copied_disk_gives_nothing_of_the_workbook_away(bring: Brings) -> None:
    batch = bring([["四项重点", "独一无二的任务", "城市管理办", DAY, "完工"]], name="任务.csv.xlsx")
    kept = [path for path in folder_of(batch.uid).rglob("*") if path.is_file()]
    assert {path.name for path in kept} == {"source", "book.json", "sheet-1.jsonl"}
    for path in kept:
        data = path.read_bytes()
        assert "独一无二".encode() not in data and b"PK" not in data[:2] and b"rows" not in data
    assert not list(folder_of(batch.uid).glob("open-*"))
    assert "独一无二的任务" in {cell for _row, cells in rows_of(sheet_of(batch).spool) for cell in cells}


def test_a_workbook_that_was_tampered_with_is_not_read(bring: Brings) -> None:
    batch = bring(ROWS)
    spool = next(folder_of(batch.uid).glob("rows/*"))
    data = spool.read_bytes()
    for other in (data[:-1], data[:-1] + bytes([data[-1] ^ 1]), data[: len(data) // 2]):
        spool.write_bytes(other)
        with pytest.raises(CannotUnseal):
            list(rows_of(sheet_of(batch).spool))


def test_what_a_crash_left_in_clear_is_gone_within_the_hour(bring: Brings) -> None:
    batch = bring(ROWS)
    left = folder_of(batch.uid) / "open-left"
    left.mkdir()
    sweep(timezone.now())
    assert left.exists()
    sweep(timezone.now() + dt.timedelta(minutes=61))
    assert not left.exists() and source_of(batch.uid).exists()


def test_a_workbook_goes_after_a_day_unused_and_after_a_month_when_it_came_in(
    bring: Brings, imported: Brings
) -> None:
    unused, used = bring(ROWS), imported(ROWS)
    sweep(NOW + dt.timedelta(hours=23))
    assert folder_of(unused.uid).exists() and folder_of(used.uid).exists()
    sweep(NOW + dt.timedelta(days=2))
    assert not folder_of(unused.uid).exists() and folder_of(used.uid).exists()
    sweep(NOW + dt.timedelta(days=31))
    assert not folder_of(used.uid).exists()
    assert Batch.objects.get(pk=used.pk).swept_at and Task.objects.count() == 1


def test_a_folder_left_by_a_crash_goes_but_not_one_written_just_now() -> None:
    uid = uuid4()
    folder_of(uid).mkdir(parents=True)
    sweep(NOW)
    assert folder_of(uid).exists()
    old = (NOW - dt.timedelta(days=2)).timestamp()
    os.utime(folder_of(uid), (old, old))
    sweep(NOW)
    assert not folder_of(uid).exists()


def test_an_offices_own_field_is_filled_and_changed_by_its_column(
    cast: Cast, checked: Brings, imported: Brings
) -> None:
    make_field(cast.office, kind="task", label="资金来源", type="text", actor=None, now=NOW)
    heading = [*HEADING, "资金来源"]
    assert imported([[*ROWS[0], "区级"]], heading=heading).counts["new"] == 1
    task = Task.objects.get()
    assert list(values_of([task.pk])[task.pk].values()) == ["区级"]
    assert checked([[*ROWS[0], "区级"]], heading=heading).counts["same"] == 1
    batch = checked([[*ROWS[0], "市级"]], heading=heading)
    assert batch.preview["changed"][0]["differences"] == [{"label": "资金来源", "old": "区级", "new": "市级"}]
    imported([[*ROWS[0], "市级"]], heading=heading)
    assert list(values_of([task.pk])[task.pk].values()) == ["市级"]
