"""Roles are held for an area, given and ended within the giver's own areas, and an office keeps an administrator."""

import datetime as dt

import pytest

from gongjian.core.people.access import access_of
from gongjian.core.people.actions import end_role, give_role
from gongjian.core.people.models import Holding
from gongjian.core.people.tests.acts import DAY, NOW, TODAY, at_once, trail_of
from gongjian.core.refusal import Refused
from tests.cast import Cast, give

pytestmark = pytest.mark.django_db


def test_a_role_counts_from_its_first_day_until_the_day_before_its_end(cast: Cast) -> None:
    last = TODAY + 2 * DAY
    give_role(
        cast.stranger, role="checker", area=cast.community, since=TODAY + DAY, until=last,
        actor=cast.administrator, now=NOW,
    )  # fmt: skip
    held = [bool(access_of(cast.stranger, today=TODAY + n * DAY).paths_by_role) for n in range(4)]
    assert held == [False, True, False, False]
    (row,) = trail_of("people.give_role")
    assert (row.actor, row.area_path) == (cast.administrator, cast.community.path)


def test_one_person_may_hold_several_roles(cast: Cast) -> None:
    give_role(cast.clerk, role="checker", area=cast.second_community, actor=cast.administrator, now=NOW)
    assert set(access_of(cast.clerk, today=TODAY).paths_by_role) == {"community_clerk", "checker"}


@pytest.mark.parametrize("area", ["twin_community", "twin_office", "district", "city"])
def test_an_administrator_gives_no_role_outside_her_area(cast: Cast, area: str) -> None:
    with pytest.raises(Refused) as refused:
        give_role(cast.stranger, role="checker", area=getattr(cast, area), actor=cast.administrator, now=NOW)
    assert refused.value.field == "area"


def test_an_administrator_gives_no_role_to_somebody_of_another_office(cast: Cast) -> None:
    with pytest.raises(Refused):
        give_role(cast.twin.clerk, role="checker", area=cast.office, actor=cast.administrator, now=NOW)


def test_nobody_gives_herself_a_role(cast: Cast) -> None:
    with pytest.raises(Refused):
        give_role(cast.administrator, role="secretary", area=cast.office, actor=cast.administrator, now=NOW)
    assert set(access_of(cast.administrator, today=TODAY).paths_by_role) == {"administrator"}


def test_a_secretary_gives_no_roles(cast: Cast) -> None:
    with pytest.raises(Refused):
        give_role(cast.stranger, role="checker", area=cast.office, actor=cast.secretary, now=NOW)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"role": "mayor"}, "role"),
        ({"since": TODAY - DAY}, "since"),
        ({"until": TODAY}, "until"),
        ({"since": dt.date(2126, 1, 1)}, "since"),
    ],
)
def test_bad_roles_and_days_are_refused(cast: Cast, given: dict[str, object], field: str) -> None:
    wanted = {"role": "checker", "area": cast.office} | given
    with pytest.raises(Refused) as refused:
        give_role(cast.stranger, **wanted, actor=cast.administrator, now=NOW)
    assert refused.value.field == field


def test_a_role_held_already_or_above_is_not_given_twice(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        give_role(cast.clerk, role="community_clerk", area=cast.grid, actor=cast.administrator, now=NOW)
    assert cast.community.short_name in str(refused.value.reason)


def test_a_gone_area_and_a_disabled_person_get_no_role(cast: Cast) -> None:
    cast.community.gone_on = TODAY
    cast.community.save()
    with pytest.raises(Refused):
        give_role(cast.stranger, role="checker", area=cast.community, actor=cast.administrator, now=NOW)
    cast.stranger.is_active = False
    cast.stranger.save()
    with pytest.raises(Refused):
        give_role(cast.stranger, role="checker", area=cast.office, actor=cast.administrator, now=NOW)


def test_an_ended_role_counts_no_longer_and_stays_on_record(cast: Cast) -> None:
    held = Holding.objects.get(person=cast.clerk)
    end_role(held, actor=cast.administrator, reason="换届", now=NOW)
    assert access_of(cast.clerk, today=TODAY).paths_by_role == {}
    assert Holding.objects.get(pk=held.pk).until == TODAY
    assert trail_of("people.end_role")[0].reason == "换届"
    with pytest.raises(Refused):
        end_role(held, actor=cast.administrator, now=NOW)


def test_a_role_ends_neither_in_the_past_nor_by_somebody_without_say(cast: Cast) -> None:
    held = Holding.objects.get(person=cast.clerk)
    with pytest.raises(Refused) as refused:
        end_role(held, until=TODAY - DAY, actor=cast.administrator, now=NOW)
    assert refused.value.field == "until"
    with pytest.raises(Refused):
        end_role(held, actor=cast.twin.administrator, now=NOW)


def test_a_role_not_yet_begun_can_be_called_off(cast: Cast) -> None:
    held = give_role(
        cast.stranger,
        role="checker",
        area=cast.office,
        since=TODAY + 9 * DAY,
        actor=cast.administrator,
        now=NOW,
    )
    end_role(held, actor=cast.administrator, now=NOW)
    assert access_of(cast.stranger, today=TODAY + 30 * DAY).paths_by_role == {}


def test_an_office_keeps_its_last_administrator(cast: Cast) -> None:
    held = Holding.objects.get(person=cast.administrator)
    with pytest.raises(Refused) as refused:
        end_role(held, actor=cast.administrator, now=NOW)
    assert refused.value.code == "last_administrator"
    give(cast.stranger, role="administrator", area=cast.community)
    with pytest.raises(Refused):
        end_role(held, actor=cast.administrator, now=NOW)
    give(cast.stranger, role="administrator", area=cast.office)
    end_role(held, actor=cast.stranger, now=NOW)


def test_a_successor_who_is_disabled_or_leaves_earlier_does_not_count(cast: Cast) -> None:
    held = Holding.objects.get(person=cast.administrator)
    other = give(cast.stranger, role="administrator", area=cast.office)
    other.until = TODAY + 5 * DAY
    other.save()
    with pytest.raises(Refused):
        end_role(held, until=TODAY + 6 * DAY, actor=cast.administrator, now=NOW)
    other.until = None
    other.save()
    cast.stranger.is_active = False
    cast.stranger.save()
    with pytest.raises(Refused):
        end_role(held, actor=cast.administrator, now=NOW)


def test_ending_a_district_role_minds_every_office_below(cast: Cast) -> None:
    above = give(cast.stranger, role="administrator", area=cast.district)
    Holding.objects.filter(person=cast.twin.administrator).delete()
    with pytest.raises(Refused) as refused:
        end_role(above, now=NOW)
    assert cast.twin_office.short_name in str(refused.value.reason)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_remove_each_other_at_the_same_moment(cast: Cast) -> None:
    own = Holding.objects.get(person=cast.administrator)
    other = give(cast.stranger, role="administrator", area=cast.office)
    pairs = [(own, cast.stranger), (other, cast.administrator)]

    def end_each_other() -> None:
        held, actor = pairs.pop()
        end_role(held, actor=actor, now=NOW)

    assert at_once(end_each_other, times=2) == 1
    live = Holding.objects.live(TODAY).filter(role="administrator", area=cast.office)
    assert live.count() == 1
