"""An office brings in its 项目清单 from Excel, again, and with mistakes."""

from functools import partial
from typing import Any

import pytest

from gongjian.core.intake.models import Batch, BatchRow
from gongjian.core.intake.tests.bringing import brought_in
from gongjian.modules.projects.models import Project, ProjectField
from gongjian.modules.projects.tests.conftest import NOW
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HEADS = [
    "序号", "项目名称", "项目来源", "项目类别", "责任党组织", "开始时间", "完成时限", "项目内容", "预算（元）", "受益户数",
    "难度", "所属社区", "共建单位", "时间节点",
]  # fmt: skip


@pytest.fixture
def bring(cast: Cast, lighting: ProjectField) -> Any:
    return partial(brought_in, "projects", office=cast.office, person=cast.head, now=NOW)


def row(cast: Cast, title: str, **changed: Any) -> list[Any]:
    told = {
        "n": 1, "title": title, "from": "群众急需", "field": "照明", "sponsor": cast.branch.name, "since": "2026-03-10",
        "until": "2026-06-10", "text": "更换楼道灯具", "cost": "12,000", "households": 86, "difficulty": 2,
        "area": cast.community.name, "partners": cast.partner.name, "milestones": "勘察（2026-03-20）；施工（2026年4月1日）",
    }  # fmt: skip
    return list((told | changed).values())


def counts(batch: Batch) -> tuple[int, ...]:
    return tuple(batch.counts[name] for name in ("new", "changed", "same", "bad"))


def test_the_list_comes_in_once_with_partners_and_milestones(cast: Cast, bring: Any) -> None:
    rows = [HEADS, row(cast, "三个楼院亮灯"), row(cast, "口袋公园", cost="", partners="", milestones="")]
    batch = bring(rows, "项目清单.xlsx")
    assert not list(BatchRow.objects.filter(outcome="bad").values_list("row", "reason"))
    assert counts(batch) == (2, 0, 0, 0)
    made = Project.objects.get(item__title="三个楼院亮灯")
    assert (made.cost, made.households, made.sponsor, made.item.area) == (
        1_200_000,
        86,
        cast.branch,
        cast.community,
    )
    assert [one.unit for one in made.partners.all()] == [cast.partner]
    assert [(one.item.title, f"{one.due_on:%m-%d}") for one in made.milestones.order_by("due_on")] == [
        ("勘察", "03-20"),
        ("施工", "04-01"),
    ]
    assert counts(bring(rows, "项目清单-再来一次.xlsx")) == (0, 0, 2, 0)


def test_the_next_list_corrects_what_may_change_by_a_file(cast: Cast, bring: Any) -> None:
    bring([HEADS, row(cast, "三个楼院亮灯")], "一.xlsx")
    again = [HEADS, row(cast, "三个楼院亮灯", cost="15000", households=90)]
    assert counts(bring(again, "二.xlsx")) == (0, 1, 0, 0)
    made = Project.objects.get()
    assert (made.cost, made.households) == (1_500_000, 90)
    moved = [HEADS, row(cast, "三个楼院亮灯", until="2026-07-10")]
    assert counts(bring(moved, "三.xlsx"))[3] == 1


def test_each_bad_line_says_what_is_wrong_and_the_good_one_goes_in(cast: Cast, bring: Any) -> None:
    rows = [
        HEADS,
        row(cast, "好的"),
        row(cast, "不是党组织", sponsor=cast.partner.name),
        row(cast, "倒着走", until="2026-03-01"),
        row(cast, "读不懂", milestones="四月初开工"),
        row(cast, "没有这一天", milestones="开工（2026-02-30）"),
        row(cast, "没有这家单位", partners="查无此单位"),
    ]
    batch = bring(rows, "有错.xlsx")
    assert (counts(batch)[0], counts(batch)[3]) == (1, 5)
    assert Project.objects.get().item.title == "好的"
    told = " ".join(str(one.reason) for one in BatchRow.objects.filter(batch=batch, outcome="bad"))
    assert "查无此单位" in told and "四月初开工" in told
