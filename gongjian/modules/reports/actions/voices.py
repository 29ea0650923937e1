"""What passes between the office and the resident while a report is under way, and her verdict at its end."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.files.actions import keep_picture
from gongjian.core.items.actions import keep_word, make_move
from gongjian.core.items.models import Item, Step
from gongjian.core.items.telling import hands_of
from gongjian.core.notices.actions import notify
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.masks import mask_text
from gongjian.modules.reports.actions.told import checked_text
from gongjian.modules.reports.follow import Followed
from gongjian.modules.reports.models import Report, Satisfaction, Verdict
from gongjian.modules.reports.policy import may_answer

LONGEST_WORD = 2000
MOST_WORDS = 20
REOPENED_BY = {"closed": "reopen_by_resident", "refused": "appeal"}


@transaction.atomic
def rate(followed: Followed, *, verdict: str, now: dt.datetime, comment: str = "") -> Satisfaction:
    """The resident's verdict on the answer of this round, once. Unsatisfied reopens, and the unit is told."""
    item = Item.objects.select_for_update(of=("self",)).get(pk=followed.report.pk)
    if verdict not in Verdict.values:
        raise Refused(_("Choose how satisfied you are."), field="verdict")
    if item.state not in REOPENED_BY:
        raise Refused(
            _("This is not finished yet. You will be asked as soon as it is answered."), code="wrong_state"
        )
    words = _masked(comment, field="comment") if comment.strip() else ""
    said = _keep_verdict(followed, item, verdict=verdict, words=words, now=now)
    record(
        "reports.rate", actor=None, obj=said, office=item.office, label=str(item), item=item, now=now,
        changes={"verdict": verdict, "round": item.reopened},
    )  # fmt: skip
    if verdict == Verdict.UNSATISFIED:
        _reopen(item, words=words, now=now)
    return said


def _keep_verdict(
    followed: Followed, item: Item, *, verdict: str, words: str, now: dt.datetime
) -> Satisfaction:
    try:
        with transaction.atomic():
            return Satisfaction.objects.create(
                report=followed.report, round=item.reopened, follower=followed.follower, verdict=verdict, comment=words,
                at=now,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("You have told us already. Thank you."), code="twice") from None


def _reopen(item: Item, *, words: str, now: dt.datetime) -> None:
    """Back to the same unit with new time; besides handler and head, whoever had passed it as done is told."""
    checked = item.steps.filter(move="check_pass", actor__isnull=False).select_related("actor").last()
    step = make_move(item.pk, REOPENED_BY[item.state], note=words, now=now)
    if checked is not None and checked.actor is not None:
        notify(
            checked.actor,
            kind="reopened",
            cause=f"step:{step.pk}",
            item=item,
            data={"move": step.move},
            now=now,
        )


@transaction.atomic
def add_word(followed: Followed, *, text: str, now: dt.datetime, pictures: Sequence[bytes] = ()) -> Step:
    """The resident adds something while the report is under way; those who handle it are told."""
    item = Item.objects.select_for_update(of=("self",)).get(pk=followed.report.pk)
    if item.is_closed:
        raise Refused(
            _("This is finished. If it is not in order, say that you are not satisfied."), code="wrong_state"
        )
    words = _masked(text, field="text")
    if item.steps.filter(move="resident_word").count() >= MOST_WORDS:
        raise Refused(
            _("You have added a great deal already. Please call the office instead."), code="too_many"
        )
    step = Step.objects.create(
        item=item, move="resident_word", source=item.state, target=item.state, public_note=words, at=now
    )
    for data in pictures:
        keep_picture(data, office=item.office, by=None, now=now, item=item, step=step, stage="before")
    record(
        "reports.add_word",
        actor=None,
        obj=followed.report,
        office=item.office,
        label=str(item),
        item=item,
        now=now,
    )
    for person in hands_of(item):
        notify(person, kind="resident_word", cause=f"step:{step.pk}", item=item, data={}, now=now)
    return step


@transaction.atomic
def send_word(
    report_id: int, *, text: str, actor: Person, now: dt.datetime, access: Access | None = None
) -> Step:
    """Give the resident word in between; she reads it by her link."""
    access = access or access_of(actor, today=timezone.localtime(now).date())
    report = Report.objects.select_for_update(of=("self",)).select_related("item").get(pk=report_id)
    if not may_answer(report, access):
        raise Refused(
            _("Word to the resident comes from the desk, the checker or those who handle it."),
            code="not_allowed",
        )
    if report.item.is_closed:
        raise Refused(
            _("It is closed and answered. Reopen it first if something is left to say."), code="wrong_state"
        )
    item = report.item
    step = Step.objects.create(
        item=item, move="word", source=item.state, target=item.state, actor=actor,
        public_note=_masked(text, field="text"), at=now,
    )  # fmt: skip
    keep_word(item.pk, now=now)
    record(
        "reports.send_word",
        actor=actor,
        obj=report,
        office=report.office,
        label=str(item),
        item=item,
        now=now,
    )
    return step


def _masked(text: str, *, field: str) -> str:
    return mask_text(checked_text(text, longest=LONGEST_WORD, field=field)).text
