"""What is found beside matters, what stands in the index as it should, and what is caught up with."""

import datetime as dt

import pytest
from django.utils import timezone

from gongjian.core.items.models import Item
from gongjian.core.people.access import NOBODY, access_of
from gongjian.core.search import index, matching
from gongjian.core.search.doctor import check_search
from gongjian.core.search.models import SearchText
from gongjian.core.search.source import found_elsewhere
from gongjian.core.search.upkeep import catch_up
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports.actions import forget_contacts
from gongjian.modules.reports.actions.contacts import index_names
from gongjian.modules.reports.actions.receiving import receive
from gongjian.modules.reports.actions.told import Told
from gongjian.modules.reports.models import Report
from tests.cast import Cast
from tests.items import make_item

URL, MORE = "/desk/search/", "/desk/search/suggestions/"
NOW = dt.datetime(2026, 3, 5, 2, 0, tzinfo=dt.UTC)


def groups(person: object, q: str) -> dict[str, list[str]]:
    found = found_elsewhere(q, access_of(person))
    return {source.name: [hit.title for hit in hits] for source, hits in found}


@pytest.fixture
def report(cast: Cast) -> Report:
    told = Told(area=cast.home.grid, text="楼下的灯不亮，请修", name="欧阳 䶮", phone="13812345678")
    return receive(told, channel="phone", now=NOW)


def test_units_people_and_areas_are_found_by_those_who_may_see_them(cast: Cast) -> None:
    assert groups(cast.administrator, "甲一") == {"areas": ["甲一社区", "甲一第1网格"], "units": ["甲一社区"]}
    assert groups(cast.administrator, "乔文")["people"] == ["乔文"]
    assert "people" not in groups(cast.grid_worker, "乔文")
    assert groups(cast.twin.administrator, "甲一") == {}
    assert found_elsewhere("甲一", NOBODY) == []


def test_the_page_groups_what_it_finds(cast: Cast) -> None:
    text = cast.client_for(cast.administrator).get(URL, {"q": "甲一"}).content.decode()
    assert "甲一社区" in text and "没有找到" not in text


def test_the_desk_finds_a_report_by_the_whole_name_and_leaves_a_trace(cast: Cast, report: Report) -> None:
    for q in ("欧阳䶮", "欧阳 䶮", "13812345678", "138 1234 5678"):
        assert groups(cast.dispatcher, q)["contacts"] == [str(report.item)]
    assert TrailRow.objects.filter(action="reports.find_by_phone", actor=cast.dispatcher).count() == 4
    assert "䶮" not in "".join(TrailRow.objects.values_list("label", flat=True))
    for q in ("欧阳", "阳䶮", "1381234567", "138****5678"):
        assert "contacts" not in groups(cast.dispatcher, q)


@pytest.mark.parametrize(
    "part", ["secretary", "clerk", "grid_worker", "administrator", "auditor", "stranger"]
)
def test_all_others_do_not_learn_that_somebody_of_that_name_wrote(
    cast: Cast, report: Report, part: str
) -> None:
    person = getattr(cast, part)
    for q in ("欧阳䶮", "13812345678"):
        assert groups(person, q) == {}
        assert report.item.number not in cast.client_for(person).get(URL, {"q": q}).content.decode()
    assert not TrailRow.objects.filter(action="reports.find_by_phone").exists()
    assert groups(cast.twin.dispatcher, "欧阳䶮") == {}


def test_a_name_is_never_looked_up_while_somebody_types(cast: Cast, report: Report) -> None:
    answer = cast.client_for(cast.dispatcher).get(MORE, {"q": "欧阳䶮"})
    assert report.item.number not in answer.content.decode()
    assert not TrailRow.objects.filter(action="reports.find_by_phone").exists()


def test_what_was_destroyed_is_found_no_more(cast: Cast, report: Report) -> None:
    Item.objects.filter(pk=report.pk).update(closed_at=NOW)
    forget_contacts(NOW + dt.timedelta(days=91))
    assert groups(cast.dispatcher, "欧阳䶮") == groups(cast.dispatcher, "13812345678") == {}


def test_names_sealed_long_ago_become_findable(cast: Cast, report: Report) -> None:
    Report.objects.update(name_index="")
    assert groups(cast.dispatcher, "欧阳䶮") == {}
    assert (index_names(NOW), index_names(NOW)) == (1, 0)
    assert groups(cast.dispatcher, "欧阳䶮")["contacts"]


def test_suggestions_show_only_what_one_may_read(cast: Cast) -> None:
    item = make_item(cast, title="路灯䶮")
    index(item, "")
    assert item.number in cast.client_for(cast.dispatcher).get(MORE, {"q": "䶮"}).content.decode()
    for person in (cast.outsider, cast.stranger):
        assert cast.client_for(person).get(MORE, {"q": "䶮"}).content.decode().strip() == ""
    assert cast.client_for(None).get(MORE, {"q": "䶮"}).status_code == 302


def test_what_never_was_indexed_is_caught_up_with(cast: Cast, report: Report) -> None:
    SearchText.objects.all().delete()
    assert [finding.grade for finding in check_search()] == ["warning"]
    assert (catch_up(timezone.now()), catch_up(timezone.now())) == (1, 0)
    assert matching(Item.objects.all(), "楼下的灯").exists()
    assert [finding.grade for finding in check_search()] == ["good"]


@pytest.mark.parametrize("wrong", [{"words": "别 的"}, {"tags": "report@"}, {"place": 5}, {"text": "别的"}])
def test_the_doctor_names_what_stands_otherwise(cast: Cast, report: Report, wrong: dict[str, object]) -> None:
    SearchText.objects.filter(item=report.item).update(**wrong)
    [finding] = check_search()
    assert finding.grade == "bad" and report.item.number in finding.words
