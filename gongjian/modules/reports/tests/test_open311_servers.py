"""The dispatcher sets up another system, and those who handle reports send them there, on the pages."""

import json
from collections.abc import Iterator

import pytest
from django.utils import timezone

from gongjian.core.items import side
from gongjian.core.items.models import HandOver
from gongjian.core.jobs.tasks import run_tasks
from gongjian.core.privacy.sealing import unseal
from gongjian.core.refusal import Refused
from gongjian.modules.reports.models import Errand, Open311Server
from gongjian.modules.reports.open311.servers import Described, remove_server, save_server, switch_server
from gongjian.modules.reports.tests.other_city import KEY, Other, listening, sent, server_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(settings) -> Iterator[str]:
    with listening(settings) as address:
        yield address


def test_a_key_is_sealed_kept_when_left_empty_and_destroyed_with_the_system(office, cast, there):
    server = server_of(office, cast, there)
    told = Described(name="市政", address=there, unit=cast.power, services={office.roads: "DMV66"})
    server = save_server(cast.office, told, server=server, actor=cast.dispatcher, now=timezone.now())
    assert unseal(server, "key") == KEY and KEY.encode() not in bytes(server.key_sealed)
    errand = sent(office, cast, server)
    with pytest.raises(Refused):
        remove_server(server, actor=cast.dispatcher, now=timezone.now())
    live = HandOver.objects.get(item=errand.report_id)
    side.end_hand_over(live.pk, actor=cast.head, outcome="withdrawn", answer="撤回", now=timezone.now())
    assert remove_server(server, actor=cast.dispatcher, now=timezone.now()).key_sealed is None


@pytest.mark.parametrize(
    "wrong",
    [{"address": "http://example.org/v2"}, {"address": "nonsense"}, {"address": "https://example.org/v2?a=1"}, {"name": " "},
     {"form": "yaml"}],
)  # fmt: skip
def test_a_system_that_cannot_be_called_is_refused_in_words(office, cast, wrong):
    given = {"name": "市政", "address": "https://example.org/v2", "unit": cast.power, "services": {}} | wrong
    with pytest.raises(Refused):
        save_server(cast.office, Described(**given), actor=cast.dispatcher, now=timezone.now())


def test_the_dispatcher_sets_a_system_up_and_the_head_sends(office, cast, there):
    desk, head = cast.client_for(cast.dispatcher), cast.client_for(cast.head)
    given = {
        "once": "s1", "name": "市政平台", "address": there, "form": "json", "key": KEY, "unit": cast.power.pk,
        f"service_{office.roads.pk}": "DMV66",
    }  # fmt: skip
    assert desk.post("/desk/reports/open311/systems/add/", given).status_code == 302
    server = Open311Server.objects.get()
    report = office.handling()
    path = f"/desk/reports/{report.pk}/"
    assert "send-out" not in head.get(path).content.decode()
    desk.post(f"/desk/reports/open311/systems/{server.uid}/switch/", {"on": "1", "once": "s2"})
    assert f"{path}send-out/" in head.get(path).content.decode()
    assert f"{path}send-out/" not in desk.get(path).content.decode()
    assert desk.get(f"{path}send-out/").status_code == 403
    page = desk.get(f"/desk/reports/open311/systems/{server.uid}/").content.decode()
    assert KEY not in page and "DMV66" in page
    answer = head.post(f"{path}send-out/", {"once": "s3", "server": server.pk, "text": "井盖破了"})
    assert answer.status_code == 302
    Other.said = [(403, json.dumps([{"code": 403, "description": "key expired"}]).encode())]
    run_tasks(timezone.now())
    assert "key expired" in desk.get("/desk/reports/open311/").content.decode()
    [errand] = Errand.objects.all()
    again = f"{path}send-out/{errand.pk}/again/"
    assert cast.client_for(cast.outsider).post(again).status_code == 404
    assert cast.client_for(cast.checker).post(again).status_code == 403
    Other.said = [(200, [{"service_request_id": "638344"}])]
    assert desk.post(again, {"once": "s4", "back": "connections"}).status_code == 302
    run_tasks(timezone.now())
    assert "638344" in head.get(path).content.decode()


def test_an_example_of_the_demo_is_never_switched_on(office, cast):
    told = Described(name="示例", address="https://open311.example.org/v2", unit=cast.power, services={})
    server = save_server(cast.office, told, actor=None, now=timezone.now(), is_example=True)
    with pytest.raises(Refused):
        switch_server(server, on=True, actor=cast.dispatcher, now=timezone.now())


def test_the_dispatcher_sees_what_can_be_reported_there_or_why_it_is_silent(office, cast, there):
    server = server_of(office, cast, there)
    path = f"/desk/reports/open311/systems/{server.uid}/services/"
    desk = cast.client_for(cast.dispatcher)
    page = desk.post(path).content.decode()
    assert "DMV66" in page and "<script>井" not in page and "&lt;script&gt;" in page
    Other.status = 503
    assert "503" in desk.post(path).content.decode()
    assert desk.get(path).status_code == 405
    assert cast.client_for(cast.outsider).post(path).status_code == 404
    assert cast.client_for(cast.head).post(path).status_code == 403
