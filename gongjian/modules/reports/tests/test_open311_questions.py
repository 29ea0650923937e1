"""What another system wants to know of a report is learnt from it, asked of whoever sends the report on, and sent along."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone

from gongjian.core.fields.actions import set_values_in_bulk
from gongjian.core.fields.models import CustomField
from gongjian.core.jobs.tasks import run_tasks
from gongjian.modules.reports.models import Errand, Open311Server, ServiceMapping
from gongjian.modules.reports.open311.servers import Described, save_server
from gongjian.modules.reports.open311.their_questions import learn_questions, name_of
from gongjian.modules.reports.tests.other_city import HOUR, Other, fresh, listening, server_of

pytestmark = pytest.mark.django_db
ASKS = [
    {"variable": True, "code": "KIND", "datatype": "singlevaluelist", "required": True, "order": 1, "description": "哪种井盖",
     "values": [{"key": "iron", "name": "铸铁"}, {"key": "resin", "name": "复合材料"}]},
    {"variable": True, "code": "DEPTH", "datatype": "number", "required": False, "order": 2, "description": "深多少厘米"},
    {"variable": True, "code": "WHERE", "datatype": "multivaluelist", "required": False, "order": 3, "description": "在哪里",
     "values": [{"key": "road", "name": "车行道"}, {"key": "walk", "name": "人行道"}]},
    {"variable": True, "code": "SINCE", "datatype": "datetime", "required": False, "order": 4, "description": "何时起"},
]  # fmt: skip


@pytest.fixture
def there(settings) -> Iterator[str]:
    with listening(settings) as address:
        yield address


@pytest.fixture(params=["json", "xml"])
def server(request, office, cast, there) -> Open311Server:
    Other.asks = ASKS
    return server_of(office, cast, there, form=request.param)


def inputs_of(server: Open311Server) -> dict[str, str]:
    """By code the name of the input."""
    mapping = server.mappings.get()
    return {question.code: name_of(mapping, place) for place, question in enumerate(mapping.questions)}


def test_the_questions_are_asked_on_the_page_and_the_answers_arrive(office, cast, server):
    assert learn_questions(timezone.now()) == 1
    report = office.handling(lat=34.7812, lon=113.6712)
    client, url = cast.client_for(cast.head), reverse("reports:send_out", args=[report.pk])
    page = client.get(url).text
    for words in ("哪种井盖", "复合材料", "深多少厘米", "人行道", "何时起"):
        assert words in page
    names = inputs_of(server)
    given = {"server": server.pk, "text": "井盖破了"}
    refused = client.post(url, given)
    assert refused.status_code == 422 and not Errand.objects.exists()
    assert list(refused.context["form"].errors) == [names["KIND"]]
    answers = {"KIND": "resin", "DEPTH": "12.50", "WHERE": ["road", "walk"], "SINCE": "2026-03-05T08:30"}
    sent = client.post(url, given | {names[code]: value for code, value in answers.items()})
    assert sent.status_code == 302
    run_tasks(timezone.now())
    [post] = Other.posts
    assert post["attribute[KIND]"] == "resin" and post["attribute[DEPTH]"] == "12.5"
    assert post["attribute[WHERE][]"] == "walk"  # the last of the two that were sent
    assert post["attribute[SINCE]"] == "2026-03-05T00:30:00Z"
    assert fresh(Errand.objects.get()).state == "away"


def test_what_our_own_fields_hold_stands_in_the_inputs(office, cast, server):
    learn_questions(timezone.now())
    report = office.handling()
    for slug, label, held in (("DEPTH", "随便", "7"), ("x", "哪种井盖", "铸铁")):
        CustomField.objects.create(
            office=cast.office, kind="report", slug=slug, label=label, type="text", made_at=timezone.now()
        )
        set_values_in_bulk({report.pk: {slug: held}}, actor=None, now=timezone.now(), with_steps=False)
    page = cast.client_for(cast.head).get(reverse("reports:send_out", args=[report.pk])).text
    assert 'value="7"' in page and '<option value="iron" selected>' in page


def test_of_two_systems_only_the_chosen_ones_questions_must_be_answered(office, cast, server, there):
    other = server_of(office, cast, f"{there}/second")
    learn_questions(timezone.now())
    ServiceMapping.objects.filter(server=other).update(asks=[])
    report = office.handling()
    client, url = cast.client_for(cast.head), reverse("reports:send_out", args=[report.pk])
    assert "市政平台：哪种井盖（对方必填）" in client.get(url).text
    assert client.post(url, {"server": server.pk, "text": "井盖破了"}).status_code == 422
    assert client.post(url, {"server": other.pk, "text": "井盖破了"}).status_code == 302


def test_questions_are_learnt_once_a_day_and_anew_after_a_change(office, cast, server):
    now = timezone.now()
    assert [learn_questions(now), learn_questions(now + HOUR), learn_questions(now + 25 * HOUR)] == [1, 0, 1]
    told = Described(
        name=server.name,
        address=server.address,
        unit=server.unit,
        form=server.form,
        services={office.roads: "DMV66"},
    )
    save_server(cast.office, told, actor=cast.dispatcher, now=now, server=server)
    mapping = server.mappings.get()
    assert mapping.asked_at is None and len(mapping.questions) == 4, (
        "until it answers, what was learnt stands"
    )
    assert learn_questions(now + 26 * HOUR) == 1


@pytest.mark.parametrize(("status", "asks", "left"), [(500, ASKS, 4), (200, None, 0)])
def test_silence_changes_nothing_and_a_system_without_such_a_page_asks_nothing(
    office, cast, server, status, asks, left
):
    now = timezone.now()
    learn_questions(now)
    Other.status, Other.asks = status, asks
    assert learn_questions(now + dt.timedelta(days=2)) == 1
    assert len(server.mappings.get().questions) == left


def test_a_system_that_is_switched_off_is_not_asked(office, cast, server):
    Open311Server.objects.update(active=False)
    assert learn_questions(timezone.now()) == 0
