"""Needs and resources brought together, played by the cast."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from gongjian.core.events import emit
from gongjian.core.invites.actions import answer, invite
from gongjian.core.invites.models import Invite
from gongjian.core.items.actions import make_move
from gongjian.core.items.opening import open_item
from gongjian.core.links.models import Link, LinkKind
from gongjian.core.orgs.events import UnitWithdrew
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.modules.exchange import actions
from gongjian.modules.exchange.actions.asking import Wanted
from gongjian.modules.exchange.actions.giving import Facts
from gongjian.modules.exchange.capacity import left_in
from gongjian.modules.exchange.models import Declining, Match, Need, Resource
from gongjian.modules.exchange.tests.conftest import NOW, SATURDAY, TODAY, new_need, offer
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def later(days: float) -> dt.datetime:
    return NOW + dt.timedelta(days=days)


def refused(action: Any, *args: Any, **kwargs: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return caught.value


def state_of(row: Any) -> str:
    row.item.refresh_from_db()
    return str(row.item.state)


def test_clerk_offers_partner_accepts_clerk_agrees_and_rates_what_came(
    cast: Cast, need: Need, resource: Resource
) -> None:
    match = offer(cast, need, resource)
    assert state_of(need) == "offered"
    make_move(match.pk, "accept", actor=cast.partner_contact, now=later(1))
    make_move(match.pk, "agree", actor=cast.clerk, now=later(1.2))
    assert state_of(need) == "agreed"
    make_move(match.pk, "begin", actor=cast.partner_contact, now=later(9))
    actions.confirm_delivery(
        match.pk, delivered=2, rating=5, words="孩子们都喜欢。", actor=cast.clerk, now=later(9.3)
    )
    match.refresh_from_db()
    need.item.refresh_from_db()
    assert (match.delivered, match.rating, match.words) == (2, 5, "孩子们都喜欢。")
    assert (need.item.state, need.item.result) == ("served", "served")
    told = set(TrailRow.objects.filter(item=match.item).values_list("action", flat=True))
    assert {"exchange.propose", "exchange.accept", "exchange.agree", "exchange.deliver"} <= told


def test_a_need_that_got_only_a_part_stays_open_until_what_came_is_enough(
    cast: Cast, need: Need, resource: Resource
) -> None:
    assert refused(make_move, need.pk, "settle", actor=cast.clerk, note="够了", now=NOW).code == "missing"
    match = offer(cast, need, resource)
    make_move(match.pk, "accept", actor=cast.partner_contact, now=NOW)
    make_move(match.pk, "agree", actor=cast.clerk, now=NOW)
    actions.confirm_delivery(match.pk, delivered=1, actor=cast.clerk, now=later(9))
    assert (state_of(need), need.delivered, need.missing) == ("open", 1, 1)
    make_move(need.pk, "settle", actor=cast.clerk, note="一场已够", now=later(10))
    assert (state_of(need), need.item.result) == ("served", "partly")


def test_what_was_not_delivered_is_free_again(cast: Cast, need: Need, resource: Resource) -> None:
    match = offer(cast, need, resource)
    assert left_in(resource, SATURDAY) == 2
    make_move(match.pk, "accept", actor=cast.partner_contact, now=NOW)
    make_move(match.pk, "agree", actor=cast.clerk, now=NOW)
    actions.confirm_delivery(match.pk, delivered=1, actor=cast.clerk, now=later(9))
    assert left_in(resource, SATURDAY) == 3


def test_of_two_needs_the_second_is_told_how_much_is_left(
    cast: Cast, need: Need, resource: Resource, wanted: dict[str, Any]
) -> None:
    offer(cast, need, resource, 2)
    other = new_need(cast, wanted, "另一处也想要", quantity=9)
    answer_ = refused(offer, cast, other, resource, 3)
    assert (answer_.code, answer_.field) == ("full", "quantity")
    assert "2" in str(answer_.reason)
    assert offer(cast, other, resource, 3, first_day=dt.date(2026, 4, 11))


@pytest.mark.parametrize("quantity", [0, -1, 10**9, 3])
def test_a_quantity_that_makes_no_sense_or_is_more_than_needed_is_refused(
    cast: Cast, need: Need, resource: Resource, quantity: int
) -> None:
    assert refused(offer, cast, need, resource, quantity).field == "quantity"
    assert not Match.objects.exists()


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"first_day": dt.date(2026, 3, 4)}, "first_day"),
        ({"first_day": SATURDAY, "last_day": dt.date(2026, 3, 13)}, "last_day"),
        ({"first_day": dt.date(2026, 3, 16)}, "first_day"),
        ({"first_day": dt.date(2026, 3, 28), "last_day": dt.date(2026, 4, 4)}, "last_day"),
    ],
)
def test_a_day_that_is_over_reversed_closed_or_beyond_the_period_is_refused(
    cast: Cast, need: Need, resource: Resource, days: dict[str, dt.date], field: str
) -> None:
    assert refused(offer, cast, need, resource, **days).field == field


def test_a_resource_ends_after_it_begins_and_so_do_its_hours(
    cast: Cast, resource: Resource, facts: dict[str, Any]
) -> None:
    wrong = facts | {"title": "另一项"}
    for more, field in (
        ({"since": dt.date(2026, 5, 1), "until": dt.date(2026, 4, 1)}, "until"),
        ({"windows": [(1, dt.time(12), dt.time(9))]}, "windows"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 10**9}, "capacity"),
        ({"title": resource.title}, "title"),
    ):
        answer_ = refused(
            actions.add_resource, cast.partner, facts=Facts(**(wrong | more)), actor=cast.secretary, now=NOW
        )
        assert answer_.field == field


def test_a_need_by_a_day_that_is_over_or_of_no_quantity_is_refused(
    cast: Cast, wanted: dict[str, Any]
) -> None:
    assert refused(new_need, cast, wanted, wanted_by=TODAY - dt.timedelta(days=1)).field == "wanted_by"
    assert refused(new_need, cast, wanted, quantity=0).field == "quantity"
    assert refused(new_need, cast, wanted, quantity=10**9).field == "quantity"
    assert not Need.objects.exists()


def test_a_pair_that_was_declined_is_not_proposed_again_before_its_day(
    cast: Cast, need: Need, resource: Resource
) -> None:
    match = offer(cast, need, resource)
    make_move(match.pk, "decline", actor=cast.partner_contact, note="本月人手已满", now=NOW)
    kept = Declining.objects.get()
    assert (kept.side, kept.reason, kept.until) == ("giving", "本月人手已满", TODAY + dt.timedelta(days=90))
    assert state_of(need) == "open"
    assert refused(offer, cast, need, resource, now=later(3)).code == "declined"
    day = dt.date(2026, 6, 6)
    assert offer(cast, need, resource, now=later(91), first_day=day)


def test_a_contact_without_an_account_accepts_by_private_link(
    cast: Cast, need: Need, resource: Resource
) -> None:
    match = offer(cast, need, resource)
    invite(match, purpose="exchange.match", unit=cast.partner, contact="邓老师", by=cast.clerk, now=NOW)
    answer(Invite.objects.get(), accepted=True, reason="可以", now=later(1))
    assert state_of(match) == "accepted"
    assert (
        refused(actions.accept_by_link, match, unit=cast.power, reason="", actor=None, now=NOW).code
        == "not_allowed"
    )


def test_a_unit_that_withdraws_takes_its_offers_along_and_leaves_what_it_delivered(
    cast: Cast, need: Need, resource: Resource, wanted: dict[str, Any]
) -> None:
    done = offer(cast, new_need(cast, wanted, "办过的", quantity=1), resource, 1)
    make_move(done.pk, "note_yes", actor=cast.clerk, note="邓老师来电同意", now=NOW)
    make_move(done.pk, "agree", actor=cast.clerk, now=NOW)
    make_move(done.pk, "deliver", actor=cast.clerk, now=later(9))
    match = offer(cast, need, resource)
    emit(UnitWithdrew(unit=cast.partner, on=TODAY, reason="单位搬迁", by=cast.secretary))
    resource.refresh_from_db()
    assert resource.state == "withdrawn"
    assert "单位搬迁" in resource.state_reason
    assert (state_of(match), state_of(need), state_of(done)) == ("cancelled", "open", "delivered")


def test_a_paused_resource_keeps_its_promises_and_makes_no_new_ones(
    cast: Cast, need: Need, resource: Resource, wanted: dict[str, Any]
) -> None:
    match = offer(cast, need, resource)
    actions.pause_resource(resource.pk, reason="检修", actor=cast.partner_contact, now=NOW)
    make_move(match.pk, "accept", actor=cast.partner_contact, now=NOW)
    other = new_need(cast, wanted, "另一处")
    assert refused(offer, cast, other, resource).field == "resource"
    actions.offer_again(resource.pk, actor=cast.partner_contact, now=NOW)
    assert offer(cast, other, resource)


def test_another_units_contact_keeps_none_of_it_and_does_not_answer_for_it(
    cast: Cast, need: Need, resource: Resource
) -> None:
    match, stranger = offer(cast, need, resource), cast.outsider
    assert (
        refused(actions.pause_resource, resource.pk, reason="x", actor=stranger, now=NOW).code
        == "not_allowed"
    )
    assert refused(make_move, match.pk, "accept", actor=stranger, now=NOW).code == "not_allowed"
    assert not Resource.objects.visible_to(access_of(stranger)).exists()
    assert not Match.objects.visible_to(access_of(stranger)).exists()


def test_a_resource_of_another_office_is_not_offered(cast: Cast, need: Need, facts: dict[str, Any]) -> None:
    theirs = actions.add_category(cast.twin_office, name="教育科普", actor=None, now=NOW)
    foreign = actions.add_resource(
        cast.twin.partner, facts=replace(Facts(**facts), category=theirs), actor=None, now=NOW
    )
    assert refused(offer, cast, need, foreign).field == "resource"


def test_delivered_and_rating_stay_within_their_range(cast: Cast, need: Need, resource: Resource) -> None:
    match = offer(cast, need, resource)
    make_move(match.pk, "accept", actor=cast.partner_contact, now=NOW)
    make_move(match.pk, "agree", actor=cast.clerk, now=NOW)
    confirm = actions.confirm_delivery
    assert refused(confirm, match.pk, delivered=3, actor=cast.clerk, now=later(9)).field == "delivered"
    assert refused(confirm, match.pk, delivered=0, actor=cast.clerk, now=later(9)).field == "delivered"
    assert refused(confirm, match.pk, delivered=1, rating=6, actor=cast.clerk, now=later(9)).field == "rating"
    assert state_of(match) == "agreed"


def test_a_need_is_linked_with_the_report_it_comes_from(cast: Cast, wanted: dict[str, Any]) -> None:
    from gongjian.core.manifest import flow_for

    report = open_item(
        flow_for("report"),
        office=cast.office,
        area=cast.community,
        title="孩子周末没去处",
        now=NOW,
        actor=cast.clerk,
    )
    need = actions.open_need(
        cast.community, title="科普课", wanted=Wanted(**wanted), actor=cast.clerk, now=NOW, comes_from=report
    )
    assert Link.objects.going_out(need).get().kind == LinkKind.ORIGIN


def test_a_category_that_ended_takes_nothing_new(
    cast: Cast, facts: dict[str, Any], resource: Resource
) -> None:
    category = facts["category"]
    actions.end_category(category.pk, until=TODAY, actor=cast.secretary, now=NOW)
    wrong = Facts(**(facts | {"title": "新的一项"}))
    assert (
        refused(actions.add_resource, cast.partner, facts=wrong, actor=cast.secretary, now=NOW).field
        == "category"
    )
    assert (
        refused(actions.end_category, category.pk, until=TODAY, actor=cast.clerk, now=NOW).code
        == "not_allowed"
    )


def test_the_contact_is_sealed_and_the_quantity_never_falls_below_what_is_on_its_way(
    cast: Cast, need: Need, resource: Resource, wanted: dict[str, Any]
) -> None:
    assert "邓老师".encode() not in bytes(resource.contact_sealed or b"")
    offer(cast, need, resource, 2)
    less = Wanted(**(wanted | {"quantity": 1}))
    assert refused(actions.describe_need, need.pk, wanted=less, actor=cast.clerk, now=NOW).field == "quantity"
