"""Taking a move back: who, how long, and that clocks, hands and timeline are true afterwards."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongjian.core.items.actions import add_note, make_move
from gongjian.core.items.flow import Flow, FlowError, Move
from gongjian.core.items.models import Item, Step
from gongjian.core.items.opening import open_item
from gongjian.core.items.tests.conftest import TUESDAY
from gongjian.core.items.tests.flows import FLOW, STATES
from gongjian.core.items.undo import UNDO_FOR, take_back
from gongjian.core.notices.models import Notice
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from tests.cast import Cast
from tests.journeys.scene import Scene

SENT = TUESDAY + dt.timedelta(minutes=20)
SOON = SENT + dt.timedelta(minutes=5)


@pytest.fixture
def sent(item_at: Callable[..., Item], trial: Any) -> Step:
    """An item that the dispatcher has just sent to the city unit."""
    item = item_at("new")
    return make_move(item.pk, "send", actor=trial.dispatcher, unit=trial.city_unit, now=SENT)


def fresh(step: Step) -> Item:
    return Item.objects.get(pk=step.item_id)


def running(item: Item) -> dict[str, dt.datetime]:
    return {clock.name: clock.due_at for clock in item.clocks.filter(stopped_at__isnull=True)}


def test_a_dispatcher_takes_back_what_she_sent_and_everything_stands_as_before(
    item_at: Callable[..., Item], trial: Any
) -> None:
    before = item_at("new")
    clocks = running(before)
    step = make_move(before.pk, "send", actor=trial.dispatcher, unit=trial.city_unit, now=SENT)
    assert running(fresh(step)) != clocks
    back = take_back(step.pk, actor=trial.dispatcher, now=SOON)
    item = fresh(step)
    assert (item.state, item.phase, item.unit, item.handler) == ("new", "reported", None, None)
    assert (item.due_at, item.warn_at) == (before.due_at, before.warn_at)
    assert running(item) == clocks
    assert item.clocks.get(name="handle").stopped_at == SOON
    assert (back.source, back.target, back.data["undoes"]) == ("sent", "new", step.pk)
    assert list(item.steps.values_list("move", flat=True)) == ["open", "send", "undo"]
    assert TrailRow.objects.get(action="trial.undo").changes == {"state": ["sent", "new"], "move": "send"}
    assert Notice.objects.filter(person=trial.head, kind="taken_back").exists()


def test_after_taking_back_the_same_move_can_be_made_again(sent: Step, trial: Any) -> None:
    take_back(sent.pk, actor=trial.dispatcher, now=SOON)
    make_move(sent.item_id, "send", actor=trial.dispatcher, unit=trial.community_unit, now=SOON)
    assert fresh(sent).unit == trial.community_unit


def refused(step: Step, actor: Any, now: dt.datetime = SOON) -> str:
    state, steps = fresh(step).state, fresh(step).steps.count()
    with pytest.raises(Refused) as caught:
        take_back(step.pk, actor=actor, now=now)
    assert (fresh(step).state, fresh(step).steps.count()) == (state, steps)
    return str(caught.value.reason)


def test_nobody_else_takes_it_back(sent: Step, trial: Any) -> None:
    assert "本人" in refused(sent, trial.secretary)


def test_after_half_an_hour_it_stands(sent: Step, trial: Any) -> None:
    assert "半小时" in refused(sent, trial.dispatcher, SENT + UNDO_FOR + dt.timedelta(seconds=1))


def test_once_somebody_touched_it_it_stands(sent: Step, trial: Any) -> None:
    add_note(fresh(sent), "已到现场", actor=trial.head, now=SOON)
    assert "又有" in refused(sent, trial.dispatcher)


def test_it_is_taken_back_once(sent: Step, trial: Any) -> None:
    take_back(sent.pk, actor=trial.dispatcher, now=SOON)
    refused(sent, trial.dispatcher)


def test_what_the_resident_has_read_is_not_taken_back(item_at: Callable[..., Item], trial: Any) -> None:
    item = item_at("work")
    step = make_move(item.pk, "submit", actor=trial.head, note="好了", public_note="换好了", now=SENT)
    assert "答复" in refused(step, trial.head)


def test_a_closed_item_is_reopened_instead(item_at: Callable[..., Item], trial: Any) -> None:
    item = item_at("shut")
    step = item.steps.get(move="pass")
    assert "重新" in refused(step, trial.checker, step.at + dt.timedelta(minutes=1))


def test_a_flow_refuses_to_take_back_what_closes() -> None:
    closing = Move("pass", ("check",), "shut", by="reports.check", label="Pass", undo=True)
    moves = (*(move for move in FLOW.moves if move.name != "pass"), closing)
    with pytest.raises(FlowError):
        Flow(kind="x", label="X", app="x", view="reports.view", start="new", states=STATES, moves=moves,
             clocks=FLOW.clocks)  # fmt: skip


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return Scene(cast, now=timezone.now())


def test_the_page_offers_it_to_the_dispatcher_alone_and_does_it(scene: Scene, cast: Cast) -> None:
    report = scene.dispatched()
    step = scene.item(report.pk).steps.get(move="dispatch")
    page, undo = reverse("reports:detail", args=[report.pk]), reverse("items:undo", args=[report.pk, step.pk])
    assert undo in cast.client_for(cast.dispatcher).get(page).content.decode()
    assert undo not in cast.client_for(cast.secretary).get(page).content.decode()
    for other in (cast.secretary, cast.outsider):
        assert cast.client_for(other).post(undo).status_code == 404
    client: Client = cast.client_for(cast.dispatcher)
    for _click in range(2):
        assert client.post(undo, {"once": "key-1"}, follow=True).status_code == 200
    assert scene.item(report.pk).state == "new"
    assert scene.item(report.pk).steps.filter(move="undo").count() == 1


def test_the_resident_reads_nothing_of_what_was_taken_back(scene: Scene, cast: Cast) -> None:
    from gongjian.modules.reports.follow import token_of

    report = scene.dispatched()
    address = reverse("public_reports:follow", args=[token_of(report)])
    assert "城市管理办" in Client().get(address).content.decode()
    take_back(scene.item(report.pk).steps.get(move="dispatch").pk, actor=cast.dispatcher, now=timezone.now())
    assert "城市管理办" not in Client().get(address).content.decode()


def test_an_item_opened_long_ago_asks_no_query_for_the_bar(
    trial: Any, django_assert_num_queries: Any
) -> None:
    from gongjian.core.items.undo import to_take_back

    item = open_item(
        FLOW, office=trial.office, area=trial.community, title="旧", actor=trial.dispatcher, now=TUESDAY
    )
    with django_assert_num_queries(0):
        assert to_take_back(item, person_id=trial.dispatcher.pk, now=TUESDAY + dt.timedelta(hours=1)) is None
