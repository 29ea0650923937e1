"""A report is sent on to another system: posted, followed, stuck with a reason, and never closed by others."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import timezone

from gongjian.core.items import side
from gongjian.core.items.models import HandOver, Item
from gongjian.core.jobs.tasks import Task, cancel, run_tasks
from gongjian.core.notices.models import Notice
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports.models import Errand, Open311Server, Report
from gongjian.modules.reports.open311.following import follow_errands, gap_after
from gongjian.modules.reports.open311.sending import send_again, send_out
from gongjian.modules.reports.open311.servers import switch_server
from gongjian.modules.reports.tests.other_city import HOUR, KEY, Other, fresh, listening, sent, server_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(settings) -> Iterator[str]:
    with listening(settings) as address:
        yield address


@pytest.fixture(params=["json", "xml"])
def server(request, office, cast, there) -> Open311Server:
    return server_of(office, cast, there, form=request.param)


def test_a_report_arrives_without_its_reporter_and_waits_outside(office, cast, server):
    errand = sent(office, cast, server, name="李明", phone="13812345678")
    run_tasks(timezone.now())
    errand = fresh(errand)
    assert (errand.state, errand.number, errand.report.item.state) == ("away", "638344", "outside")
    [post] = Other.posts
    assert post.pop("once") == str(errand.uid) and post.pop("address_string").startswith("经五路17号院门口, ")
    assert post == {
        "jurisdiction_id": "city.gov", "api_key": KEY, "service_code": "DMV66", "description": "井盖破了，请换。",
        "lat": "34.7812", "long": "113.6712",
    }  # fmt: skip
    assert KEY not in str(list(TrailRow.objects.values("changes", "label", "reason")))


def test_a_token_is_changed_for_the_number_later(office, cast, server):
    Other.said = [(200, [{"token": "12345"}])]
    now = timezone.now()
    errand = sent(office, cast, server, now=now)
    run_tasks(now)
    assert (fresh(errand).number, fresh(errand).token) == ("", "12345")
    assert follow_errands(now) == 0 and follow_errands(now + HOUR) == 1
    assert (fresh(errand).number, fresh(errand).status) == ("638344", "open")


def test_what_they_close_becomes_a_note_and_ours_stays_open(office, cast, server):
    now = timezone.now()
    errand = sent(office, cast, server, now=now)
    run_tasks(now)
    Other.stands = {"status": "closed", "status_notes": "已更换，联系人13812345678"}
    follow_errands(now + HOUR)
    item = Item.objects.get(pk=errand.report_id)
    assert item.state == "outside" and not item.is_closed
    step = item.steps.get(move="errand_word")
    assert "已更换" in step.note and "13812345678" not in step.note
    assert Notice.objects.filter(kind="errand_closed", person=cast.head, item=item).count() == 1
    follow_errands(now + 10 * HOUR)
    assert item.steps.filter(move="errand_word").count() == 1
    live = HandOver.objects.get(item=item)
    side.end_hand_over(live.pk, actor=cast.head, outcome="done", answer="看过了，换好了", now=now + 11 * HOUR)
    follow_errands(now + 12 * HOUR)
    assert fresh(errand).state == "over" and Item.objects.get(pk=item.pk).state == "handling"


def test_silence_is_asked_again_ever_more_rarely_and_then_listed(office, cast, server):
    now = timezone.now()
    errand = sent(office, cast, server, now=now)
    run_tasks(now)
    Other.status = 500
    gaps = [gap_after(quiet) for quiet in range(8)]
    assert gaps == sorted(gaps) and gaps[-1] == 6 * HOUR
    for hours in (1, 8, 26):
        follow_errands(now + hours * HOUR)
    assert fresh(errand).failing_since == now + HOUR and "500" in fresh(errand).reason
    assert list(Errand.objects.in_trouble(now + 26 * HOUR)) == [errand]
    Other.status = 200
    send_again(fresh(errand), actor=cast.head, now=now + 27 * HOUR)
    follow_errands(now + 27 * HOUR)
    assert not Errand.objects.in_trouble(now + 27 * HOUR)


def test_a_server_in_trouble_is_tried_again_with_growing_gaps_until_it_takes_it(office, cast, there):
    server = server_of(office, cast, there)
    Other.said = [(503, b""), (500, b"<html>"), (429, b"[]"), (200, [{"service_request_id": "9"}])]
    now = timezone.now()
    errand = sent(office, cast, server, now=now)
    tries = []
    for minute in range(15):
        before = len(Other.posts)
        run_tasks(now + minute * dt.timedelta(minutes=1))
        tries += [minute] * (len(Other.posts) - before)
    assert fresh(errand).number == "9" and len({post["once"] for post in Other.posts}) == 1
    assert tries[0] == 0 and len(tries) == 4 and tries[3] - tries[2] > tries[1] - tries[0]


def test_a_server_that_never_takes_it_is_given_up_and_the_handler_told(office, cast, there):
    server = server_of(office, cast, there)
    Other.said = [(503, b"")]
    now = timezone.now()
    errand = sent(office, cast, server, now=now)
    for hours in range(0, 80, 2):
        run_tasks(now + hours * HOUR)
    assert fresh(errand).state == "stuck" and len(Other.posts) == 10
    assert Notice.objects.filter(kind="errand_stuck", person=cast.head).exists()


@pytest.mark.parametrize(
    ("said", "why", "unsure"),
    [
        ((404, [{"code": 404, "description": f"no service for {KEY}"}]), "no service", False),
        ((403, b"<html>"), "403", False),
        ((0, b""), "", True),
        ((504, b""), "504", True),
        ((200, b"<html>thanks</html>"), "", True),
    ],
)
def test_a_refusal_or_a_doubt_is_listed_with_its_reason_and_not_sent_again_by_itself(
    office, cast, there, said, why, unsure
):
    server = server_of(office, cast, there)
    Other.said = [said]
    now = timezone.now()
    errand = sent(office, cast, server, now=now)
    for hours in range(5):
        run_tasks(now + hours * HOUR)
    errand = fresh(errand)
    assert (errand.state, errand.unsure, len(Other.posts)) == ("stuck", unsure, 1)
    assert why in errand.reason and KEY not in errand.reason
    Other.said = [(200, [{"service_request_id": "77"}])]
    send_again(errand, actor=cast.head, now=now + 6 * HOUR)
    run_tasks(now + 6 * HOUR)
    assert fresh(errand).number == "77"


def test_a_worker_that_died_while_sending_sends_no_second_report(office, cast, there):
    errand = sent(office, cast, server_of(office, cast, there))
    Errand.objects.update(state="sending")
    run_tasks(timezone.now())
    assert Other.posts == [] and fresh(errand).state == "stuck" and fresh(errand).unsure


def test_what_nobody_sends_is_listed_after_an_hour_and_sent_again_by_a_button(office, cast, there):
    now = timezone.now()
    errand = sent(office, cast, server_of(office, cast, there), now=now - 2 * HOUR)
    [task] = Task.objects.filter(kind="reports.open311_send")
    cancel(task.pk, by=None, now=now)
    assert run_tasks(now) == [] and list(Errand.objects.in_trouble(now)) == [errand]
    assert not Errand.objects.in_trouble(now - 2 * HOUR)
    send_again(fresh(errand), actor=cast.head, now=now)
    with pytest.raises(Refused):
        send_again(fresh(errand), actor=cast.head, now=now)
    run_tasks(now)
    assert fresh(errand).number == "638344" and len(Other.posts) == 1


def test_what_was_taken_back_before_it_left_is_not_sent(office, cast, there):
    errand = sent(office, cast, server_of(office, cast, there))
    live = HandOver.objects.get(item=errand.report_id)
    side.end_hand_over(live.pk, actor=cast.head, outcome="withdrawn", answer="弄错了", now=timezone.now())
    run_tasks(timezone.now())
    assert Other.posts == [] and fresh(errand).state == "over"
    again = send_out(errand.report_id, server=errand.server, text="再送", actor=cast.head, now=timezone.now())
    assert again.pk != errand.pk


def test_nothing_is_sent_to_a_system_that_was_switched_off_meanwhile(office, cast, there):
    server = server_of(office, cast, there)
    errand = sent(office, cast, server)
    switch_server(server, on=False, actor=cast.dispatcher, now=timezone.now())
    run_tasks(timezone.now())
    assert Other.posts == [] and fresh(errand).state == "stuck"


def test_only_who_handles_it_sends_it_and_only_where_its_category_is_known(office, cast, there):
    server = server_of(office, cast, there)
    report = office.handling()
    given = {"server": server, "text": "井盖", "now": timezone.now()}
    with pytest.raises(Refused):
        send_out(report.pk, actor=cast.second_head, **given)
    with pytest.raises(Refused):
        send_out(office.dispatched().pk, actor=cast.head, **given)
    with pytest.raises(Refused):
        send_out(report.pk, actor=cast.head, **given | {"text": " "})
    Report.objects.filter(pk=report.pk).update(category=office.lighting)
    with pytest.raises(Refused) as refusal:
        send_out(report.pk, actor=cast.head, **given)
    assert refusal.value.field == "server" and not Errand.objects.exists()
