"""The running product speaks with a client of other hands, the package `georeport`, and with itself."""

import datetime as dt
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from django.utils import timezone

from gongjian.core.areas.models import OfficialCode
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.jobs.tasks import run_tasks
from gongjian.modules.reports import actions
from gongjian.modules.reports.models import Report
from gongjian.modules.reports.open311.following import follow_errands
from gongjian.modules.reports.open311.keys import issue_key
from gongjian.modules.reports.open311.sending import send_out
from gongjian.modules.reports.open311.servers import Described, save_server, switch_server
from gongjian.modules.reports.tests.open311 import CODE, HOME, city_of, sorted_report

georeport = pytest.importorskip("georeport", reason="the package georeport is not installed")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_client_of_other_hands_reads_and_sends(cast, limits, live_server, form):
    city = city_of(cast)
    published = sorted_report(cast)
    base = f"{live_server.url}/report/open311/v2"
    client = georeport.GeoReport(base, jurisdiction=CODE, api_key=city.text, output_format=form)
    assert {row["service_code"] for row in client.get_service_list()} == {"lighting", "roads"}
    assert client.get_service_definition("roads")["service_code"] == "roads"
    told = client.get_service_request(published.item.number)
    [row] = told if isinstance(told, list) else [told]
    assert row["status"] == "open" and row["service_name"] == "道路"
    listed = client.get_service_requests(service_code="roads", status="open,closed")
    assert published.item.number in str(listed)
    assert Report.objects.filter(channel="open311").count() == 0
    number = send(f"{base}/requests.{form}", city.text)
    assert Report.objects.select_related("item").get(channel="open311").item.number in number


def send(url: str, key: str) -> str:
    """The package only reads; what is sent goes by the standard library."""
    given = {
        "jurisdiction_id": CODE, "api_key": key, "service_code": "lighting", "lat": HOME[0], "long": HOME[1],
        "description": "路灯不亮",
    }  # fmt: skip
    with urlopen(url, urlencode(given).encode(), timeout=20) as answer:
        assert answer.headers.get_content_charset() == "utf-8"
        told: str = answer.read().decode()
    return told


@pytest.mark.django_db(transaction=True)
def test_one_office_sends_to_another_and_both_know_how_far_it_is(office, cast, live_server, settings):
    """Both ends are the product itself."""
    since, now = dt.date(2020, 1, 1), timezone.now()
    OfficialCode.objects.create(
        area=cast.twin_office, code="410105009", name="乙", since=since, source="test"
    )
    actions.save_category(office=cast.twin_office, code="covers", name="井盖", actor=None, now=now)
    _key, text = issue_key(cast.twin_office, name="甲街道", owner="甲街道", actor=None, now=now)
    settings.OPEN311_HOSTS = [live_server.url.removeprefix("http://")]
    told = Described(
        name="乙街道", address=f"{live_server.url}/report/open311/v2", jurisdiction="410105009", key=text, unit=cast.power,
        services={office.roads: "covers"},
    )  # fmt: skip
    server = save_server(cast.office, told, actor=cast.dispatcher, now=now)
    switch_server(server, on=True, actor=cast.dispatcher, now=now)
    report = office.handling()
    errand = send_out(report.pk, server=server, text="两街道交界处井盖破了。", actor=cast.head, now=now)
    run_tasks(now)
    errand.refresh_from_db()
    there = Report.objects.select_related("item").get(channel="open311")
    assert (errand.state, errand.number) == ("away", there.item.number)
    assert (there.office, there.item.state, there.body) == (cast.twin_office, "new", "两街道交界处井盖破了。")
    make_move(
        there.pk,
        "refuse",
        actor=cast.outsider,
        now=timezone.now(),
        note="归城管",
        public_note="不归我们管，请找城管。",
    )
    assert follow_errands(now + dt.timedelta(hours=1)) == 1
    errand.refresh_from_db()
    assert errand.status == "closed" and Item.objects.get(pk=report.pk).state == "outside"
