"""The writers of what is shown: an answer, a topic, and taking either back. Nothing is shown but by such an act."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.compiled import Compiled
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.publicity.actions import take_back
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.modules.reports.models import Answer, HotTopic, Report, ShownAnswer, ShownTopic
from gongjian.modules.reports.shown.cleaning import let_through

PUBLISH = "reports.publish"
LONGEST = 5000
LONGEST_TITLE = 80
FEWEST_PEOPLE = 5
"""A topic of fewer people would say who they are."""


def may_publish(path: str, access: Access) -> bool:
    """Whether the person answers for what is shown of this area."""
    return access.may(PUBLISH, path)


def lacking(report: Report) -> str:
    """Why the report's answer cannot be shown; empty where it can."""
    if report.merged_into_id:
        return str(_("It was joined with another report: show that one's answer."))
    if not report.item.is_closed or last_answer(report) is None:
        return str(_("Only a closed report with an answer is shown."))
    if not report.public:
        return str(_("The desk took this report off the public list; its answer is not shown either."))
    return ""


def last_answer(report: Report) -> Answer | None:
    """The answer that closed the report last."""
    return report.answers.order_by("-at", "-pk").first()


_SHOWN = Compiled(lambda pk: ShownAnswer.objects.live().filter(report=pk), pk=-1)


def shown_answer_of(report: Report) -> ShownAnswer | None:
    """What everybody reads of the report now."""
    return _SHOWN.first(pk=report.pk)


@transaction.atomic
def show_answer(
    report_id: int,
    *,
    title: str,
    question: str,
    reply: str,
    actor: Person | None,
    now: dt.datetime,
    looked: bool = False,
    access: Access | None = None,
    is_demo: bool = False,
) -> ShownAnswer:
    """Show question and answer to everybody, in the words given. `looked`: the person has read them and says that what still
    reads as a name or a door is none. Shown already, it is returned as it is. `actor` None is the product itself, seeding.

    Raises Refused for somebody who may not, a report that cannot be shown, and texts with personal data in them.
    """
    rows = Report.objects.select_for_update(of=("self",)).select_related("item__area", "office")
    report = rows.get(pk=report_id)
    if actor is not None:
        access = access or access_of(actor, today=timezone.localdate(now))
        if not may_publish(report.item.area_path, access):
            raise Refused(_("You may show answers of your own area only."), code="not_allowed")
    if words := lacking(report):
        raise Refused(words, code="wrong_state")
    if kept := shown_answer_of(report):
        return kept
    answer = last_answer(report)
    assert answer is not None
    shown = ShownAnswer.objects.create(
        office=report.office, report=report, area=report.item.area, answered_at=answer.at, shown_at=now, shown_by=actor,
        title=let_through(title, looked=looked, field="title", longest=LONGEST_TITLE),
        question=let_through(question, looked=looked, field="question", longest=LONGEST),
        reply=let_through(reply, looked=looked, field="reply", longest=LONGEST), is_demo=is_demo,
    )  # fmt: skip
    _record("show_answer", shown, actor=actor, now=now, changes={"title": [None, shown.title]}, report=report)
    return shown


@transaction.atomic
def withdraw_answer(shown_id: int, *, why: str, actor: Person, now: dt.datetime) -> ShownAnswer:
    """Take a shown answer back; its page says that it was, when and why."""
    shown = (
        ShownAnswer.objects.select_for_update(of=("self",)).select_related("report__item").get(pk=shown_id)
    )
    access = access_of(actor, today=timezone.localdate(now))
    if not may_publish(shown.report.item.area_path, access):
        raise Refused(_("You may take back answers of your own area only."), code="not_allowed")
    take_back(shown, why=why, by=actor, now=now)
    _record("withdraw_answer", shown, actor=actor, now=now, reason=shown.withdrawn_why, report=shown.report)
    return shown


@transaction.atomic
def show_topic(
    topic_id: int,
    *,
    title: str,
    became: str,
    actor: Person | None,
    now: dt.datetime,
    looked: bool = False,
    is_demo: bool = False,
) -> ShownTopic:
    """Show a hot topic under a name for everybody, with what became of it; shown already, name and words are changed."""
    topic = (
        HotTopic.objects.select_for_update(of=("self",)).select_related("office").filter(pk=topic_id).first()
    )
    if topic is None:
        raise Refused(_("There is no such topic any more: it was counted anew meanwhile."), code="not_found")
    if actor is not None and not may_publish(
        topic.office.path, access_of(actor, today=timezone.localdate(now))
    ):
        raise Refused(_("You may show topics of your own office only."), code="not_allowed")
    shown = shown_topic_of(topic)
    if shown is None and topic.people < FEWEST_PEOPLE:
        raise Refused(
            _("A topic of fewer than five people is not shown: one could guess who they are."), code="few"
        )
    values = {
        "title": let_through(title, looked=looked, field="title", longest=LONGEST_TITLE),
        "became": let_through(became, looked=looked, field="became", longest=LONGEST),
    }
    before = {name: getattr(shown, name) if shown else None for name in values}
    if shown is None:
        shown = ShownTopic.objects.create(
            office=topic.office,
            anchor_id=topic.anchor_id,
            shown_at=now,
            shown_by=actor,
            is_demo=is_demo,
            **values,
        )
    else:
        shown.title, shown.became = values["title"], values["became"]
        shown.save(update_fields=["title", "became"])
    changes = {name: [before[name], value] for name, value in values.items() if before[name] != value}
    _record("show_topic", shown, actor=actor, now=now, changes=changes)
    return shown


@transaction.atomic
def withdraw_topic(shown_id: int, *, why: str, actor: Person, now: dt.datetime) -> ShownTopic:
    """Take a shown topic back."""
    shown = ShownTopic.objects.select_for_update(of=("self",)).select_related("office").get(pk=shown_id)
    if not may_publish(shown.office.path, access_of(actor, today=timezone.localdate(now))):
        raise Refused(_("You may take back topics of your own office only."), code="not_allowed")
    take_back(shown, why=why, by=actor, now=now)
    _record("withdraw_topic", shown, actor=actor, now=now, reason=shown.withdrawn_why)
    return shown


def shown_topic_of(topic: HotTopic) -> ShownTopic | None:
    """What is shown of a topic now: found by any of its reports, as countings change which is the first."""
    return ShownTopic.objects.live().filter(anchor__in_topic__topic=topic).first() or (
        ShownTopic.objects.live().filter(anchor=topic.anchor_id).first()
    )


def _record(
    act: str,
    shown: ShownAnswer | ShownTopic,
    *,
    actor: Person | None,
    now: dt.datetime,
    changes: Mapping[str, object] | None = None,
    reason: str = "",
    report: Report | None = None,
) -> None:
    record(
        f"reports.{act}", actor=actor, obj=shown, office=shown.office, label=shown.title, now=now, reason=reason,
        item=report.item if report else None, changes=changes or {"shown": [True, False]},
    )  # fmt: skip
