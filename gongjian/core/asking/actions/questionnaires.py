"""Keeping questions: each change is a new version, so that answers stay with the questions that were asked."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.asking.models import Question, QuestionKind, Questionnaire
from gongjian.core.asking.models.questionnaire import Use
from gongjian.core.asking.policy import may_plan
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

MOST_QUESTIONS = 30
MOST_MARKS = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is to be asked; see `Question`."""

    key: str
    kind: str
    text: str
    most: int = 10
    choices: Sequence[str] = ()
    weight: int = 1
    required: bool = True


@transaction.atomic
def keep_questionnaire(
    office: Area,
    *,
    slug: str,
    use: str,
    title: str,
    questions: Sequence[Asked],
    by: "Person | None",
    now: dt.datetime,
    script: str = "",
    source: str = "",
) -> Questionnaire:
    """A new version of the office's questionnaire, in force from today; the one before ends."""
    _demand_keeper(office, by=by, now=now)
    slug, title = slugify(slug)[:40], title.strip()[:80]
    if use not in Use.values or not slug or not title:
        raise Refused(_("Give the questionnaire a title and say what it is for."), field="title")
    _demand_sense(questions, use=use)
    today = timezone.localdate(now)
    earlier = (
        Questionnaire.objects.select_for_update()
        .filter(office=office, slug=slug)
        .order_by("-version")
        .first()
    )
    if earlier and earlier.until is None:
        earlier.until = today
        earlier.save(update_fields=["until"])
    made = Questionnaire.objects.create(
        office=office, use=use, slug=slug, version=earlier.version + 1 if earlier else 1, title=title, script=script.strip(),
        source=source.strip()[:200], since=today, made_by=by, made_at=now,
    )  # fmt: skip
    Question.objects.bulk_create(
        Question(
            questionnaire=made, key=one.key, order=order, kind=one.kind, text=one.text.strip()[:200], most=one.most,
            choices=list(one.choices), weight=one.weight, required=one.required,
        )
        for order, one in enumerate(questions)
    )  # fmt: skip
    _record("asking.keep_questionnaire", made, by=by, now=now, changes={"version": [None, made.version]})
    return made


@transaction.atomic
def retire_questionnaire(kept: Questionnaire, *, by: "Person | None", now: dt.datetime) -> Questionnaire:
    """No longer used from today on; what was asked with it stays."""
    kept = Questionnaire.objects.select_for_update().get(pk=kept.pk)
    if kept.until is not None:
        raise Refused(_("It is not in use any more."))
    if kept.office is None:
        raise Refused(_("A questionnaire of all offices cannot be retired by one of them."))
    _demand_keeper(kept.office, by=by, now=now)
    kept.until = timezone.localdate(now)
    kept.save(update_fields=["until"])
    _record("asking.retire_questionnaire", kept, by=by, now=now, changes={"until": [None, kept.until]})
    return kept


def _demand_keeper(office: Area, *, by: "Person | None", now: dt.datetime) -> None:
    if by is not None and not may_plan(office.path, access_of(by, today=timezone.localdate(now))):
        raise Refused(_("You do not keep questionnaires for this office."), code="not_allowed")


def _demand_sense(questions: Sequence[Asked], *, use: str) -> None:
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise Refused(_("Ask 1 to %(most)d questions.") % {"most": MOST_QUESTIONS}, field="questions")
    if len({one.key for one in questions}) != len(questions):
        raise Refused(_("Two questions have the same key."), field="questions")
    for one in questions:
        if one.kind not in QuestionKind.values or not one.text.strip():
            raise Refused(_("A question has no words."), field="questions")
        if one.kind == QuestionKind.CHOICE and len(set(one.choices)) < 2:
            raise Refused(
                _("“%(question)s” needs two choices at least.") % {"question": one.text}, field="questions"
            )
        if one.kind == QuestionKind.SCALE and not (1 <= one.most <= MOST_MARKS and 1 <= one.weight <= 100):
            raise Refused(_("“%(question)s”: marks go to at most 100, so do weights.") % {"question": one.text},
                          field="questions")  # fmt: skip
    if use == Use.REVIEW and not any(one.kind == QuestionKind.SCALE for one in questions):
        raise Refused(_("A review needs one criterion with marks at least."), field="questions")


def _record(
    action: str,
    kept: Questionnaire,
    *,
    by: "Person | None",
    now: dt.datetime,
    changes: Mapping[str, object],
) -> None:
    if kept.office is not None:
        record(action, actor=by, obj=kept, office=kept.office, label=str(kept), now=now, changes=changes)
