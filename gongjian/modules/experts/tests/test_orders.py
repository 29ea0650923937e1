"""What an order keeps to: the month's slots, an expert's hours, both sides, the rating's scope."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from gongjian.core.clock.models import TimeLimit
from gongjian.core.items.actions import make_move
from gongjian.core.measures.registry import value_of
from gongjian.core.orgs.posting import withdraw_unit
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.modules.experts import actions
from gongjian.modules.experts.actions.cataloguing import ServiceFacts
from gongjian.modules.experts.models import Expert, ExpertService, Mode, ServiceOrder, ServiceType
from gongjian.modules.experts.tests.conftest import NOW, TODAY, at, place
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def refused(work: Any) -> Refused:
    """What was said against it."""
    with pytest.raises(Refused) as caught:
        work()
    return caught.value


def give(order: ServiceOrder, *, came: int = 20, rating: int | None = None, cast: Cast) -> None:
    """Accepted, given, and rated by the clerk where she does."""
    actions.accept_order(order.pk, actor=cast.partner_contact, now=NOW)
    actions.report_delivery(order.pk, came=came, actor=cast.partner_contact, now=order.ends_at)
    if rating is not None:
        actions.rate_order(order.pk, rating=rating, actor=cast.clerk, now=order.ends_at)


def test_a_month_is_never_ordered_beyond_its_slots(cast: Cast, service: ExpertService) -> None:
    first = place(cast, service)
    place(cast, service, starts_at=at(11))
    assert refused(lambda: place(cast, service, starts_at=at(12))).code == "full"
    later = at(1) + dt.timedelta(days=45)
    assert place(cast, service, starts_at=later).pk
    make_move(first.pk, "cancel", actor=cast.clerk, note="改期", now=NOW)
    assert place(cast, service, starts_at=at(12)).pk


def test_an_expert_is_not_promised_to_two_places_at_once(
    cast: Cast, service: ExpertService, facts: dict[str, Any], lecturer: Expert
) -> None:
    again = ServiceFacts(**(facts | {"title": "微党课"}), expert=lecturer)
    other = actions.add_service(cast.partner, facts=again, actor=cast.partner_contact, now=NOW)
    waiting = place(cast, other, starts_at=at(10, 10))
    actions.accept_order(place(cast, service).pk, actor=cast.partner_contact, now=NOW)
    said = refused(lambda: actions.accept_order(waiting.pk, actor=cast.partner_contact, now=NOW))
    assert (said.code, said.field) == ("clash", "expert")
    assert "顾维民" in str(said.reason)
    assert refused(lambda: place(cast, other, starts_at=at(10, 8, 30))).code == "clash"
    assert place(cast, other, starts_at=at(10, 10, 30)).pk, "one begins as the other ends"
    second = actions.add_expert(cast.partner, facts=_named("俞明理"), actor=cast.partner_contact, now=NOW)
    actions.accept_order(waiting.pk, expert=second.pk, actor=cast.partner_contact, now=NOW)
    assert ServiceOrder.objects.get(pk=waiting.pk).expert == second
    foreign = actions.add_expert(cast.power, facts=_named("外来人"), actor=cast.secretary, now=NOW)
    third = place(cast, service, starts_at=at(20))
    assert refused(
        lambda: actions.accept_order(third.pk, expert=foreign.pk, actor=cast.partner_contact, now=NOW)
    )


def _named(name: str) -> Any:
    from gongjian.modules.experts.actions.registering import ExpertFacts

    return ExpertFacts(name=name)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"starts_at": NOW - dt.timedelta(hours=1)}, "starts_at"),
        ({"starts_at": NOW + dt.timedelta(days=400)}, "starts_at"),
        ({"people": 0}, "people"),
        ({"people": 100_001}, "people"),
        ({"audience": " "}, "audience"),
        ({"place": ""}, "place"),
        ({"online": True}, "online"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    cast: Cast, service: ExpertService, more: dict[str, Any], field: str
) -> None:
    assert refused(lambda: place(cast, service, **more)).field == field


def test_one_orders_for_ones_own_places_and_not_of_oneself(cast: Cast, service: ExpertService) -> None:
    assert refused(lambda: place(cast, service, orderer=cast.second_committee)).code == "not_allowed"
    assert refused(lambda: place(cast, service, actor=cast.partner_contact)).code == "not_allowed"
    assert refused(lambda: place(cast, service, actor=cast.auditor)).code == "not_allowed"
    assert (
        refused(lambda: place(cast, service, actor=cast.secretary, orderer=cast.partner)).field == "orderer"
    )
    assert (
        refused(lambda: place(cast, service, actor=cast.twin.clerk, orderer=cast.twin.committee)).field
        == "orderer"
    )
    assert place(cast, service, actor=cast.branch_secretary, orderer=cast.branch).item.area == cast.community


def test_what_is_paused_or_withdrawn_is_not_ordered(cast: Cast, service: ExpertService) -> None:
    order = place(cast, service)
    actions.pause_service(service.pk, reason="外出", actor=cast.partner_contact, now=NOW)
    assert refused(lambda: place(cast, service, starts_at=at(12))).code == "wrong_state"
    order.item.refresh_from_db()
    assert order.item.state == "ordered"
    actions.withdraw_service(service.pk, reason="停办", actor=cast.partner_contact, now=NOW)
    order.item.refresh_from_db()
    assert (order.item.state, order.item.steps.order_by("pk").last().note) == ("cancelled", "停办")


def test_an_online_service_needs_no_place(cast: Cast, facts: dict[str, Any]) -> None:
    online = ServiceFacts(**facts, mode=Mode.ONLINE)
    made = actions.add_service(cast.partner, facts=online, actor=cast.secretary, now=NOW)
    assert refused(lambda: place(cast, made)).field == "online"
    assert place(cast, made, online=True, place="").item.place == ""


def test_a_unit_that_withdraws_takes_its_services_along(
    cast: Cast, order: ServiceOrder, lecturer: Expert
) -> None:
    withdraw_unit(cast.partner, on=TODAY, reason="改制", by=cast.secretary, now=NOW)
    order.item.refresh_from_db()
    order.service.refresh_from_db()
    lecturer.refresh_from_db()
    assert (order.item.state, order.service.state) == ("cancelled", "withdrawn")
    assert lecturer.contact_sealed is None


def test_an_expert_who_leaves_is_asked_for_no_more(cast: Cast, order: ServiceOrder, lecturer: Expert) -> None:
    def end() -> Expert:
        return actions.end_expert(lecturer.pk, reason="退休", actor=cast.partner_contact, now=NOW)

    assert "1" in str(refused(end).reason)
    make_move(order.pk, "decline", actor=cast.partner_contact, note="退休", now=NOW)
    assert end().contact_sealed is None
    order.service.refresh_from_db()
    assert order.service.expert is None


def test_the_answer_is_due_within_three_working_days_and_the_delivery_on_its_day(
    cast: Cast, service: ExpertService
) -> None:
    TimeLimit.objects.create(
        kind="order", name="answer", amount=3, unit="work_days", since=dt.date(2026, 1, 1), source="办法"
    )
    order = place(cast, service, starts_at=at(20))
    clocks = {clock.name: clock for clock in order.item.clocks.all()}
    assert set(clocks) == {"answer", "due"}
    assert clocks["due"].due_at == at(20, 23, 59)
    assert order.item.due_at == clocks["answer"].due_at
    actions.accept_order(order.pk, actor=cast.partner_contact, now=NOW)
    order.item.refresh_from_db()
    assert order.item.due_at == at(20, 23, 59)


def test_ratings_are_the_services_with_their_formula(
    cast: Cast, service: ExpertService, facts: dict[str, Any]
) -> None:
    for day, rating in ((10, 5), (11, 2)):
        give(place(cast, service, starts_at=at(day)), rating=rating, cast=cast)
    found = ExpertService.objects.with_ratings().get()
    assert (found.rating_mean, found.rating_count) == (3.5, 2)
    last = at(27)
    answer = value_of("experts.rating", area=cast.office, now=last)
    assert (answer.value, answer.numerator, answer.denominator) == (3.5, 7, 2)
    other = actions.add_service(
        cast.partner, facts=ServiceFacts(**(facts | {"title": "无人评价"})), actor=None, now=NOW
    )
    assert ExpertService.objects.with_ratings().get(pk=other.pk).rating_mean is None
    declined = place(cast, other, starts_at=at(13))
    make_move(declined.pk, "decline", actor=cast.partner_contact, note="排满", now=NOW)
    rate = value_of("experts.accepted_rate", area=cast.office, now=last)
    assert (rate.numerator, rate.denominator) == (2, 3)
    assert value_of("experts.delivered", area=cast.office, now=last).value == 2


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_outside_its_scope_is_refused(cast: Cast, order: ServiceOrder, rating: int) -> None:
    give(order, cast=cast)
    said = refused(lambda: actions.rate_order(order.pk, rating=rating, actor=cast.clerk, now=order.ends_at))
    assert said.field == "rating"


def test_a_member_of_the_giving_unit_does_not_rate_what_another_of_it_gave(
    cast: Cast, facts: dict[str, Any]
) -> None:
    """The clerk's own committee gives; she may order for the branch, yet not rate what her committee gave."""
    made = actions.add_service(cast.committee, facts=ServiceFacts(**facts), actor=cast.secretary, now=NOW)
    order = place(cast, made, orderer=cast.branch, actor=cast.branch_secretary)
    actions.accept_order(order.pk, actor=cast.clerk, now=NOW)
    actions.report_delivery(order.pk, came=9, actor=cast.secretary, now=order.ends_at, for_unit=True)
    said = refused(lambda: actions.rate_order(order.pk, rating=5, actor=cast.clerk, now=order.ends_at))
    assert said.code == "not_allowed"
    actions.rate_order(order.pk, rating=5, actor=cast.branch_secretary, now=order.ends_at)


def test_contacts_are_sealed_and_stand_in_no_trail(cast: Cast, lecturer: Expert) -> None:
    from gongjian.core.privacy.sealing import unseal
    from gongjian.modules.experts.actions.registering import PLAIN, ExpertFacts

    assert b"13800138000" not in bytes(lecturer.contact_sealed)
    said = ExpertFacts(**{name: getattr(lecturer, name) for name in PLAIN}, contact="新号码 13900139000")
    changed = actions.change_expert(lecturer.pk, facts=said, actor=cast.partner_contact, now=NOW)
    assert unseal(changed, "contact") == "新号码 13900139000"
    assert "13900139000" not in str(list(TrailRow.objects.values_list("changes", flat=True)))
    without = replace(said, topics="")
    assert (
        refused(
            lambda: actions.change_expert(lecturer.pk, facts=without, actor=cast.secretary, now=NOW)
        ).field
        == "topics"
    )


def test_types_end_by_a_day_and_services_keep_theirs(
    cast: Cast, service: ExpertService, type: ServiceType, facts: dict[str, Any]
) -> None:
    assert (
        refused(lambda: actions.add_type(cast.office, name="党课辅导", actor=cast.secretary, now=NOW)).code
        == "twice"
    )
    assert (
        refused(lambda: actions.add_type(cast.office, name="甲", actor=cast.clerk, now=NOW)).code
        == "not_allowed"
    )
    actions.end_type(type.pk, until=TODAY, actor=cast.secretary, now=NOW)
    again = ServiceFacts(**(facts | {"title": "新课"}))
    said = refused(lambda: actions.add_service(cast.partner, facts=again, actor=cast.secretary, now=NOW))
    assert said.field == "type"
    changed = ServiceFacts(**(facts | {"capacity": 5}))
    assert actions.change_service(service.pk, facts=changed, actor=cast.secretary, now=NOW).type == type
    assert actions.add_type(cast.office, name="党课辅导", actor=cast.secretary, now=NOW).pk != type.pk
