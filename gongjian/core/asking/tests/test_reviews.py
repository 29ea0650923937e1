"""The quarterly review: who may mark what, how the mark comes about, and what is told of it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from gongjian.core import manifest
from gongjian.core.asking.actions import (
    close_round,
    hand_in_sheet,
    open_round,
    seat_reviewer,
    unseat_reviewer,
)
from gongjian.core.asking.models import Questionnaire, ReviewRound, ReviewSeat, ReviewSheet
from gongjian.core.asking.models.review import reviewed, reviewed_between
from gongjian.core.asking.tests.conftest import NOW
from gongjian.core.items.models import Item
from gongjian.core.manifest import Module, manifests
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from tests.cast import Cast
from tests.items import make_item

MARKS = {"progress": 8, "quality": 5}

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(cast: Cast, criteria: Questionnaire) -> ReviewRound:
    return open_round(
        cast.office,
        year=2026,
        quarter=1,
        criteria=criteria,
        due_on=dt.date(2026, 3, 31),
        by=cast.secretary,
        now=NOW,
    )


def test_the_mark_is_the_weighted_mean_and_reviewers_are_averaged(
    cast: Cast, found: ReviewRound, work: Item
) -> None:
    first = hand_in_sheet(found, item=work, marks=MARKS, comment="不错", reviewer=cast.checker, now=NOW)
    assert first.mark == Decimal("85.00")
    hand_in_sheet(found, item=work, marks={"progress": 10, "quality": 0}, reviewer=cast.secretary, now=NOW)
    other = make_item(cast, kind="task", phase="handling", state="running")
    hand_in_sheet(found, item=other, marks={"progress": 0, "quality": 5}, reviewer=cast.secretary, now=NOW)
    rows = list(ReviewSheet.objects.standing(found))
    assert [(row["item_id"], row["mean"], row["sheets"]) for row in rows] == [
        (work.pk, 80, 2),
        (other.pk, 25, 1),
    ]


@pytest.mark.parametrize(
    "marks",
    [
        {},
        {"progress": 8},
        {"progress": 11, "quality": 1},
        {"progress": -1, "quality": 1},
        {"progress": True, "quality": 1},
    ],
)
def test_a_mark_out_of_its_range_is_refused_at_its_criterion(
    cast: Cast, found: ReviewRound, work: Item, marks: dict[str, int]
) -> None:
    with pytest.raises(Refused) as refused:
        hand_in_sheet(found, item=work, marks=marks, reviewer=cast.checker, now=NOW)
    assert refused.value.field in ("progress", "quality")
    assert not ReviewSheet.objects.exists()


def test_nobody_reviews_a_matter_in_which_she_has_a_part(
    cast: Cast, found: ReviewRound, work: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match=r"part in|参与"):
        hand_in_sheet(found, item=work, marks=MARKS, reviewer=cast.head, now=NOW)
    with pytest.raises(Refused):
        seat_reviewer(found, item=work, reviewer=cast.head, by=cast.secretary, now=NOW)
    more = Module(
        slug="trial",
        label="trial",
        involved={"task": lambda ids: {pk: frozenset({cast.checker.pk}) for pk in ids}},
    )
    monkeypatch.setattr("gongjian.core.asking.policy.manifests", lambda: (*manifests(), more))
    with pytest.raises(Refused, match=r"part in|参与"):
        hand_in_sheet(found, item=work, marks=MARKS, reviewer=cast.checker, now=NOW)
    assert manifest.manifests is manifests


def test_a_clerk_reviews_only_what_she_was_named_for(cast: Cast, found: ReviewRound, work: Item) -> None:
    told: dict[str, Any] = {"item": work, "marks": MARKS, "reviewer": cast.clerk, "now": NOW}
    with pytest.raises(Refused, match=r"not named|没有安排"):
        hand_in_sheet(found, **told)
    seat = seat_reviewer(found, item=work, reviewer=cast.clerk, by=cast.secretary, now=NOW)
    assert seat_reviewer(found, item=work, reviewer=cast.clerk, by=cast.secretary, now=NOW) == seat
    hand_in_sheet(found, **told)
    with pytest.raises(Refused, match=r"handed|提交"):
        unseat_reviewer(seat, by=cast.secretary, now=NOW)
    with pytest.raises(Refused):
        seat_reviewer(found, item=work, reviewer=cast.outsider, by=cast.secretary, now=NOW)


def test_a_seat_without_a_sheet_can_be_taken_back(cast: Cast, found: ReviewRound, work: Item) -> None:
    unseat_reviewer(
        seat_reviewer(found, item=work, reviewer=cast.clerk, by=None, now=NOW), by=cast.secretary, now=NOW
    )
    assert not ReviewSeat.objects.exists()


def test_a_sheet_handed_in_again_replaces_hers_until_the_round_is_closed(
    cast: Cast, found: ReviewRound, work: Item
) -> None:
    hand_in_sheet(found, item=work, marks=MARKS, reviewer=cast.checker, now=NOW)
    again = hand_in_sheet(
        found, item=work, marks={"progress": 0, "quality": 0}, reviewer=cast.checker, now=NOW
    )
    assert ReviewSheet.objects.get() == again
    assert again.marks.count() == 2
    rows = TrailRow.objects.filter(action="asking.hand_in_sheet").order_by("pk")
    assert [row.changes["mark"] for row in rows] == [[None, "85.00"], ["85.00", "0.00"]]
    close_round(found, by=cast.secretary, now=NOW)
    with pytest.raises(Refused, match=r"closed|结束"):
        hand_in_sheet(found, item=work, marks=MARKS, reviewer=cast.checker, now=NOW)
    with pytest.raises(Refused):
        close_round(found, by=cast.secretary, now=NOW)


def test_a_quarter_has_one_round_and_a_matter_of_another_office_none(
    cast: Cast, found: ReviewRound, criteria: Questionnaire, questions: Questionnaire
) -> None:
    told: dict[str, Any] = {
        "criteria": criteria,
        "due_on": dt.date(2026, 6, 30),
        "by": cast.secretary,
        "now": NOW,
    }
    for wrong in (
        {"year": 2026, "quarter": 1}, {"year": 2026, "quarter": 5}, {"year": 26, "quarter": 2},
        {"year": 2027, "quarter": 2}, {"year": 2026, "quarter": 2, "criteria": questions},
        {"year": 2026, "quarter": 2, "by": cast.clerk},
    ):  # fmt: skip
        with pytest.raises(Refused):
            open_round(cast.office, **(told | wrong))
    elsewhere = make_item(cast, kind="task", area=cast.twin_community)
    with pytest.raises(Refused, match=r"another office|其他街道"):
        hand_in_sheet(found, item=elsewhere, marks=MARKS, reviewer=cast.checker, now=NOW)


def test_what_was_reviewed_in_a_time_can_be_asked_for_in_a_query(
    cast: Cast, found: ReviewRound, work: Item
) -> None:
    make_item(cast, kind="task")
    assert not Item.objects.filter(reviewed()).exists()
    hand_in_sheet(found, item=work, marks=MARKS, reviewer=cast.checker, now=NOW)
    day = dt.timedelta(days=1)
    assert list(Item.objects.filter(reviewed_between(NOW, NOW + day))) == [work]
    assert not Item.objects.filter(reviewed_between(NOW + day, NOW + 2 * day)).exists()


@pytest.mark.parametrize(
    ("quarter", "first", "end"),
    [(1, dt.date(2026, 1, 1), dt.date(2026, 4, 1)), (4, dt.date(2026, 10, 1), dt.date(2027, 1, 1))],
)
def test_a_quarter_has_its_days(quarter: int, first: dt.date, end: dt.date) -> None:
    found = ReviewRound(year=2026, quarter=quarter)
    assert (found.first_day, found.end) == (first, end)
