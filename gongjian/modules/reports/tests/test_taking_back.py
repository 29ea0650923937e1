"""An import of reports taken back: numbers are free again, figures leave them out, corrections are as before."""

import datetime as dt

import pytest
from django.utils import timezone

from gongjian.core.intake.models import Batch, Kept
from gongjian.core.intake.steps import take_step
from gongjian.core.intake.undoing import outlook, take_back
from gongjian.core.measures.registry import value_of
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports.models import Report
from gongjian.modules.reports.tests.books import brought, counts, workbook

pytestmark = pytest.mark.django_db
OPEN = [1, "甲", "路灯不亮", "2019/3/1 8:00:00", "晚上看不见", "", ""]
ENDED = [7, "庚", "停车", "2019/3/2 8:00:00", "停不下", "已处理", "2019/3/4"]


def back(batch: Batch) -> Batch:
    now = timezone.now() + dt.timedelta(seconds=1)
    batch = take_back(batch, reason="重复导入", person=None, now=now, queued=False)
    return take_step(batch, now=now)


def test_reports_brought_by_mistake_are_out_of_all_figures_and_may_come_again(cast, tmp_path):
    path = workbook(tmp_path / "rows.xlsx", [OPEN, ENDED])
    batch = back(brought(path, cast.office))
    assert batch.undo["back"] == 2
    assert set(Report.objects.values_list("item__state", "external_id")) == {("withdrawn", "")}
    assert value_of("reports.received", area=cast.office).value == 0
    assert value_of("reports.answered", area=cast.office).value == 0
    assert not Report.objects.published().exists()
    told = TrailRow.objects.filter(action="reports.correct").order_by("pk").first()
    assert told.changes == {"number elsewhere": ["1", ""]}
    assert counts(brought(path, cast.office))["new"] == 2
    assert value_of("reports.received", area=cast.office).value == 2


def test_a_corrected_title_is_as_before_and_an_end_that_came_stays(cast, tmp_path):
    brought(workbook(tmp_path / "first.xlsx", [OPEN, ENDED[:5] + ["", ""]]), cast.office)
    other = OPEN[:2] + ["路灯全灭"] + OPEN[3:]
    second = brought(workbook(tmp_path / "second.xlsx", [other, ENDED]), cast.office)
    assert counts(second)["changed"] == 2
    told = outlook(second)
    assert (told.withdrawn, told.put_back, told.staying) == (0, 1, 1)
    batch = back(second)
    assert (batch.undo["back"], batch.undo["kept"]) == (1, 1) and Kept.objects.count() == 1
    assert Report.objects.get(external_id="1").item.title == "路灯不亮"
    assert Report.objects.get(external_id="7").item.state == "closed"
