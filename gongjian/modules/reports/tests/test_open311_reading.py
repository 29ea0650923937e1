"""What everybody may read by Open311: the shapes of the standard, all filters, and nothing that the public list hides."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from lxml import etree

from gongjian.core.fields.actions import make_field
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.modules.reports import actions
from gongjian.modules.reports.models import Category
from gongjian.modules.reports.tests.open311 import (
    BASE,
    CODE,
    FIELDS,
    HOME,
    City,
    city_of,
    rows_of,
    sorted_report,
)

pytestmark = pytest.mark.django_db
W3 = "%Y-%m-%dT%H:%M:%SZ"


@pytest.fixture
def city(cast, limits) -> City:
    return city_of(cast)


def numbers(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["service_request_id"] for row in answer.json()]


def test_discovery_says_where_and_in_which_forms(city):
    told = city.get("discovery.json").json()
    [endpoint] = told["endpoints"]
    assert set(told) == {"changeset", "contact", "key_service", "endpoints"}
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"].endswith("/report/open311/v2") and endpoint["type"] == "production"
    tree = etree.fromstring(city.client.get("/report/open311/discovery.xml").content)
    assert tree.tag == "discovery" and tree.findtext("endpoints/endpoint/url") == endpoint["url"]
    assert [one.text for one in tree.iterfind("endpoints/endpoint/formats/format")] == [
        "text/xml",
        "application/json",
    ]


@pytest.mark.parametrize(("form", "kind"), [("json", "application/json"), ("xml", "text/xml")])
def test_each_form_says_what_it_is(city, form, kind):
    answer = city.get(f"services.{form}")
    assert answer["Content-Type"] == f"{kind}; charset=utf-8"
    assert answer.content.startswith(b"[" if form == "json" else b"<?xml version='1.0' encoding='utf-8'?>")


def test_services_are_the_categories_in_force(city):
    ended = Category.objects.get(code="roads")
    assert [row["service_code"] for row in city.get("services.json").json()] == ["lighting", "roads"]
    Category.objects.filter(pk=ended.pk).update(since=dt.date(2020, 1, 1), until=timezone.localdate())
    [row] = city.get("services.json").json()
    assert row == {
        "service_code": "lighting", "service_name": "路灯", "description": "路灯坏了", "metadata": False, "type": "realtime",
        "keywords": "路灯", "group": "",
    }  # fmt: skip
    assert rows_of(city.get("services.xml")) == [row | {"metadata": "false"}]
    assert city.get("services/roads.json").status_code == 404


def test_a_definition_asks_for_the_offices_own_fields(city, cast):
    more = {"office": cast.office, "kind": "report", "actor": None, "now": timezone.now()}
    make_field(
        slug="pole", label="灯杆编号", type="text", required=True, help="在灯杆一人高处", order=1, **more
    )
    make_field(slug="lamps", label="几盏", type="number", order=2, **more)
    make_field(slug="night", label="整夜不亮", type="yes_no", order=3, **more)
    make_field(slug="how", label="怎样坏的", type="choices", choices=("不亮", "闪"), order=4, **more)
    make_field(slug="seen", label="发现日期", type="date", order=5, **more)
    make_field(slug="paper", label="附件", type="file", order=6, **more)
    told = city.get("services/lighting.json").json()
    assert [(one["code"], one["datatype"], one["order"]) for one in told["attributes"]] == [
        ("pole", "string", 1), ("lamps", "number", 2), ("night", "singlevaluelist", 3), ("how", "multivaluelist", 4),
        ("seen", "datetime", 5),
    ]  # fmt: skip
    pole, how = told["attributes"][0], told["attributes"][3]
    assert pole["required"] and pole["variable"] and pole["datatype_description"] == "在灯杆一人高处"
    assert [value["name"] for value in how["values"]] == ["不亮", "闪"]
    tree = etree.fromstring(city.get("services/lighting.xml").content)
    assert tree.tag == "service_definition" and tree.findtext("service_code") == "lighting"
    assert tree.findtext("attributes/attribute[4]/values/value/name") == "不亮"
    assert city.get("services.json").json()[0]["metadata"] is True


def test_a_report_has_all_fields_of_the_standard_and_no_exact_place(city, cast):
    report = sorted_report(cast, lat=34.78123, lon=113.67456, name="李明", phone="13812345678")
    answer = city.get(f"requests/{report.item.number}.json")
    [row] = answer.json()
    assert set(row) == FIELDS
    assert (row["status"], row["service_code"], row["description"]) == ("open", "roads", "经五路井盖破了。")
    assert row["status_notes"] == str(report.item.flow.states["dispatched"].public)
    assert (row["lat"], row["long"]) != (34.78123, 113.67456) and abs(row["lat"] - HOME[0]) < 0.002
    for hidden in ("17号院", "李", "138", "5678", "34.78123"):
        assert hidden not in answer.content.decode()
    [same] = rows_of(city.get(f"requests/{report.item.number}.xml"))
    assert set(same) == FIELDS and same["long"] == str(row["long"]) and same["media_url"] == ""
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row[name])


def test_what_the_desk_has_not_read_or_took_off_the_list_is_not_there(city, cast):
    fresh = actions.report_publicly(actions.Told(area=cast.community, text="某家的事。"), now=timezone.now())
    hidden = sorted_report(cast)
    actions.publish(hidden.pk, public=False, actor=cast.dispatcher, now=timezone.now())
    assert numbers(city.get("requests.json")) == []
    for report in (fresh, hidden):
        assert city.get(f"requests/{report.item.number}.json").status_code == 404
        assert numbers(city.get("requests.json", service_request_id=report.item.number)) == []


def test_another_offices_reports_are_not_there(city, cast):
    report = sorted_report(cast)
    Item.objects.filter(pk=report.pk).update(office=cast.twin_office)
    type(report).objects.filter(pk=report.pk).update(office=cast.twin_office)
    assert city.get(f"requests/{report.item.number}.json").status_code == 404


def test_a_closed_report_is_closed_whatever_became_of_it(city, cast, picture):
    report = sorted_report(cast)
    now = timezone.now()
    make_move(report.pk, "accept", actor=cast.head, now=now)
    make_move(report.pk, "submit", actor=cast.head, now=now, note="换了")
    make_move(
        report.pk, "check_pass", actor=cast.checker, now=now, result="not_fixed", public_note="暂时办不了。"
    )
    [row] = city.get(f"requests/{report.item.number}.json").json()
    assert row["status"] == "closed" and row["expected_datetime"] is None
    assert row["updated_datetime"] == Item.objects.get(pk=report.pk).closed_at.strftime(W3)
    assert numbers(city.get("requests.json", status="open")) == []
    assert numbers(city.get("requests.json", status="closed")) == numbers(
        city.get("requests.json", status="closed,open")
    )


def test_requests_are_filtered_as_the_standard_says(city, cast):
    now = timezone.now().replace(microsecond=0)
    made = [sorted_report(cast, text=f"第{index}件") for index in range(3)]
    for report, days in zip(made, (10, 50, 100), strict=True):
        Item.objects.filter(pk=report.pk).update(opened_at=now - dt.timedelta(days=days))
    new, middle, old = (report.item.number for report in made)
    day = {days: (now - dt.timedelta(days=days)).strftime(W3) for days in (120, 60, 40)}
    assert numbers(city.get("requests.json")) == [new, middle]
    assert numbers(city.get("requests.json", start_date=day[60])) == [new, middle]
    assert numbers(city.get("requests.json", end_date=day[40])) == [middle, old]
    assert numbers(city.get("requests.json", start_date=day[120], end_date=day[60])) == [old]
    assert numbers(city.get("requests.json", start_date=day[120])) == [middle, old]
    assert numbers(
        city.get("requests.json", service_request_id=f"{old}, {new.lower()}", status="closed")
    ) == [new, old]
    assert numbers(city.get("requests.json", service_code="lighting,nothing")) == []
    assert numbers(city.get("requests.json", service_code="lighting,roads")) == [new, middle]
    assert numbers(city.get("requests.json", page_size=1, page=2)) == [middle]


@pytest.mark.parametrize(
    "given",
    [
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, {"start_date": "soon"},
        {"start_date": "2026-02-02", "end_date": "2026-01-01"}, {"status": "half"}, {"page": "0"}, {"page_size": "1001"},
        {"page": "²"}, {"end_date": "0001-01-01"}, {"service_request_id": ",".join(map(str, range(201)))},
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_understood_is_answered_in_words(city, given):
    answer = city.get("requests.json", **given)
    [error] = answer.json()
    assert answer.status_code == error["code"] == 400 and error["description"]
    tree = etree.fromstring(city.get("requests.xml", **given).content)
    assert (tree.tag, tree.findtext("error/code")) == ("errors", "400")


def test_a_jurisdiction_is_asked_for_where_several_offices_work(city, cast):
    assert city.get("services.json", jurisdiction_id="").status_code == 400
    assert city.get("services.json", jurisdiction_id="999999999").status_code == 404
    type(cast.office).objects.filter(pk=cast.twin_office.pk).update(is_office=False)
    assert city.get("services.json", jurisdiction_id="").status_code == 200


@pytest.mark.parametrize(
    "path", ["services/none.json", "requests/9999-1.json", "tokens/x.json", "what.json", "a/b.xml"]
)
def test_what_is_not_there_is_said_in_the_form_of_the_standard(city, path):
    answer = city.get(path, **({"api_key": city.text} if "tokens" in path else {}))
    assert answer.status_code == 404
    told = answer.json() if path.endswith("json") else rows_of(answer)
    assert str(told[0]["code"]) == "404"


def test_an_address_that_only_reads_takes_nothing(city):
    answer = city.client.post(f"{BASE}services.json", {"jurisdiction_id": CODE})
    assert answer.status_code == 405 and answer.json()[0]["code"] == 405


def test_the_list_costs_the_same_however_long_it_is(city, cast, django_assert_max_num_queries):
    for index in range(12):
        sorted_report(cast, text=f"第{index}件事")
    with django_assert_max_num_queries(5):
        assert len(numbers(city.get("requests.json"))) == 12
