"""Recording what came of asking somebody."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.asking.events import Asked, SampleClosed
from gongjian.core.asking.models import Call, Outcome, Question, QuestionKind, Reply, Respondent
from gongjian.core.asking.models.sample import ANSWERED
from gongjian.core.asking.policy import may_call_entry
from gongjian.core.asking.telling import tell_no_more
from gongjian.core.events import emit
from gongjian.core.people.access import Access, access_of
from gongjian.core.privacy.actions import reveal
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.masks import mask_text

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

LONGEST_NOTE = 2_000
SHORTEST_REASON = 4


@transaction.atomic
def record_call(
    respondent: Respondent,
    *,
    outcome: str,
    by: "Person",
    now: dt.datetime,
    answers: Mapping[str, str] | None = None,
    note: str = "",
    confirmed: bool = False,
    access: Access | None = None,
) -> Call:
    """One try. Satisfied, partly, not and refused are final; not reached is final after the planned number of tries.

    `answers` by the questions' keys. Where a “not satisfied” takes the matter up again, `confirmed` says that the caller
    read the words in `note` back. Raises Refused for somebody who may not call (also whoever is judged), for one who
    was not drawn, who was asked already, for an answer that is none.
    """
    respondent = Respondent.objects.select_for_update(of=("self",)).select_related(
        "sample__office", "sample__item", "sample__questionnaire", "item").get(pk=respondent.pk)  # fmt: skip
    sample = respondent.sample
    if not may_call_entry(respondent, by, access or access_of(by, today=timezone.localdate(now))):
        words = _("Whoever has a part in the matter does not ask about it. Leave the call to somebody else.")
        raise Refused(words, code="not_allowed")
    if respondent.place is None:
        raise Refused(_("Only those who were drawn are asked."))
    if respondent.outcome:
        raise Refused(_("%(who)s was asked already.") % {"who": respondent.label})
    if outcome not in Outcome.values:
        raise Refused(_("Choose what came of it."), field="outcome")
    if outcome == Outcome.NOT and sample.source:
        _demand_confirmed(note, confirmed=confirmed)
    call = Call.objects.create(
        respondent=respondent, number=respondent.tried + 1, outcome=outcome, by=by, at=now,
        note=mask_text(note.strip()).text[:LONGEST_NOTE],
    )  # fmt: skip
    if outcome in ANSWERED:
        _keep_replies(call, answers or {})
    respondent.tried += 1
    if outcome != Outcome.UNREACHED or respondent.tried >= sample.tries:
        respondent.outcome, respondent.asked_at = outcome, now
    respondent.save(update_fields=["tried", "outcome", "asked_at"])
    record(
        "asking.record_call", actor=by, obj=call, office=sample.office, label=sample.title, now=now, item=sample.item,
        area_path=sample.area_path, changes={"outcome": [None, outcome], "try": [None, call.number]},
    )  # fmt: skip
    if respondent.outcome:
        emit(Asked(respondent))
        _close_when_done(respondent, now=now)
    return call


@transaction.atomic
def reveal_phone(
    respondent: Respondent, *, by: "Person", now: dt.datetime, access: Access | None = None
) -> str:
    """The telephone in clear for whoever is to call, while there is still a call to make; each time a trail row."""
    respondent = Respondent.objects.select_related("sample__office", "sample__item", "item").get(
        pk=respondent.pk
    )
    sample = respondent.sample
    if not may_call_entry(respondent, by, access or access_of(by, today=timezone.localdate(now))):
        raise Refused(
            _("Numbers are shown to those who ask, never to whoever has a part in the matter."),
            code="not_allowed",
        )
    if respondent.place is None or respondent.outcome:
        raise Refused(_("There is no call to make to %(who)s.") % {"who": respondent.label})
    if not respondent.phone_sealed:
        raise Refused(
            _("No number is kept for %(who)s: visit, or find another way.") % {"who": respondent.label}
        )
    reason = _("Call-back: %(title)s") % {"title": sample.title}
    return reveal(
        respondent, "phone", actor=by, reason=reason, office=sample.office, label=sample.title, item=sample.item, now=now
    )  # fmt: skip


def _demand_confirmed(note: str, *, confirmed: bool) -> None:
    if len(note.strip()) < SHORTEST_REASON:
        raise Refused(
            _("Write down in a few words what is not in order: whoever goes there again reads it."),
            field="note",
        )
    if not confirmed:
        raise Refused(
            _("Read the words back to the resident and confirm them: the matter is taken up again."),
            field="confirmed",
        )


def _keep_replies(call: Call, answers: Mapping[str, str]) -> None:
    questions = list(call.respondent.sample.questionnaire.questions.all())
    rows = [reply for one in questions if (reply := _reply(call, one, str(answers.get(one.key, "")).strip()))]
    Reply.objects.bulk_create(rows)


def _reply(call: Call, question: Question, given: str) -> Reply | None:
    if not given:
        if question.required:
            raise Refused(
                _("“%(question)s” is not answered.") % {"question": question.text}, field=question.key
            )
        return None
    if question.kind == QuestionKind.SCALE:
        if not (given.isascii() and given.isdigit() and int(given) <= question.most):
            words = _("“%(question)s”: give 0 to %(most)d.") % {
                "question": question.text,
                "most": question.most,
            }
            raise Refused(words, field=question.key)
        return Reply(call=call, question=question, number=int(given))
    if question.kind == QuestionKind.CHOICE and given not in question.choices:
        raise Refused(
            _("“%(question)s”: choose one of the answers.") % {"question": question.text}, field=question.key
        )
    return Reply(call=call, question=question, text=mask_text(given).text[:LONGEST_NOTE])


def _close_when_done(respondent: Respondent, *, now: dt.datetime) -> None:
    sample = respondent.sample
    if sample.closed_at is None and not sample.respondents.waiting().exists():
        sample.closed_at = now
        sample.save(update_fields=["closed_at"])
        tell_no_more(sample, now=now)
        emit(SampleClosed(sample))
