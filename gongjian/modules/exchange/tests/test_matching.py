"""What suits a need and why, and a proposal for all open needs that people confirm."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gongjian.core.items.actions import make_move
from gongjian.core.jobs.tasks import run_tasks
from gongjian.core.refusal import Refused
from gongjian.lib.matching import Ruled
from gongjian.modules.exchange import actions
from gongjian.modules.exchange.actions.asking import Wanted
from gongjian.modules.exchange.actions.giving import Facts
from gongjian.modules.exchange.capacity import left_in
from gongjian.modules.exchange.matching.one_need import suiting
from gongjian.modules.exchange.matching.proposing import confirm_rows, propose_all, propose_later
from gongjian.modules.exchange.matching.words import rows_of
from gongjian.modules.exchange.models import Answer, ExchangeCategory, Match, Need, Per, Proposal, Resource
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 5, 10, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
TALK = "老人健康讲座"


@pytest.fixture
def kind(cast: Cast) -> ExchangeCategory:
    since = dt.date(2026, 1, 1)
    return actions.add_category(cast.office, name="医疗健康", since=since, actor=cast.secretary, now=NOW)


def give(cast: Cast, kind: ExchangeCategory, title: str = "健康讲座进社区", **more: Any) -> Resource:
    facts = {"title": title, "category": kind, "capacity": 4, "measure": "场", "per": Per.MONTH} | more
    return actions.add_resource(cast.partner, facts=Facts(**facts), actor=cast.partner_contact, now=NOW)


def want(
    cast: Cast, kind: ExchangeCategory, title: str = TALK, *, now: dt.datetime = NOW, **more: Any
) -> Need:
    said = {
        "category": kind,
        "quantity": 2,
        "measure": "场",
        "wanted_by": TODAY + dt.timedelta(days=60),
    } | more
    return actions.open_need(cast.community, title=title, wanted=Wanted(**said), actor=cast.clerk, now=now)


def propose(cast: Cast, *, most: int = 5, now: dt.datetime = NOW) -> Proposal:
    return propose_all(cast.office, most_per_unit=most, actor=cast.secretary, now=now)


def confirm(cast: Cast, made: Proposal, *, actor: Any = None) -> dict[str, int]:
    chosen = list(made.rows.matched().values_list("pk", flat=True))
    return confirm_rows(made, chosen=chosen, actor=actor or cast.secretary, now=NOW)


def test_the_resource_that_says_the_same_comes_first_with_its_reasons(
    cast: Cast, kind: ExchangeCategory
) -> None:
    other, talk = give(cast, kind, "免费理发"), give(cast, kind, windows=[(5, dt.time(9), dt.time(11))])
    rows = rows_of(suiting(want(cast, kind), today=TODAY))
    assert [row["resource"] for row in rows] == [talk, other]
    told = "；".join(rows[0]["reasons"])
    assert "健康讲座" in told
    assert "2026-03-07" in told  # the coming Saturday
    assert rows[0]["day"] == "2026-03-07"


def test_every_other_resource_is_out_for_a_stated_reason(cast: Cast, kind: ExchangeCategory) -> None:
    give(cast, kind, "小讲座", capacity=1)
    give(cast, kind, "义诊人次", measure="人次")
    give(cast, kind, "夏天的讲座", since=TODAY + dt.timedelta(days=90))
    no = give(cast, kind)
    paused = give(cast, kind, "停办的讲座")
    actions.pause_resource(paused.pk, reason="检修", actor=cast.partner_contact, now=NOW)
    need = want(cast, kind)
    match = actions.propose_match(
        need.pk, resource=no, quantity=2, first_day=TODAY, actor=cast.clerk, now=NOW
    )
    make_move(match.pk, "note_no", actor=cast.clerk, note="本月排满", now=NOW)
    found = suiting(need, today=TODAY)
    assert not found.best
    assert dict(found.reasons) == {Ruled.ROOM: 1, Ruled.MEASURE: 1, Ruled.TIME: 1, Ruled.DECLINED: 1}
    assert found.paused == 1
    later = suiting(need, today=TODAY + dt.timedelta(days=91))
    assert Ruled.DECLINED not in later.reasons


def test_a_full_month_gives_way_to_the_next(cast: Cast, kind: ExchangeCategory) -> None:
    give(cast, kind)
    first, second = want(cast, kind, quantity=3), want(cast, kind, "又一处讲座", quantity=3)
    day = suiting(first, today=TODAY).best[0][1].day
    given = Resource.objects.get()
    actions.propose_match(first.pk, resource=given, quantity=3, first_day=day, actor=cast.clerk, now=NOW)
    assert day.month == 3
    assert suiting(second, today=TODAY).best[0][1].day == dt.date(2026, 4, 1)


@pytest.mark.parametrize("count", [1, 30])
def test_a_need_is_ranked_in_a_fixed_number_of_queries(
    cast: Cast, kind: ExchangeCategory, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        give(cast, kind, f"第{number}种讲座")
    need = want(cast, kind)
    with django_assert_num_queries(9):
        assert len(suiting(need, today=TODAY).best) == count


def test_the_pages_show_what_suits_and_one_press_asks_the_unit(
    cast: Cast, kind: ExchangeCategory, client: Any
) -> None:
    now = timezone.now()
    talk = give(cast, kind)
    give(cast, kind, "小讲座", capacity=1)
    need = want(cast, kind, now=now, wanted_by=timezone.localdate() + dt.timedelta(days=90))
    client.force_login(cast.clerk)
    assert talk.title in client.get(reverse("exchange:need", args=[need.pk])).content.decode()
    page = client.get(reverse("exchange:ranking", args=[need.pk]) + "?why=room")
    assert page.status_code == 200
    assert [one.title for one in page.context["out"]] == ["小讲座"]
    ask = {"once": "a", "day": page.context["rows"][0]["day"]}
    for _press in range(2):
        answer = client.post(reverse("exchange:ask_unit", args=[need.pk, talk.pk]), ask)
        assert answer.status_code == 302
    assert Match.objects.get().quantity == 2
    client.force_login(cast.outsider)
    assert client.get(reverse("exchange:ranking", args=[need.pk])).status_code == 404


def test_the_proposal_serves_the_pressing_need_and_says_why_the_other_got_none(
    cast: Cast, kind: ExchangeCategory
) -> None:
    give(cast, kind, capacity=2, per=Per.ONCE)
    calm, pressing = want(cast, kind, urgency=1), want(cast, kind, "孕妇讲座", urgency=3)
    lonely = want(cast, kind, "配眼镜", measure="副")
    made = propose(cast)
    assert [row.need_id for row in made.rows.matched()] == [pressing.pk]
    assert dict(made.rows.unmatched().values_list("need_id", "why")) == {
        calm.pk: "taken",
        lonely.pk: "measure",
    }
    assert made.gap == pytest.approx(0)
    assert made.first_come < made.value


def test_no_unit_is_asked_for_more_needs_than_the_limit(cast: Cast, kind: ExchangeCategory) -> None:
    for number in range(4):
        give(cast, kind, f"第{number}种讲座")
        want(cast, kind, f"第{number}处讲座")
    assert propose(cast, most=3).rows.matched().count() == 3
    assert propose(cast, most=1).rows.unmatched().filter(why="taken").count() == 3
    with pytest.raises(Refused):
        propose(cast, most=0)


def test_confirming_makes_matches_once_and_says_of_each_refused_one_why(
    cast: Cast, kind: ExchangeCategory
) -> None:
    talk, hair = give(cast, kind, capacity=2), give(cast, kind, "免费理发")
    first, second = want(cast, kind), want(cast, kind, "理发上门")
    made = propose(cast)
    taken = made.rows.get(resource=talk)
    for_other = second if taken.need_id == first.pk else first
    actions.propose_match(
        for_other.pk, resource=talk, quantity=1, first_day=taken.day, actor=cast.clerk, now=NOW
    )
    assert confirm(cast, made) == {Answer.CONFIRMED: 0, Answer.REFUSED: 2}
    assert "1" in made.rows.get(resource=talk).refusal  # what is left
    again = propose(cast)
    assert again.rows.get(need=for_other).quantity == 1
    assert confirm(cast, again)[Answer.CONFIRMED] >= 1
    before = Match.objects.count()
    assert confirm(cast, again) == {Answer.CONFIRMED: 0, Answer.REFUSED: 0}
    assert Match.objects.count() == before
    assert left_in(talk, taken.day) >= 0 <= left_in(hair, taken.day)


def test_what_was_declined_is_not_proposed_again_before_its_day(cast: Cast, kind: ExchangeCategory) -> None:
    give(cast, kind)
    need = want(cast, kind, wanted_by=None)
    made = propose(cast)
    confirm(cast, made)
    make_move(made.rows.get().match_id, "note_no", actor=cast.clerk, note="本月排满", now=NOW)
    assert propose(cast).rows.get(need=need).why == "declined"
    assert propose(cast, now=NOW + dt.timedelta(days=91)).rows.get(need=need).resource is not None


def test_a_secretary_has_a_proposal_worked_out_in_the_background_and_confirms_it(
    cast: Cast, kind: ExchangeCategory, client: Any
) -> None:
    now = timezone.now()
    give(cast, kind)
    want(cast, kind, now=now, wanted_by=None)
    want(cast, kind, "配眼镜", now=now, measure="副", wanted_by=None)
    client.force_login(cast.secretary)
    client.post(reverse("exchange:new_proposal"), {"area": cast.office.pk, "most_per_unit": 3, "once": "a"})
    twice = propose_later(cast.office, most_per_unit=3, actor=cast.secretary, now=now)
    assert [task.pk for task in run_tasks(timezone.now())] == [twice.pk]
    made = Proposal.objects.get()
    page = client.get(reverse("exchange:proposal", args=[made.pk]))
    assert page.status_code == client.get(reverse("exchange:proposals")).status_code == 200
    rows = [one["row"].pk for one in page.context["rows"]]
    client.post(reverse("exchange:confirm_proposal", args=[made.pk]), {"rows": rows, "page": "1"})
    assert Match.objects.get().item.state == "proposed"
    shown = client.get(reverse("exchange:proposal", args=[made.pk]) + "?show=without")
    assert "配眼镜" in shown.content.decode()
    client.force_login(cast.outsider)
    assert client.get(reverse("exchange:proposal", args=[made.pk])).status_code == 404
    assert (
        client.post(reverse("exchange:confirm_proposal", args=[made.pk]), {"rows": rows}).status_code == 404
    )


def test_who_may_not_arrange_gets_no_proposal_and_confirms_none(cast: Cast, kind: ExchangeCategory) -> None:
    give(cast, kind)
    want(cast, kind)
    with pytest.raises(Refused):
        propose_all(cast.office, most_per_unit=5, actor=cast.grid_worker, now=NOW)
    made = propose(cast)
    with pytest.raises(Refused):
        confirm(cast, made, actor=cast.outsider)
    assert not Match.objects.exists()


@pytest.mark.parametrize("show", ["", "?show=without"])
def test_a_proposal_of_many_costs_as_many_queries_as_one_of_few(
    cast: Cast, kind: ExchangeCategory, client: Any, show: str
) -> None:
    client.force_login(cast.secretary)
    costs = []
    for number in range(12):
        give(cast, kind, f"第{number}种讲座")
        want(cast, kind, f"第{number}处讲座")
        want(cast, kind, f"第{number}处配镜", measure="副")
        if number in (1, 11):
            made = propose(cast, most=50)
            with CaptureQueriesContext(connection) as queries:
                page = client.get(reverse("exchange:proposal", args=[made.pk]) + show)
            assert len(page.context["rows"]) == number + 1
            costs.append(len(queries))
    assert costs[0] == costs[1]
