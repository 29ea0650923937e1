"""A clerk brings a workbook: what is new comes in, what changed is shown, what is wrong says so and stays out."""

from collections.abc import Callable

import pytest

from gongjian.core.intake.models import Batch, BatchRow
from gongjian.core.intake.tests.conftest import DAY, YEAR
from gongjian.core.trail.models import TrailRow
from gongjian.modules.workplan.models import Plan, Task
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Brings = Callable[..., Batch]
GOOD = [["四项重点", f"任务{number}", "城市管理办", DAY, "完工"] for number in range(3)]


def test_clerk_imports_a_titled_workbook_and_a_second_time_adds_nothing(cast: Cast, imported: Brings) -> None:
    batch = imported(GOOD, title="2027 年重点任务台账")
    assert batch.state == Batch.State.DONE
    assert batch.counts == {"new": 3, "changed": 0, "same": 0, "bad": 0}
    assert Task.objects.count() == 3 and Plan.objects.get().year == YEAR
    again = imported(GOOD, title="2027 年重点任务台账")
    assert again.counts == {"new": 0, "changed": 0, "same": 3, "bad": 0}
    assert Task.objects.count() == 3


def test_a_bad_row_says_what_is_wrong_and_the_good_ones_come_in(cast: Cast, imported: Brings) -> None:
    rows = [*GOOD, ["四项重点", "坏一", "没有这个办", DAY, ""], ["", "坏二", "城市管理办", "星期三", ""],
            ["四项重点", "任务1", "城市管理办", DAY, "又一行"]]  # fmt: skip
    batch = imported(rows)
    assert batch.counts == {"new": 3, "changed": 0, "same": 0, "bad": 3}
    told = dict(BatchRow.objects.filter(batch=batch, outcome="bad").values_list("row", "reason"))
    assert "没有这个办" in told[5]
    assert "星期三" in told[6] and "；" in told[6]
    assert "3" in told[7]
    assert TrailRow.objects.filter(action="intake.finished").get().changes["bad"] == 3


def test_a_changed_row_is_shown_as_a_difference_before_it_is_written(
    cast: Cast, checked: Brings, imported: Brings
) -> None:
    imported(GOOD)
    changed = [[*row[:4], "提前完工"] for row in GOOD[:1]] + GOOD[1:]
    batch = checked(changed)
    assert batch.counts == {"new": 0, "changed": 1, "same": 2, "bad": 0}
    [row] = batch.preview["changed"]
    assert (row["differences"][0]["old"], row["differences"][0]["new"]) == ("完工", "提前完工")
    assert not Task.objects.filter(target="提前完工").exists()
    batch = imported(changed)
    assert batch.counts["changed"] == 1 and Task.objects.get(target="提前完工").item.title == "任务0"
