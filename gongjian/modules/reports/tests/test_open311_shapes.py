"""Every XML answer is what the standard describes, by a grammar; and nothing that anybody sends breaks the house."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from django.utils import timezone
from lxml import etree

from gongjian.config.logs import PRIVATE
from gongjian.core.fields.actions import make_field
from gongjian.modules.reports.models import Report
from gongjian.modules.reports.open311 import taking
from gongjian.modules.reports.tests.open311 import BASE, CODE, HOME, City, city_of, sorted_report

GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).parent / "georeport.rng"))
STRANGE = (
    "\0",
    "\0x",
    "'; --",
    "%s%d{0}",
    "\u202e\ufffe",
    "😡" * 300,
    "-1",
    "1e400",
    "∞",
    "[]",
    "<b>&amp;</b>",
)
NAMES = (
    "jurisdiction_id",
    "service_code",
    "service_request_id",
    "start_date",
    "end_date",
    "status",
    "page",
    "page_size",
    "api_key",
)
SENT = (
    "service_code", "lat", "long", "address_string", "address_id", "crs", "description", "first_name", "last_name", "phone",
    "email", "media_url", "attribute[lamps]", "attribute[how][]", "device_id", "account_id",
)  # fmt: skip


@pytest.fixture
def city(cast, limits) -> City:
    more = {"office": cast.office, "kind": "report", "actor": None, "now": timezone.now()}
    made = city_of(cast)
    make_field(slug="lamps", label="几盏", type="number", help="整数", **more)
    make_field(slug="how", label="怎样坏的", type="choices", choices=("不亮", "闪"), **more)
    type(made.key).objects.update(hourly=1000)
    made.key.refresh_from_db()
    return made


@pytest.mark.django_db
def test_every_answer_in_xml_is_what_the_standard_describes(city, cast):
    published = sorted_report(cast)
    mine = {"api_key": city.text}
    sent = city.post("xml", headers={"Idempotency-Key": "t1"})
    answers = [
        sent, city.post("xml", api_key=""), city.post("xml", service_code="none"), city.get("discovery.xml"),
        city.get("services.xml"), city.get("services/roads.xml"), city.get("services/none.xml"), city.get("requests.xml", **mine),
        city.get(f"requests/{published.item.number}.xml"), city.get("requests.xml", service_code="none"),
        city.get("tokens/t1.xml", **mine), city.get("requests.xml", status="half"), city.get("else.xml"),
    ]  # fmt: skip
    for answer in answers:
        GRAMMAR.assertValid(etree.fromstring(answer.content))
    assert sorted({answer.status_code for answer in answers}) == [200, 400, 403, 404]


def test_the_grammar_finds_what_is_not_of_the_standard():
    row = "<request><service_request_id>1</service_request_id><status>half</status></request>"
    assert not GRAMMAR.validate(etree.fromstring(f"<service_requests>{row}</service_requests>"))


@pytest.mark.django_db
@pytest.mark.parametrize("text", STRANGE)
def test_strange_texts_are_answered_in_the_form_of_the_standard(city, text):
    for name in NAMES:
        answer = city.get("requests.json", **{name: text})
        assert answer.status_code in (200, 400, 403, 404) and isinstance(answer.json(), list), name
    for name in SENT:
        answer = city.post("xml", **{"address_string": f"路口{name}", name: text})
        assert answer.status_code in (200, 400, 404, 409), (name, answer.content)
        GRAMMAR.assertValid(etree.fromstring(answer.content))
    for path in ("services", "requests", "tokens"):
        path_of = f"{BASE}{path}/{urlencode({'': text})[1:]}.json"
        answer = city.client.get(path_of, {"jurisdiction_id": CODE, "api_key": city.text})
        assert answer.status_code in (400, 404) and isinstance(answer.json(), list)


def test_a_key_does_not_stand_in_the_log():
    line = '"GET /report/open311/v2/requests.json?api_key=gj311_abc-D_e&page=1 HTTP/1.1" 200'
    assert "gj311" not in PRIVATE.sub(r"\1…", line) and "&page=1" in PRIVATE.sub(r"\1…", line)


def race(url: str, key: str) -> list[str]:
    """Six times the same request at the same moment; the numbers that were answered."""
    given = {
        "jurisdiction_id": CODE, "api_key": key, "service_code": "lighting", "lat": HOME[0], "long": HOME[1], "description": "不亮",
    }  # fmt: skip
    start = threading.Barrier(6)

    def send(_turn: int) -> str:
        start.wait()
        with urlopen(f"{url}{BASE}requests.json", urlencode(given).encode(), timeout=60) as answer:
            return re.search(r'"service_request_id": "([^"]+)"', answer.read().decode())[1]

    with ThreadPoolExecutor(6) as pool:
        return list(pool.map(send, range(6)))


@pytest.mark.django_db(transaction=True)
def test_the_same_request_six_times_at_once_is_one_report(cast, limits, live_server):
    city = city_of(cast)
    type(city.key).objects.update(hourly=100)
    assert len(set(race(live_server.url, city.text))) == Report.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_key_for_doing_once_there_would_be_six(cast, limits, live_server, monkeypatch):
    """The control: the requests do meet."""
    city = city_of(cast)
    type(city.key).objects.update(hourly=100)
    monkeypatch.setattr(taking, "do_once", lambda _key, _act, work: work_alone(work))
    monkeypatch.setattr(taking, "_earlier", lambda *_args, **_more: None)
    assert len(set(race(live_server.url, city.text))) == Report.objects.count() == 6


def work_alone(work):
    from django.db import transaction

    with transaction.atomic():
        return work()
