"""Decisions and promises: each becomes a matter with an owner and a date."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.opening import open_item
from gongjian.core.items.verbs import evening, line
from gongjian.core.links.actions import link, row_of
from gongjian.core.links.models import LinkKind
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.search import index
from gongjian.core.trail.actions import record
from gongjian.modules.meetings import policy
from gongjian.modules.meetings.actions.common import open_meeting, trail
from gongjian.modules.meetings.flows import DECISION, PROMISE
from gongjian.modules.meetings.models import AgendaPoint, Decision, Promise


@transaction.atomic
def decide(
    meeting_id: int,
    *,
    title: str,
    unit: Unit,
    due_on: dt.date,
    actor: Person | None,
    now: dt.datetime,
    point: AgendaPoint | None = None,
    handler: Person | None = None,
) -> Decision:
    """Write a decision down: it stands in its owner's inbox at once, is agreed in the meeting, and comes from the point's
    matter, if the point has one."""
    meeting = open_meeting(meeting_id, actor=actor, now=now)
    if point is not None and point.meeting_id != meeting.pk:
        raise Refused(_("The point belongs to another meeting."), field="point")
    _check_owner(unit, handler, office=meeting.office)
    item = open_item(
        DECISION, office=meeting.office, area=meeting.area, title=line(title, field="title", most=200), now=now, actor=actor,
        unit=unit, handler=handler, due_at=_evening(due_on, now=now),
    )  # fmt: skip
    made = Decision.objects.create(
        item=item, meeting=meeting, point=point, due_on=due_on, is_demo=meeting.is_demo
    )
    index(item, text_of(made))
    link(item, to=meeting, kind=LinkKind.AGREED, by=actor, now=now)
    if matter := (point.item if point else None) or meeting.about:
        link(item, to=matter, kind=LinkKind.ORIGIN, by=actor, now=now)
    if point is not None and point.about and (raised := row_of(point.about)):
        link(item, to=raised, kind=LinkKind.ORIGIN, by=actor, now=now)
    trail("decide", made, meeting, actor=actor, now=now, changes={"due_on": [None, due_on]}, item=item)
    return made


@transaction.atomic
def promise(
    area: Area,
    *,
    title: str,
    unit: Unit,
    to_whom: str,
    due_on: dt.date,
    said_in: str,
    actor: Person | None,
    now: dt.datetime,
    said_on: dt.date | None = None,
    comes_from: models.Model | None = None,
    is_demo: bool = False,
) -> Promise:
    """Write a promise down, wherever it was made; `comes_from` is the row in which it was made, for the thread."""
    office = area.office
    if office is None:
        raise Refused(_("A promise is made to an office, or to a place in it."), field="area")
    policy.must_hold(area.path, actor, now=now)
    _check_owner(unit, None, office=office)
    today = timezone.localdate(now)
    if said_on is not None and said_on > today:
        raise Refused(_("The day on which it was said lies in the future."), field="said_on")
    item = open_item(
        PROMISE, office=office, area=area, title=line(title, field="title", most=200), now=now, actor=actor, unit=unit,
        due_at=_evening(due_on, now=now),
    )  # fmt: skip
    made = Promise.objects.create(
        item=item, to_whom=line(to_whom, field="to_whom", most=80), said_in=line(said_in, field="said_in", most=120),
        said_on=said_on or today, due_on=due_on, is_demo=is_demo,
    )  # fmt: skip
    index(item, promise_text(made))
    if comes_from is not None:
        link(item, to=comes_from, kind=LinkKind.ORIGIN, by=actor, now=now)
    record("meetings.promise", actor=actor, obj=made, office=office, label=str(made), now=now, item=item,
           changes={"due_on": [None, due_on]})  # fmt: skip
    return made


def text_of(made: Decision) -> str:
    """What a decision can be found by."""
    return " ".join([made.item.title, made.meeting.title, made.point.title if made.point else ""])


def promise_text(made: Promise) -> str:
    """What a promise can be found by."""
    return " ".join([made.item.title, made.to_whom, made.said_in])


def decision_texts(ids: Sequence[int]) -> dict[int, str]:
    """`text_of` of many."""
    return {one.pk: text_of(one) for one in Decision.objects.with_all().filter(pk__in=ids)}


def promise_texts(ids: Sequence[int]) -> dict[int, str]:
    """`promise_text` of many."""
    return {one.pk: promise_text(one) for one in Promise.objects.with_all().filter(pk__in=ids)}


def _check_owner(unit: Unit, handler: Person | None, *, office: Any) -> None:
    if unit.office_id != office.pk or not unit.active:
        raise Refused(_("Choose a unit of this office."), field="unit")
    if handler and not handler.memberships.filter(unit=unit, until__isnull=True).exists():
        raise Refused(_("The person must belong to the unit that owns it."), field="handler")


def _evening(day: dt.date, *, now: dt.datetime) -> dt.datetime:
    end = evening(day)
    if end <= now:
        raise Refused(_("The day is over already. Choose a later one."), field="due_on")
    return end
