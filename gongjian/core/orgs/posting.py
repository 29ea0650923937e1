"""The writers of posts: add one, somebody enters it, leaves it; a unit is appointed to a committee, a unit withdraws."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.names import tidy
from gongjian.core.events import emit
from gongjian.core.orgs.events import UnitWithdrew
from gongjian.core.orgs.models import (
    OUTSIDE,
    PARTY,
    Appointment,
    AppointmentKind,
    Post,
    Term,
    TermKind,
    Unit,
)
from gongjian.core.privacy.sealing import seal
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

LONGEST = {"title": 40, "name": 40, "reason": 200}
MOST_YEARS = 6


@transaction.atomic
def add_post(
    unit: Unit, *, title: str, actor: "Person | None", now: dt.datetime, seats: int = 1, order: int = 0
) -> Post:
    """A post of a Party organisation or committee. Raises Refused for another kind of unit and for a title taken."""
    if unit.kind not in PARTY or not unit.active:
        raise Refused(_("Posts belong to Party organisations and committees that are at work."), field="unit")
    if seats < 1:
        raise Refused(_("A post has at least one seat."), field="seats")
    post = Post(unit=unit, title=_line(title, field="title"), seats=seats, order=order)
    try:
        with transaction.atomic():
            post.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("There is a post of this name already."), field="title") from None
    _record("orgs.add_post", post, unit, actor=actor, now=now, changes={"seats": [None, seats]})
    return post


@transaction.atomic
def begin_term(
    post: Post,
    *,
    kind: str,
    since: dt.date,
    until: dt.date,
    actor: "Person | None",
    now: dt.datetime,
    person: "Person | None" = None,
    name: str = "",
) -> Term:
    """Somebody enters the post for a term. Raises Refused while all its seats are taken in that span."""
    post = (
        Post.objects.select_for_update(of=("self",))
        .select_related("unit__office", "unit__area")
        .get(pk=post.pk)
    )
    if kind not in TermKind.values:
        raise Refused(_("Say whether elected or appointed."), field="kind")
    if bool(person) == bool(name.strip()):
        raise Refused(_("Choose somebody with an account, or write a name, not both."), field="name")
    if person and person.office_id != post.unit.office_id:
        raise Refused(_("%(name)s works for another office.") % {"name": person}, field="person")
    _demand_span(since, until)
    overlapping = post.terms.filter(since__lt=until, until__gt=since, ended_on__isnull=True).count()
    if overlapping >= post.seats:
        raise Refused(_("All seats of this post are taken in that time. End a term first."), field="since")
    term = Term(post=post, kind=kind, since=since, until=until, person=person)
    term.name_sealed = seal(term, "name", _line(name, field="name") if name else "")
    term.save()
    changes = {"since": [None, since], "until": [None, until], "kind": [None, kind]}
    _record("orgs.begin_term", term, post.unit, actor=actor, now=now, changes=changes)
    return term


@transaction.atomic
def end_term(term: Term, *, on: dt.date, reason: str, actor: "Person | None", now: dt.datetime) -> Term:
    """The term ends before its time."""
    term = Term.objects.select_for_update(of=("self",)).select_related("post__unit__office").get(pk=term.pk)
    _end(term, on=on, reason=reason)
    changes = {"ended_on": [None, on]}
    _record("orgs.end_term", term, term.post.unit, actor=actor, now=now, changes=changes, reason=reason)
    return term


@transaction.atomic
def appoint(
    organisation: Unit,
    *,
    unit: Unit,
    kind: str,
    since: dt.date,
    until: dt.date,
    actor: "Person | None",
    now: dt.datetime,
    name: str = "",
) -> Appointment:
    """A unit joins a committee, or sends somebody into it, for a term."""
    if organisation.kind not in PARTY or not organisation.active:
        raise Refused(
            _("Members are appointed to Party organisations and committees at work."), field="organisation"
        )
    if unit.office_id != organisation.office_id or not unit.active or unit.pk == organisation.pk:
        raise Refused(_("Choose another unit of this office that takes part."), field="unit")
    if kind not in AppointmentKind.values:
        raise Refused(_("There is no such kind of member."), field="kind")
    _demand_span(since, until)
    row = Appointment(organisation=organisation, unit=unit, kind=kind, since=since, until=until)
    row.name_sealed = seal(row, "name", _line(name, field="name") if name else "")
    _free_seat(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("%(unit)s has this seat already.") % {"unit": unit}, field="unit") from None
    changes = {"unit": [None, str(unit)], "since": [None, since], "until": [None, until]}
    _record("orgs.appoint", row, organisation, actor=actor, now=now, changes=changes)
    return row


@transaction.atomic
def end_appointment(
    row: Appointment, *, on: dt.date, reason: str, actor: "Person | None", now: dt.datetime
) -> Appointment:
    """The seat ends before its time."""
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("organisation__office", "unit")
    found: Appointment = rows.get(pk=row.pk)
    _end(found, on=on, reason=reason)
    changes = {"ended_on": [None, on]}
    _record(
        "orgs.end_appointment",
        found,
        found.organisation,
        actor=actor,
        now=now,
        changes=changes,
        reason=reason,
    )
    return found


@transaction.atomic
def withdraw_unit(unit: Unit, *, on: dt.date, reason: str, by: "Person | None", now: dt.datetime) -> Unit:
    """An outside or partner unit takes no more part from `on`: its seats and its people's places end, and whoever counts
    on it is told. Nothing is deleted. Raises Refused for a unit of the office itself, the second time, without a reason."""
    unit = Unit.objects.select_for_update(of=("self",)).select_related("office", "area").get(pk=unit.pk)
    if unit.kind not in OUTSIDE:
        raise Refused(_("Only outside and partner units withdraw; units of the office are closed."))
    if not unit.active:
        raise Refused(_("The unit takes no more part already."))
    reason = _line(reason, field="reason")
    if on > timezone.localdate(now):
        raise Refused(_("The day lies in the future. Enter it when it has come."), field="on")
    for seat in unit.seats.filter(ended_on__isnull=True):
        seat.ended_on, seat.end_reason = max(on, seat.since + dt.timedelta(days=1)), reason
        seat.save(update_fields=["ended_on", "end_reason"])
    for membership in unit.memberships.filter(until__isnull=True):
        membership.until = max(on, membership.since + dt.timedelta(days=1))
        membership.save(update_fields=["until"])
    unit.active = False
    unit.save(update_fields=["active"])
    changes = {"active": [True, False], "on": [None, on]}
    _record("orgs.withdraw_unit", unit, unit, actor=by, now=now, changes=changes, reason=reason)
    emit(UnitWithdrew(unit, on, reason, by))
    return unit


def _free_seat(row: Appointment) -> None:
    """A seat whose time is over makes room for the next of the same unit."""
    earlier = Appointment.objects.filter(
        organisation=row.organisation,
        unit=row.unit,
        kind=row.kind,
        ended_on__isnull=True,
        until__lte=row.since,
    )
    for old in earlier:
        old.ended_on = old.until
        old.save(update_fields=["ended_on"])


def _end(row: Term | Appointment, *, on: dt.date, reason: str) -> None:
    if row.ended_on or on >= row.until:
        raise Refused(_("It is over already, or ends earlier than that day."), field="on")
    if on <= row.since:
        words = _("It began on %(day)s; choose a later day.")
        raise Refused(words % {"day": row.since.isoformat()}, field="on")
    row.ended_on, row.end_reason = on, _line(reason, field="reason")
    row.save(update_fields=["ended_on", "end_reason"])


def _demand_span(since: dt.date, until: dt.date) -> None:
    if until <= since:
        raise Refused(_("The last day lies before the first."), field="until")
    if until > since + dt.timedelta(days=366 * MOST_YEARS):
        raise Refused(_("A term lasts at most %(most)d years.") % {"most": MOST_YEARS}, field="until")


def _line(text: str, *, field: str) -> str:
    text = tidy(text)
    if not text:
        raise Refused(_("This must not be empty."), field=field)
    if len(text) > LONGEST[field]:
        words = _("At most %(most)d characters are kept here; there are %(count)d.")
        raise Refused(words % {"most": LONGEST[field], "count": len(text)}, field=field)
    return text


def _record(
    action: str,
    obj: Any,
    unit: Unit,
    *,
    actor: "Person | None",
    now: dt.datetime,
    changes: dict[str, Any],
    reason: str = "",
) -> None:
    record(
        action, actor=actor, obj=obj, office=unit.office, label=str(obj), changes=changes, reason=reason,
        area_path=unit.area.path, now=now,
    )  # fmt: skip
