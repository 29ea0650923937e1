"""The desk's pages: who reaches them, what they show, and that twenty new reports need only the keyboard's form."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports.models import AnswerTemplate, Category, Follower, Report

pytestmark = pytest.mark.django_db
PAGES = ("ledger", "new", "sort", "by_phone", "set_up", "new_category", "new_template")
OBJECT_PAGES = ("detail", "merge", "category", "word", "reveal")


@pytest.fixture
def desk(cast):
    return cast.client_for(cast.dispatcher)


@pytest.mark.parametrize("name", PAGES)
def test_the_dispatcher_opens_every_page(desk, office, name):
    office.told()
    assert desk.get(reverse(f"reports:{name}")).status_code == 200


@pytest.mark.parametrize("name", OBJECT_PAGES)
def test_an_outsider_finds_no_report_of_another_office(cast, desk, office, name):
    address = reverse(f"reports:{name}", args=[office.told().pk])
    assert desk.get(address).status_code == 200
    assert cast.client_for(cast.outsider).get(address).status_code == 404
    assert cast.client_for(cast.administrator).get(address).status_code in (403, 404)


def test_the_detail_page_masks_the_reporter(cast, desk, office):
    report = office.told(name="李四光", phone="13900139000", wants_reply=True)
    page = desk.get(reverse("reports:detail", args=[report.pk])).content.decode()
    assert "李*" in page and "139****9000" in page
    assert "李四光" not in page and "13900139000" not in page


def test_a_reason_reveals_and_leaves_a_trail(cast, desk, office):
    report = office.told(text="找我13800138000", name="李四光", phone="13900139000")
    address = reverse("reports:reveal", args=[report.pk])
    assert "13900139000" not in desk.post(address, {"reason": " "}).content.decode()
    page = desk.post(address, {"reason": "回电核实地点"}).content.decode()
    assert "13900139000" in page and "李四光" in page and "13800138000" in page
    rows = TrailRow.objects.filter(action="privacy.reveal", item=report.item)
    assert rows.count() == 3 and "13900139000" not in str(list(rows.values()))


@pytest.mark.parametrize("who", ["auditor", "secretary", "checker", "second_head"])
def test_who_does_not_handle_it_sees_no_number(cast, office, who):
    report = office.dispatched(phone="13900139000")
    client = cast.client_for(getattr(cast, who))
    assert "139****9000" in client.get(reverse("reports:detail", args=[report.pk])).content.decode()
    page = client.post(reverse("reports:reveal", args=[report.pk]), {"reason": "我想看看"})
    assert page.status_code == 403 and "13900139000" not in page.content.decode()


def test_the_exact_number_finds_and_half_of_it_does_not(cast, desk, office):
    report = office.told(phone="139 0013 9000")
    office.told(phone="13900139001")
    address = reverse("reports:by_phone")
    page = desk.post(address, {"phone": "13900139000"})
    assert [found.pk for found in page.context["found"]] == [report.pk]
    assert desk.post(address, {"phone": "1390013"}).status_code == 422
    assert TrailRow.objects.filter(action="reports.find_by_phone").count() == 1
    assert cast.client_for(cast.outsider).post(address, {"phone": "13900139000"}).context["found"] == []


def test_twenty_new_reports_are_sorted_in_one_sitting(cast, desk, office):
    for number in range(20):
        office.told(text=f"第{number}件：路面坑洼")
    address = reverse("reports:sort")
    for number in range(1, 21):
        page = desk.get(address)
        assert f"{number}" in str(page.context["place"].n) and page.context["place"].of == 20
        sent = desk.post(
            address, {"report": page.context["report"].pk, "category": office.roads.pk, "unit": ""}
        )
        assert sent.status_code == 302
        address = sent["Location"]
    assert desk.get(address).context["left"] == 0
    reports = Report.objects.select_related("item")
    assert {(row.item.state, row.item.unit_id, row.category_id) for row in reports} == {
        ("dispatched", cast.city_unit.pk, office.roads.pk)
    }


def test_a_skipped_report_waits(desk, office):
    first, second = office.told(text="第一件"), office.told(text="第二件")
    page = desk.get(reverse("reports:sort"))
    assert page.context["report"].pk == first.pk
    page = desk.get(page.context["skip_url"])
    assert page.context["report"].pk == second.pk
    assert desk.get(page.context["skip_url"]).context["left"] == 2


def test_two_dispatchers_do_not_sort_the_same_report(cast, desk, office):
    report, other = office.told(text="同一件"), office.told(text="另一件")
    page = {"report": report.pk, "category": office.roads.pk}
    desk.post(reverse("reports:sort"), page)
    desk.post(reverse("reports:sort"), page)
    assert office.fresh(report).item.steps.filter(move="dispatch").count() == 1
    assert office.fresh(other).item.state == "new"


def test_the_same_matter_is_proposed_and_joined(cast, desk, office):
    first = office.told(text="经五路井盖破了，车会陷进去", phone="13900139000")
    second = office.told(text="经五路井盖破了很危险，车会陷", phone="13900139001")
    office.told(text="楼上装修太吵，晚上睡不着", place="七号楼")
    page = desk.get(reverse("reports:merge", args=[second.pk]))
    assert [twin.report.pk for twin in page.context["twins"]] == [first.pk]
    desk.post(reverse("reports:merge", args=[second.pk]), {"into": first.item.number, "note": "同一个井盖"})
    second = office.fresh(second)
    assert (second.item.state, second.item.result, second.merged_into_id) == ("merged", "merged", first.pk)
    follower = Follower.objects.get(report=first, origin=second)
    assert follower.phone_shown == "139****9001"


def test_a_call_is_written_down_and_gets_a_slip(cast, desk, office):
    given = {
        "channel": "phone",
        "title": "路灯不亮",
        "text": "三号楼前的路灯三天不亮",
        "area": cast.community.pk,
        "phone": "13900139000",
    }
    sent = desk.post(reverse("reports:new"), given)
    report = Report.objects.get()
    assert sent["Location"] == reverse("reports:slip", args=[report.pk])
    assert report.channel == "phone" and report.item.reporter == cast.dispatcher
    assert "/report/f/" in desk.get(sent["Location"]).content.decode()
    assert cast.client_for(cast.clerk).get(sent["Location"]).status_code == 404


def test_a_hotline_order_comes_in_once(cast, desk, office):
    given = {"channel": "hotline", "title": "噪音", "text": "夜里施工", "area": cast.community.pk}
    assert desk.post(reverse("reports:new"), given).status_code == 422
    given["external_id"] = "ZZ20260305001"
    assert desk.post(reverse("reports:new"), given).status_code == 302
    page = desk.post(reverse("reports:new"), given)
    assert page.status_code == 422 and "夜里施工" in page.content.decode()
    assert Report.objects.count() == 1


def test_a_template_fills_the_answer(cast, desk, office):
    desk.post(
        reverse("reports:new_template"), {"title": "换好了", "text": "您反映的问题已经处理。", "active": "on"}
    )
    template = AnswerTemplate.objects.get()
    report = office.checking()
    checker = cast.client_for(cast.checker)
    page = checker.get(reverse("reports:move", args=[report.pk, "check_pass"]), {"template": template.pk})
    assert page.context["form"].initial["public_note"] == template.text
    page = checker.get(reverse("reports:move", args=[report.pk, "check_pass"]))
    assert page.context["form"].initial["public_note"] == "井盖已经换新。"
    sent = checker.post(
        reverse("reports:move", args=[report.pk, "check_pass"]), {"result": "fixed", "public_note": "好了"}
    )
    assert sent.status_code == 302 and office.fresh(report).item.state == "closed"


def test_a_category_is_added_and_taken_out_of_use(desk, office):
    desk.post(reverse("reports:new_category"), {"code": "trees", "name": "树木", "order": 50})
    desk.post(
        reverse("reports:edit_category", args=["trees"]), {"name": "行道树", "order": 50, "ended": "on"}
    )
    trees = Category.objects.get(code="trees")
    assert trees.name == "行道树" and trees.until is not None
    assert trees.until <= timezone.localdate() + dt.timedelta(days=1)


def test_the_public_list_can_leave_a_report_out(client, desk, office):
    report = office.dispatched()
    desk.post(reverse("reports:publish", args=[report.pk]), {"public": "no"})
    assert report.item.number not in client.get("/report/list/").content.decode()


def test_the_ledger_filters_and_exports(cast, desk, office):
    office.dispatched(text="第一件路灯")
    other = office.told(text="第二件")
    page = desk.get(reverse("reports:ledger"), {"view": "new"})
    assert [row.id for row in page.context["ledger"].rows] == [other.pk]
    for view in ("open", "mine", "late", "checking", "reopened", "rated", "closed"):
        assert desk.get(reverse("reports:ledger"), {"view": view}).status_code == 200, view
    assert desk.get(reverse("reports:ledger"), {"export": "xlsx"}).status_code == 200
    assert desk.get(reverse("reports:ledger"), {"voice": "rated", "answered": "no"}).status_code == 200
    assert cast.client_for(cast.outsider).get(reverse("reports:ledger")).context["ledger"].rows == []


def test_the_api_gives_and_takes_reports(cast, desk, office):
    body = {
        "text": "夜里施工很吵",
        "area": cast.community.pk,
        "channel": "hotline",
        "external_id": "H1",
        "once": "k1",
    }
    made = desk.post("/api/v1/reports/", body, content_type="application/json")
    assert made.status_code == 201, made.content
    again = desk.post("/api/v1/reports/", body, content_type="application/json")
    assert again.json()["id"] == made.json()["id"] and Report.objects.count() == 1
    refused = desk.post("/api/v1/reports/", body | {"once": "k2"}, content_type="application/json")
    assert refused.status_code == 409 and refused.json()["field"] == "external_id"
    assert desk.get("/api/v1/reports/").json()["count"] == 1
    outsider = cast.client_for(cast.outsider)
    assert outsider.get("/api/v1/reports/").json()["count"] == 0
    assert outsider.get(f"/api/v1/reports/{made.json()['id']}/").status_code == 404
    assert (
        outsider.post("/api/v1/reports/", body | {"once": "k3"}, content_type="application/json").status_code
        == 403
    )


def test_the_api_is_not_thrown_by_odd_values(cast, desk):
    body = {"text": "夜里施\0工很吵", "area": cast.community.pk, "channel": "phone"}
    without_zone = body | {"opened_at": "2026-03-04T08:00:00"}
    assert desk.post("/api/v1/reports/", without_zone, content_type="application/json").status_code == 422
    assert desk.post("/api/v1/reports/", body, content_type="application/json").status_code == 201
    assert Report.objects.get().body == "夜里施工很吵"
