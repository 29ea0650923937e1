"""An office brings in its catalogue and its list of experts from Excel, and once more."""

from collections.abc import Callable
from functools import partial

import pytest

from gongjian.core.intake.models import Batch
from gongjian.core.intake.tests.bringing import brought_in
from gongjian.core.privacy.sealing import unseal
from gongjian.modules.experts import actions
from gongjian.modules.experts.durations import read_minutes
from gongjian.modules.experts.models import Expert, ExpertService
from gongjian.modules.experts.tests.conftest import NOW
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HEADS = [
    "编号",
    "服务名称",
    "服务类型",
    "提供单位",
    "专家",
    "服务内容",
    "服务对象",
    "服务时长",
    "每月场次",
    "服务方式",
    "地点",
]
PEOPLE = ["姓名", "单位", "职称", "擅长领域", "是否讲师", "党课题目", "联系电话"]


@pytest.fixture
def bring(cast: Cast) -> Callable[..., Batch]:
    for name in ("党课辅导", "农技科普"):
        actions.add_type(cast.office, name=name, actor=cast.secretary, now=NOW)
    return partial(brought_in, office=cast.office, person=cast.secretary, now=NOW)


def test_experts_and_then_services_come_in_once_and_are_corrected_by_the_next_file(
    cast: Cast, bring: Callable[..., Batch]
) -> None:
    people = [["顾维民", "共建单位", "教授", "基层治理", "是", "从枫桥经验学起", "13800138000"]]
    bring("experts", [PEOPLE, *people], "讲师团.xlsx")
    expert = Expert.objects.get()
    assert (expert.unit, expert.is_lecturer, unseal(expert, "contact")) == (cast.partner, True, "13800138000")
    rows = [
        [
            "K-01",
            "专题党课",
            "党课辅导",
            "共建单位",
            "顾维民",
            "理论加案例",
            "党支部",
            "1.5小时",
            4,
            "线下",
            "",
        ],
        ["", "阳台种植", "农技科普", "共建单位", "", "", "居民", 90, 2, "", "活动室"],
        ["", "无人来讲", "农技科普", "共建单位", "查无此人", "", "", 90, 2, "", ""],
        ["", "时长不明", "农技科普", "共建单位", "", "", "", "很久", 2, "", ""],
    ]
    bring("expert_services", [HEADS, *rows], "服务目录.xlsx")
    found = {one.title: one for one in ExpertService.objects.with_all()}
    assert set(found) == {"专题党课", "阳台种植"}
    first = found["专题党课"]
    assert (first.number, first.minutes, first.capacity, first.mode, first.expert) == (
        "K-01",
        90,
        4,
        "place",
        expert,
    )
    assert found["阳台种植"].number.startswith("ZK")
    again = bring("expert_services", [HEADS, *rows[:2]], "服务目录（再次）.xlsx")
    same = bring("experts", [PEOPLE, *people], "讲师团（再次）.xlsx")
    for batch, number in ((again, 2), (same, 1)):
        assert batch.counts == {"new": 0, "changed": 0, "same": number, "bad": 0}
    assert (ExpertService.objects.count(), Expert.objects.count()) == (2, 1)
    rows[0][8] = 6
    bring("expert_services", [HEADS, *rows[:2]], "服务目录（更正）.xlsx")
    first.refresh_from_db()
    assert (first.capacity, ExpertService.objects.count()) == (6, 2)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90", 90),
        ("90分钟", 90),
        ("2小时", 120),
        ("1.5 h", 90),
        ("2", 120),
        ("半天", 180),
        ("很久", None),
        ("0", None),
    ],
)
def test_durations_are_read_as_offices_write_them(text: str, minutes: int | None) -> None:
    assert read_minutes(text) == minutes
