"""An office brings in its 资源清单 and 需求清单 from Excel, again, and takes them back."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from django.utils import timezone

from gongjian.core.intake.models import Batch
from gongjian.core.intake.tests.bringing import brought_in
from gongjian.modules.exchange import actions
from gongjian.modules.exchange.models import Need, Resource
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SOON = timezone.localdate(NOW) + dt.timedelta(days=30)
GIVEN = ["序号", "单位名称", "资源名称", "类别", "数量", "单位", "周期", "开放时间", "服务对象", "联系人"]
ASKED = [
    "序号",
    "需求内容",
    "类别",
    "需求数量",
    "单位",
    "需求主体",
    "户数",
    "所属社区",
    "截止日期",
    "紧急程度",
    "来源",
]


@pytest.fixture
def bring(cast: Cast) -> Callable[..., Batch]:
    actions.add_category(cast.office, name="便民服务", actor=cast.secretary, now=NOW)

    return partial(brought_in, office=cast.office, person=cast.secretary, now=NOW)


def test_the_list_of_resources_comes_in_by_unit_and_name_and_is_corrected_by_the_next_file(
    cast: Cast, bring: Callable[..., Batch]
) -> None:
    row = [
        1,
        "共建单位",
        "家电义务维修",
        "便民服务",
        30,
        "件",
        "每月",
        "周六 8:30-11:30",
        "辖区居民",
        "邓老师",
    ]
    wrong = [2, "共建单位", "磨刀", "便民服务", 2, "次", "每月", "周日 11:00-8:30", "", ""]
    bring("resources", [GIVEN, row, wrong], "资源清单.xlsx")
    found = Resource.objects.get()
    assert (found.unit, found.capacity, found.per, found.windows.count()) == (cast.partner, 30, "month", 1)
    bring("resources", [GIVEN, [*row[:4], 40, *row[5:]]], "资源清单二.xlsx")
    found.refresh_from_db()
    assert (Resource.objects.count(), found.capacity) == (1, 40)


def test_the_list_of_needs_comes_in_once_however_often_it_is_brought(
    cast: Cast, bring: Callable[..., Batch]
) -> None:
    community = cast.community.short_name
    row = [1, "电扇坏了没处修", "便民服务", 2, "件", "独居老人", 12, community, SOON, "紧急", "走访"]
    over = [2, "过期的", "便民服务", 1, "件", "", 1, community, dt.date(2020, 1, 1), "一般", "会议"]
    bring("needs", [ASKED, row, over], "需求清单.xlsx")
    need = Need.objects.get()
    assert (need.quantity, need.whose, need.households, need.urgency, need.origin) == (
        2,
        "独居老人",
        12,
        3,
        "visit",
    )
    assert need.item.area == cast.community
    bring("needs", [ASKED, [*row[:3], 5, *row[4:]]], "需求清单二.xlsx")
    need.refresh_from_db()
    assert (Need.objects.count(), need.quantity) == (1, 5)
