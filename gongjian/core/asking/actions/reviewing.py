"""The quarterly review: opening a round, naming reviewers, handing sheets in, closing."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.asking.events import Reviewed
from gongjian.core.asking.models import (
    Question,
    QuestionKind,
    Questionnaire,
    ReviewMark,
    ReviewRound,
    ReviewSeat,
    ReviewSheet,
)
from gongjian.core.asking.models.questionnaire import Use
from gongjian.core.asking.policy import is_judged, may_plan, may_review
from gongjian.core.events import emit
from gongjian.core.items.models import Item
from gongjian.core.people.access import Access, access_of
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.masks import mask_text

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

LONGEST_COMMENT, LONGEST_URGE = 2_000, 200


@transaction.atomic
def open_round(
    office: Area,
    *,
    year: int,
    quarter: int,
    criteria: Questionnaire,
    due_on: dt.date,
    by: "Person | None",
    now: dt.datetime,
    is_demo: bool = False,
) -> ReviewRound:
    """Begin a quarter's review. Raises Refused for a quarter that has a round, that is none, or a last day before it."""
    if by is not None and not may_plan(office.path, access_of(by, today=timezone.localdate(now))):
        raise Refused(_("You do not plan reviews for this office."), code="not_allowed")
    if quarter not in (1, 2, 3, 4) or not 2000 <= year <= 2100:
        raise Refused(_("Choose a quarter."), field="quarter")
    if criteria.use != Use.REVIEW:
        raise Refused(_("Choose criteria for reviewing on site."), field="criteria")
    if ReviewRound.objects.filter(office=office, year=year, quarter=quarter).exists():
        raise Refused(_("This quarter has a round already."), field="quarter")
    if due_on < dt.date(year, 3 * quarter - 2, 1):
        raise Refused(_("The last day lies before the quarter."), field="due_on")
    made = ReviewRound.objects.create(
        office=office, year=year, quarter=quarter, criteria=criteria, due_on=due_on, opened_at=now, opened_by=by, is_demo=is_demo,
    )  # fmt: skip
    record("asking.open_round", actor=by, obj=made, office=office, label=str(made), now=now,
           changes={"due": [None, due_on]})  # fmt: skip
    return made


@transaction.atomic
def close_round(found: ReviewRound, *, by: "Person | None", now: dt.datetime) -> ReviewRound:
    """No sheet comes in any more; the standing is what it is."""
    found = _locked_round(found)
    if found.closed_at:
        raise Refused(_("The round is closed already."))
    found.closed_at = now
    found.save(update_fields=["closed_at"])
    record("asking.close_round", actor=by, obj=found, office=found.office, label=str(found), now=now,
           changes={"closed": [False, True]})  # fmt: skip
    return found


@transaction.atomic
def seat_reviewer(
    found: ReviewRound, *, item: Item, reviewer: "Person", by: "Person | None", now: dt.datetime
) -> ReviewSeat:
    """Name somebody who is to look at the matter. Raises Refused for whoever has a part in it, or works elsewhere."""
    found = _locked_round(found)
    _demand_open(found, item)
    if reviewer.office_id != found.office_id or not reviewer.is_active:
        raise Refused(_("Choose somebody of this office."), field="reviewer")
    if is_judged(item, reviewer):
        words = _("%(name)s has a part in %(number)s and cannot review it. Choose somebody else.")
        raise Refused(words % {"name": reviewer, "number": item.number}, field="reviewer")
    seat, made = ReviewSeat.objects.get_or_create(
        round=found, item=item, reviewer=reviewer, defaults={"by": by, "at": now}
    )
    if made:
        record("asking.seat_reviewer", actor=by, obj=seat, office=found.office, label=str(item), item=item, now=now,
               changes={"reviewer": [None, reviewer.name]})  # fmt: skip
    return seat


@transaction.atomic
def unseat_reviewer(seat: ReviewSeat, *, by: "Person | None", now: dt.datetime) -> None:
    """Take a reviewer off again. Raises Refused once she has handed her sheet in."""
    seat = ReviewSeat.objects.select_for_update(of=("self",)).select_related("round__office", "item", "reviewer").get(
        pk=seat.pk)  # fmt: skip
    if ReviewSheet.objects.filter(round=seat.round, item=seat.item, reviewer=seat.reviewer).exists():
        raise Refused(_("%(name)s has handed the sheet in already.") % {"name": seat.reviewer})
    record("asking.unseat_reviewer", actor=by, obj=seat, office=seat.round.office, label=str(seat.item), item=seat.item,
           now=now, changes={"reviewer": [seat.reviewer.name, None]})  # fmt: skip
    seat.delete()


@transaction.atomic
def hand_in_sheet(
    found: ReviewRound,
    *,
    item: Item,
    marks: Mapping[str, int],
    reviewer: "Person",
    now: dt.datetime,
    comment: str = "",
    urge: str = "",
    access: Access | None = None,
) -> ReviewSheet:
    """A reviewer's marks by the criteria's keys, her words, and what she urges. Handed in again while the round is open it
    replaces her sheet; the trail keeps both.

    Raises Refused for a closed round, for whoever may not review or has a part in the matter, for a mark out of range.
    """
    found = _locked_round(found)
    _demand_open(found, item)
    if is_judged(item, reviewer):
        raise Refused(_("You have a part in this matter: somebody else reviews it."), code="not_allowed")
    if not may_review(item, reviewer, access or access_of(reviewer, today=timezone.localdate(now))):
        raise Refused(_("You are not named as a reviewer of this matter."), code="not_allowed")
    given = _checked(found.criteria, marks)
    sheet = ReviewSheet.objects.filter(round=found, item=item, reviewer=reviewer).first()
    before = sheet.mark if sheet else None
    sheet = sheet or ReviewSheet(round=found, item=item, reviewer=reviewer, at=now)
    sheet.changed_at = None if before is None else now
    sheet.mark = mark_of(given)
    sheet.comment = mask_text(comment.strip()).text[:LONGEST_COMMENT]
    sheet.urge = mask_text(urge.strip()).text[:LONGEST_URGE]
    sheet.save()
    sheet.marks.all().delete()
    ReviewMark.objects.bulk_create(
        ReviewMark(sheet=sheet, question=one, value=value) for one, value in given.items()
    )
    told = {"mark": [before, sheet.mark], **{one.key: [None, value] for one, value in given.items()}}
    record("asking.hand_in_sheet", actor=reviewer, obj=sheet, office=found.office, label=str(item), item=item, now=now,
           changes=told)  # fmt: skip
    emit(Reviewed(sheet))
    return sheet


def mark_of(given: Mapping[Question, int]) -> Decimal:
    """The weighted mean of the criteria, each as a share of its full marks, from 0 to 100 with two decimals."""
    whole = sum(question.weight for question in given)
    shares = (Decimal(value * question.weight) / question.most for question, value in given.items())
    share = sum(shares, Decimal(0))
    return (share / whole * 100).quantize(Decimal("0.01"))


def _checked(criteria: Questionnaire, marks: Mapping[str, int]) -> dict[Question, int]:
    given = {}
    for question in criteria.questions.filter(kind=QuestionKind.SCALE):
        value = marks.get(question.key)
        if value is None or isinstance(value, bool) or not 0 <= value <= question.most:
            words = _("“%(question)s”: give 0 to %(most)d.") % {
                "question": question.text,
                "most": question.most,
            }
            raise Refused(words, field=question.key)
        given[question] = value
    return given


def _demand_open(found: ReviewRound, item: Item) -> None:
    if found.closed_at:
        raise Refused(_("The round of %(round)s is closed.") % {"round": found})
    if item.office_id != found.office_id:
        raise Refused(_("The matter belongs to another office."), field="item")


def _locked_round(found: ReviewRound) -> ReviewRound:
    rows = ReviewRound.objects.select_for_update(of=("self",)).select_related("office", "criteria")
    return rows.get(pk=found.pk)
