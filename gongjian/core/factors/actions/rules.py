"""Demanding a second step of an office's staff, and taking somebody's away when her phone is lost."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.factors.actions.apps import end_apps
from gongjian.core.factors.actions.passkeys import end_passkeys
from gongjian.core.factors.models import FactorRule
from gongjian.core.factors.state import protection_of
from gongjian.core.notices.actions import notify
from gongjian.core.people.authority import demand_say_in, demand_say_over, trail_office
from gongjian.core.people.models import Person, SignInSession
from gongjian.core.privacy.erasing import erase_rows
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

LONGEST_REASON = 200


@transaction.atomic
def set_rule(
    office: Area, *, required_from: dt.date | None, now: dt.datetime, actor: Person | None = None
) -> FactorRule:
    """From which day on the office's staff need a second step; None: it is their own choice. Raises Refused.

    Whoever demands it has one herself: nobody locks her own office out by a slip.
    """
    demand_say_in(office, actor=actor, now=now, field="required_from")
    rule, _made = FactorRule.objects.select_for_update().get_or_create(office=office)
    if required_from is not None and required_from != rule.required_from:
        if required_from < timezone.localdate(now):
            raise Refused(_("Choose today or a later day."), field="required_from")
        if actor is not None and not protection_of(actor).is_on:
            raise Refused(_("First set up a second step of your own."), code="not_yourself")
    before, rule.required_from = rule.required_from, required_from
    rule.save(update_fields=["required_from"])
    record(
        "factors.set_rule", actor=actor, obj=rule, office=office, label=office.name, now=now,
        changes={"required_from": [before, required_from]},
    )  # fmt: skip
    return rule


@transaction.atomic
def reset_protection(person: Person, *, reason: str, now: dt.datetime, actor: Person | None = None) -> Person:
    """The phone is lost: app, passkeys and recovery codes open nothing from now on, and all her sessions end.

    Her password goes on. She is told by a notice, whoever it was. No actor: the command line. Raises Refused.
    """
    demand_say_over(person, actor=actor, now=now)
    if actor is not None and actor.pk == person.pk:
        raise Refused(_("Change your own protection in “My account”."))
    if not reason.strip() or len(reason.strip()) > LONGEST_REASON:
        raise Refused(_("Give a reason, at most 200 characters. It is kept in the trail."), field="reason")
    person = Person.objects.select_for_update().get(pk=person.pk)
    codes = person.recovery_codes.count()
    ended = {"app": end_apps(person, now=now), "passkeys": end_passkeys(person, now=now), "codes": codes}
    if not any(ended.values()):
        raise Refused(_("%(name)s has no second step set up.") % {"name": person.name}, code="wrong_state")
    erase_rows(person.recovery_codes.all(), now=now)
    person.sessions_since = now
    person.save(update_fields=["sessions_since"])
    SignInSession.objects.filter(person=person).delete()
    record(
        "factors.reset", actor=actor, obj=person, office=trail_office(person), label=person.name, now=now,
        changes=ended, reason=reason.strip(),
    )  # fmt: skip
    notify(person, kind="factors_reset", cause=f"factors.reset:{now.isoformat()}", now=now)
    return person
