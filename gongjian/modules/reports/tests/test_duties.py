"""A hotline order under several duties at once: each with its own light, none of them chosen by those who keep them."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from gongjian.core.clock.duties import add_duty
from gongjian.core.clock.limits import add_limit
from gongjian.core.clock.models import Duty
from gongjian.core.items.models import Clock, Item
from gongjian.core.items.watching import duties_watched, units_watched
from gongjian.core.people.access import access_of
from gongjian.modules.reports import actions
from gongjian.modules.reports.models import Channel
from gongjian.modules.reports.tests.conftest import NOW

SINCE = dt.date(2018, 1, 1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def duties(cast, limits):
    """Those of the demo, in short."""
    common = {
        "source": "办法",
        "since": SINCE,
        "office": None,
        "trail_office": cast.office,
        "actor": None,
        "now": NOW,
    }
    for code, given in {
        "two_hours": {"when": "hotline_urgent", "choice": "12345", "amount": 120, "unit": "minutes"},
        "seven_days": {"when": "hotline", "choice": "12345", "amount": 7, "unit": "calendar_days"},
        "fifteen_days": {"when": "hand", "choice": "12345", "amount": 15, "unit": "calendar_days"},
        "first_word": {"when": "hotline", "end": "told", "amount": 24, "unit": "work_hours"},
        "fire": {"when": "hand", "by_date": True},
        "city": {"end": "checking"},
    }.items():
        add_duty("report", code=code, label=code, **(common | given))
    del common["actor"]
    add_limit(
        "report", name="city", category="lighting", amount=2, unit="work_days", source="部件时限", since=SINCE, office=None,
        trail_office=cast.office, actor=None, now=NOW,
    )  # fmt: skip


def order(office, *, urgent=False, category=None, number="G1", now=NOW):
    told = actions.Told(
        area=office.cast.community, text="路灯不亮", external_id=number, urgent=urgent, category=category
    )
    return actions.register_report(told, channel=Channel.HOTLINE, actor=office.cast.dispatcher, now=now)


def running(report):
    return set(
        Clock.objects.filter(item=report.pk, duty__isnull=False, stopped_at__isnull=True).values_list(
            "name", flat=True
        )
    )


def test_one_order_is_under_the_hotline_and_city_management_at_once(office, duties):
    report = order(office, category=office.lighting)
    assert running(report) == {"seven_days", "first_word", "city"}
    assert running(order(office, urgent=True, number="G2")) == {"two_hours", "first_word"}
    page = office.cast.client_for(office.cast.dispatcher).get(reverse("reports:detail", args=[report.pk]))
    text = page.content.decode()
    for label in ("seven_days", "first_word", "city"):
        assert re.search(rf"<h2 id=\"clock-\d+\">{label}：为什么是", text), label


def test_what_the_public_page_brings_is_under_no_hotline(office, duties):
    told = actions.Told(area=office.cast.community, text="楼道里堆满了杂物", category=office.roads)
    assert running(actions.report_publicly(told, now=NOW)) == set()


def test_a_word_to_the_resident_keeps_the_duty_that_asks_for_it(office, duties):
    report = order(office)
    before = Item.objects.get(pk=report.pk).due_at
    actions.send_word(report.pk, text="已联系维修队", actor=office.cast.dispatcher, now=NOW + HOUR)
    assert running(report) == {"seven_days"}
    assert Item.objects.get(pk=report.pk).due_at >= before


def test_dispatcher_chooses_the_harder_kind_on_the_page_and_takes_it_off_again(office, duties):
    report = order(office, now=timezone.now())
    client = office.cast.client_for(office.cast.dispatcher)
    put = reverse("items:act", args=[report.pk, "duty", 0])
    assert "加时限要求" in client.get(reverse("reports:detail", args=[report.pk])).content.decode()
    names = re.findall(r"<option value=\"(\d+)\">([^<]+)<", client.get(put).content.decode())
    assert {name for _pk, name in names} == {"fifteen_days", "fire", "two_hours"}
    fifteen = Duty.objects.get(code="fifteen_days")
    bare = client.post(put, {"duty": fifteen.pk, "reason": "", "once": "a"})
    assert bare.status_code == 422 and running(report) == {"seven_days", "first_word"}
    for _twice in range(2):
        client.post(put, {"duty": fifteen.pk, "reason": "疑难复杂", "once": "b"})
    assert running(report) == {"fifteen_days", "first_word"}
    [clock] = Clock.objects.filter(item=report.pk, name="fifteen_days")
    off = reverse("items:act", args=[report.pk, "drop-duty", clock.pk])
    assert off in client.get(reverse("reports:detail", args=[report.pk])).content.decode()
    client.post(off, {"reason": "选错了", "once": "c"})
    assert running(report) == {"first_word"}


def test_fire_notice_needs_its_day_and_number(office, duties):
    report = order(office, now=timezone.now())
    client = office.cast.client_for(office.cast.secretary)
    put = reverse("items:act", args=[report.pk, "duty", 0])
    fire = Duty.objects.get(code="fire").pk
    page = client.post(put, {"duty": fire, "reason": "占用消防通道", "due_on": "2036-01-01", "once": "d"})
    assert page.status_code == 422 and "文号" in page.content.decode()
    client.post(
        put,
        {"duty": fire, "reason": "占用消防通道", "due_on": "2036-01-01", "paper": "消责改字1号", "once": "e"},
    )
    assert "fire" in running(report)
    assert "消责改字1号" in client.get(reverse("reports:detail", args=[report.pk])).content.decode()


def test_the_head_whose_unit_keeps_it_gets_no_such_act(office, duties):
    report = office.handling()
    client = office.cast.client_for(office.cast.head)
    assert client.get(reverse("reports:detail", args=[report.pk])).status_code == 200
    assert client.get(reverse("items:act", args=[report.pk, "duty", 0])).status_code == 403


def test_what_will_be_late_is_told_by_unit_and_by_duty_and_opens_its_rows(office, duties):
    report = order(office)
    Item.objects.filter(pk=report.pk).update(unit=office.cast.city_unit)
    secretary = office.cast.client_for(office.cast.secretary)
    now = timezone.now()  # long after NOW: everything is overdue
    page = secretary.get(reverse("items:watch"))
    assert page.status_code == 200
    access = access_of(office.cast.secretary)
    [unit] = [line for line in units_watched(access, now=now) if line.figures[0].count]
    for line in (unit, *duties_watched(access, now=now)):
        for figure in line.figures:
            if not figure.count:
                continue
            rows = secretary.get(figure.url).content.decode()
            shown = len(set(re.findall(r"/desk/items/(\d+)/", rows)))
            assert shown == figure.count == 1, figure.url
    assert {line.label for line in duties_watched(access, now=now)} == {"seven_days", "first_word"}


def test_another_office_sees_none_of_it(office, duties):
    report = order(office)
    twin = office.cast.client_for(office.cast.twin.secretary)
    for name in ("items:watch", "items:matters", "items:clocks"):
        text = twin.get(reverse(name)).content.decode()
        assert str(Item.objects.get(pk=report.pk).number) not in text
        assert "路灯不亮" not in text and "seven_days</th>" not in text


@pytest.mark.parametrize("name", ["items:watch", "items:matters", "items:clocks"])
def test_residents_and_partners_do_not_oversee(office, name):
    for person in (
        office.cast.partner_contact if "partner_contact" in office.cast.home.people else office.cast.resident,
    ):
        assert office.cast.client_for(person).get(reverse(name)).status_code in (302, 403, 404)


def test_administrator_enters_a_duty_and_ends_it(office, limits):
    client = office.cast.client_for(office.cast.administrator)
    add = reverse("clock:add_duty")
    given = {
        "kind": "report", "label": "12345工单：7天", "when": "hotline", "choice": "12345", "start": "reported", "end": "closed",
        "amount": "7", "unit": "calendar_days", "since": "2020-01-01", "source": "热线办法", "office": office.cast.office.pk,
        "once": "f",
    }  # fmt: skip
    wrong = client.post(add, given | {"start": "handling", "end": "dispatched", "once": "g"})
    assert wrong.status_code == 422 and "12345工单：7天" in wrong.content.decode()
    for _twice in range(2):
        client.post(add, given)
    [duty] = Duty.objects.all()
    page = client.get(reverse("clock:duty", args=[duty.pk])).content.decode()
    assert re.search(r">7\s+个?(自然日|日历日|天)", page)
    assert "12345工单：7天" in client.get(reverse("clock:duties")).content.decode()
    assert running(order(office)) == {duty.code}
    client.post(reverse("clock:end_duty", args=[duty.pk]), {"until": "2026-03-01", "once": "h"})
    duty.refresh_from_db()
    assert duty.until == dt.date(2026, 3, 1)
    assert running(order(office, number="G9")) == set()
    twin = office.cast.client_for(office.cast.twin.administrator)
    assert twin.get(reverse("clock:duty", args=[duty.pk])).status_code == 404
