"""Who is on leave names a stand-in who is there, may handle such matters, and does not need a stand-in herself."""

import datetime as dt

import pytest

from gongjian.core.people.access import access_of
from gongjian.core.people.actions import end_leave, set_leave
from gongjian.core.people.actions.leave import fitting_stand_ins
from gongjian.core.people.models import Person
from gongjian.core.people.tests.acts import DAY, NOW, TODAY, trail_of
from gongjian.core.refusal import Refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def leave(person: Person, stand_in: Person, first: int = 0, last: int | None = 3, **more: object) -> Person:
    """Leave from and to so many days from today."""
    until = None if last is None else TODAY + last * DAY
    return set_leave(
        person, stand_in=stand_in, away_from=TODAY + first * DAY, away_until=until, now=NOW, **more
    )  # type: ignore[arg-type]


def stands_in(person: Person, *, on: dt.date) -> bool:
    return bool(access_of(person, today=on).stands_in_for)


def test_matters_follow_to_the_stand_in_in_those_days_only(cast: Cast) -> None:
    leave(cast.clerk, cast.second_clerk, 1, 2)
    assert [stands_in(cast.second_clerk, on=TODAY + n * DAY) for n in range(4)] == [False, True, True, False]
    assert trail_of("people.set_leave")[0].actor == cast.clerk


def test_leave_without_a_last_day_runs_until_it_is_ended(cast: Cast) -> None:
    leave(cast.clerk, cast.second_clerk, last=None)
    assert stands_in(cast.second_clerk, on=TODAY + 200 * DAY)
    end_leave(cast.clerk, actor=cast.clerk, now=NOW)
    assert not stands_in(cast.second_clerk, on=TODAY)
    with pytest.raises(Refused):
        end_leave(cast.clerk, actor=cast.clerk, now=NOW)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(3, 1, "away_until"), (-1, 3, "away_from"), (0, 400, "away_until"), (-3, -1, "away_until")],
)
def test_days_in_the_wrong_order_past_or_far_are_refused(
    cast: Cast, first: int, last: int, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        leave(cast.clerk, cast.second_clerk, first, last)
    assert refused.value.field == field


def test_a_leave_under_way_may_be_lengthened(cast: Cast) -> None:
    Person.objects.filter(pk=cast.clerk.pk).update(stand_in=cast.second_clerk, away_from=TODAY - 5 * DAY)
    assert leave(cast.clerk, cast.second_clerk, -5, 9).away_until == TODAY + 9 * DAY


@pytest.mark.parametrize("who", ["clerk", "administrator", "auditor", "resident", "stranger", "outsider"])
def test_only_a_colleague_who_handles_matters_stands_in(cast: Cast, who: str) -> None:
    with pytest.raises(Refused) as refused:
        leave(cast.clerk, getattr(cast, who))
    assert refused.value.field == "stand_in"
    assert getattr(cast, who) not in fitting_stand_ins(cast.clerk, on=TODAY)


def test_a_disabled_person_cannot_stand_in(cast: Cast) -> None:
    cast.second_clerk.is_active = False
    cast.second_clerk.save()
    with pytest.raises(Refused):
        leave(cast.clerk, cast.second_clerk)


def test_who_is_away_herself_cannot_stand_in(cast: Cast) -> None:
    leave(cast.second_clerk, cast.head, 2, 5)
    with pytest.raises(Refused):
        leave(cast.clerk, cast.second_clerk, 0, 2)
    leave(cast.clerk, cast.second_clerk, 0, 1)


def test_two_people_cannot_stand_in_for_each_other(cast: Cast) -> None:
    leave(cast.clerk, cast.second_clerk)
    with pytest.raises(Refused) as refused:
        leave(cast.second_clerk, cast.clerk)
    assert refused.value.field == "stand_in"


def test_a_ring_of_three_is_refused(cast: Cast) -> None:
    leave(cast.clerk, cast.second_clerk)
    with pytest.raises(Refused) as refused:
        leave(cast.second_clerk, cast.head)
    assert cast.clerk.name in str(refused.value.reason)


def test_an_administrator_sets_leave_for_her_people_only(cast: Cast) -> None:
    leave(cast.clerk, cast.second_clerk, actor=cast.administrator)
    with pytest.raises(Refused):
        leave(cast.twin.clerk, cast.twin.second_clerk, actor=cast.administrator)
    with pytest.raises(Refused):
        leave(cast.second_clerk, cast.head, actor=cast.head)
    with pytest.raises(Refused):
        end_leave(cast.clerk, actor=cast.twin.administrator, now=NOW)
