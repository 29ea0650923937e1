"""Categories as a tree: who leads, who helps, what residents read, which limits and questions hold, and the tree from Excel."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.core.clock.limits import NoLimit, add_limit, limit_for
from gongjian.core.fields.actions import make_field, set_values
from gongjian.core.fields.reading import told_of
from gongjian.core.intake.straight import bring
from gongjian.core.intake.tests.bringing import brought_in
from gongjian.core.measures.scope import Scope
from gongjian.core.refusal import Refused
from gongjian.modules.reports.actions import save_category, sort_report
from gongjian.modules.reports.measures import RECEIVED
from gongjian.modules.reports.models import Category, Report
from gongjian.modules.reports.tests.conftest import NOW, Office
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HEADS = ["一级分类", "二级分类", "三级分类", "主办单位", "公开名称"]


def made(cast: Cast, code: str, name: str, **more: object) -> Category:
    return save_category(office=cast.office, code=code, name=name, actor=None, now=NOW, **more)  # type: ignore[arg-type]


@pytest.fixture
def tree(cast: Cast) -> list[Category]:
    top = made(cast, "c01", "城乡建设", lead_unit=cast.city_unit, helpers=[cast.committee])
    middle = made(cast, "c01-01", "市政设施", parent=top, public_name="路灯、井盖和道路")
    return [top, middle, made(cast, "c01-01-01", "路灯", parent=middle)]


def test_what_a_category_does_not_say_the_one_above_it_says(cast: Cast, tree: list[Category]) -> None:
    leaf = Category.objects.with_paths().get(code="c01-01-01")
    assert leaf.path_text == "城乡建设 / 市政设施 / 路灯"
    assert (leaf.lead, leaf.told_as, leaf.helping()) == (cast.city_unit, "路灯、井盖和道路", [cast.committee])
    made(cast, "c01-01-01", "路灯", parent=tree[1], lead_unit=cast.community_unit)
    assert Category.objects.with_paths().get(code="c01-01-01").lead == cast.community_unit


def test_a_category_never_stands_below_itself_nor_ends_above_others(cast: Cast, tree: list[Category]) -> None:
    with pytest.raises(Refused) as caught:
        made(cast, "c01", "城乡建设", parent=tree[2])
    assert caught.value.field == "parent"
    with pytest.raises(Refused) as caught:
        made(cast, "c01", "城乡建设", ended=True)
    assert caught.value.field == "ended"


def test_a_limit_of_a_category_holds_for_all_below_it_until_they_have_their_own(cast: Cast) -> None:
    given = {
        "unit": "calendar_days", "since": dt.date(2026, 1, 1), "source": "办法", "office": cast.office,
        "trail_office": cast.office, "actor": None, "now": NOW,
    }  # fmt: skip
    add_limit("report", name="handle", amount=7, category="c01", **given)
    add_limit("report", name="handle", amount=2, category="c01-01-01", **given)

    def days(code: str) -> int:
        return limit_for("report", "handle", category=code, office=cast.office.pk, on=NOW.date()).amount

    assert [days(code) for code in ("c01", "c01-01", "c01-01-01", "c01-01-01-09")] == [7, 7, 2, 2]
    with pytest.raises(NoLimit):
        days("c011")


def test_units_that_help_are_asked_when_the_report_is_dispatched(
    cast: Cast, tree: list[Category], new_report: Report
) -> None:
    leaf = Category.objects.with_paths().get(code="c01-01-01")
    sort_report(new_report.pk, category=leaf, unit=cast.city_unit, actor=cast.dispatcher, now=NOW)
    assert [one.unit for one in new_report.item.helpers.all()] == [cast.committee]


def test_questions_of_a_category_are_asked_of_its_matters_alone(
    cast: Cast, tree: list[Category], new_report: Report
) -> None:
    make_field(
        cast.office, kind="report", label="灯杆编号", type="text", category="c01-01", actor=None, now=NOW
    )
    make_field(cast.office, kind="report", label="几楼", type="number", category="c02", actor=None, now=NOW)
    assert told_of(new_report.item) == []
    leaf = Category.objects.with_paths().get(code="c01-01-01")
    sort_report(new_report.pk, category=leaf, unit=cast.city_unit, actor=cast.dispatcher, now=NOW)
    new_report.item.refresh_from_db()
    assert [field.label for field, _content, _words in told_of(new_report.item)] == ["灯杆编号"]
    slug = told_of(new_report.item)[0][0].slug
    set_values(new_report.item, {slug: "W-17"}, actor=None, now=NOW)
    client = cast.client_for(cast.dispatcher)
    found = client.get(reverse("reports:ledger"), {f"x_{slug}": "W-17"}).content.decode()
    assert new_report.item.number in found


def numbers(client: Client, address: str, **asked: object) -> set[str]:
    return {row.item.number for row in client.get(address, asked).context["ledger"].page.rows}


def test_a_filter_on_a_category_takes_in_those_below_it_wherever_rows_are_listed(
    cast: Cast, tree: list[Category], office: Office
) -> None:
    top, middle, leaf = tree
    at_top, at_leaf, elsewhere = (office.told(lat=34.79, lon=113.67) for _number in range(3))
    for report, category in ((at_top, top), (at_leaf, leaf), (elsewhere, office.roads)):
        sort_report(report.pk, category=category, unit=cast.city_unit, actor=cast.dispatcher, now=NOW)
    client, ledger = cast.client_for(cast.dispatcher), reverse("reports:ledger")
    both = {at_top.item.number, at_leaf.item.number}
    assert numbers(client, ledger, category=top.pk) == both
    assert numbers(client, ledger, category=middle.pk) == {at_leaf.item.number}
    assert numbers(client, ledger, category=top.pk, category_is="here") == {at_top.item.number}
    assert numbers(client, ledger, category=top.pk, category_is="not") == {elsewhere.item.number}
    page = client.get(ledger, {"category": top.pk, "category_is": "here"}).content.decode()
    assert "仅城乡建设本级" in page and "\u3000\u3000路灯" in page

    exported = b"".join(client.get(ledger, {"category": top.pk, "export": "csv"}).streaming_content).decode()
    assert all(number in exported for number in both) and elsewhere.item.number not in exported
    rows = client.get("/api/v1/reports/", {"category": top.pk}).json()["rows"]
    assert {row["number"] for row in rows} == both
    points = client.get(ledger, {"category": top.pk, "look": "points"}).json()["features"]
    assert len(points) == 2
    public = client.get("/report/list/", {"category": top.pk}).content.decode()
    assert all(number in public for number in both) and elsewhere.item.number not in public


def test_what_a_measure_counts_of_a_category_is_what_its_list_shows(
    cast: Cast, tree: list[Category], office: Office
) -> None:
    for category in tree:
        sort_report(office.told().pk, category=category, unit=cast.city_unit, actor=cast.dispatcher, now=NOW)
    client = cast.client_for(cast.dispatcher)
    scope = Scope(
        paths=[cast.office.path], now=NOW + dt.timedelta(hours=1), chosen=(("category", tree[0].pk),)
    )
    assert RECEIVED.count(scope) == 1
    page = client.get(RECEIVED.address(scope))
    assert page.context["ledger"].page.total == 1


def test_the_tree_is_asked_once_however_deep_it_is(
    cast: Cast, tree: list[Category], django_assert_num_queries: Any
) -> None:
    below = tree[2]
    for depth in range(2):
        below = made(cast, f"{below.code}-{depth}", f"{depth}", parent=below)
    with django_assert_num_queries(1):
        found = Category.objects.all().with_those_below([tree[0].pk])
    assert len(found) == 5 and below.pk in found


def test_the_tree_comes_in_from_a_workbook_once_and_the_next_one_corrects_it(cast: Cast) -> None:
    rows = [
        HEADS,
        ["城乡建设", "市政设施", "路灯", cast.city_unit.name, "路灯不亮"],
        ["城乡建设", "市政设施", "井盖", "", ""],
        ["城乡建设", "", "", cast.city_unit.name, ""],
        ["城乡建设", "", "没有中间", "", ""],
        ["环境", "垃圾清运", "", "查无此科", ""],
    ]  # fmt: skip
    batch = brought_in("categories", rows, "分类.xlsx", office=cast.office, person=cast.dispatcher, now=NOW)
    assert [batch.counts[name] for name in ("new", "changed", "bad")] == [3, 0, 2]
    found = {one.path_text: one for one in Category.objects.filter(office=cast.office).with_paths()}
    assert found["城乡建设 / 市政设施 / 路灯"].code == "c01-01-01"
    assert found["城乡建设 / 市政设施 / 井盖"].lead == cast.city_unit
    rows[1][4] = "路灯坏了"
    batch = brought_in(
        "categories", rows[:4], "分类2.xlsx", office=cast.office, person=cast.dispatcher, now=NOW
    )
    assert [batch.counts[name] for name in ("new", "changed", "same")] == [0, 1, 2]
    assert Category.objects.get(code="c01-01-01").public_name == "路灯坏了"


def test_a_row_that_is_refused_leaves_nothing_that_the_next_one_would_stand_on(cast: Cast) -> None:
    rows = [
        HEADS,
        ["环境", "垃圾清运", "大件垃圾", cast.partner.name, ""],
        ["环境", "垃圾清运", "厨余垃圾", cast.city_unit.name, ""],
    ]  # fmt: skip
    batch = brought_in("categories", rows, "分类.xlsx", office=cast.office, person=cast.dispatcher, now=NOW)
    assert [batch.counts[name] for name in ("new", "bad")] == [1, 1]
    found = {one.path_text for one in Category.objects.filter(office=cast.office).with_paths()}
    assert "环境 / 垃圾清运 / 厨余垃圾" in found and "环境 / 垃圾清运 / 大件垃圾" not in found


def test_a_real_tree_of_fifteen_and_517_comes_in_whole(cast: Cast, test_data: Path) -> None:
    path = test_data / "messages/categories.xlsx"
    batch = bring(
        "categories",
        office=cast.office,
        name=path.name,
        chunks=[path.read_bytes()],
        person=cast.dispatcher,
        now=NOW,
    )
    from gongjian.core.intake.actions import confirm
    from gongjian.core.intake.steps import take_step

    while batch.state not in ("ready", "done"):
        batch = take_step(batch, now=NOW)
    batch = confirm(batch, person=cast.dispatcher, now=NOW, queued=False)
    while batch.state != "done":
        batch = take_step(batch, now=NOW)
    rows = list(Category.objects.filter(office=cast.office).with_paths())
    by_depth = [sum(len(one.line()) == depth for one in rows) for depth in (1, 2, 3)]
    assert by_depth == [15, 118, 517]
