"""A unit asks to join, the office confirms or refuses, it rests, goes on, or leaves."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.areas.names import clean_name
from gongjian.core.items.verbs import line
from gongjian.core.orgs.actions import add_member, add_unit
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.orgs.posting import withdraw_unit
from gongjian.core.people.actions import add_person, give_role
from gongjian.core.people.actions.accounts import keep_password
from gongjian.core.people.models import Person
from gongjian.core.people.roles import Role
from gongjian.core.privacy.erasing import erase
from gongjian.core.privacy.sealing import seal, unseal
from gongjian.core.refusal import Refused
from gongjian.modules.network import policy
from gongjian.modules.network.actions.lines import trail
from gongjian.modules.network.models import IN_ALLIANCE, LIVE, Joining, JoiningState, PartnerKind
from gongjian.modules.network.names import key_of

KEEP_DAYS = 365
STANDING_SINCE = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a unit that joins."""

    name: str
    kind: str
    address: str = ""
    gives: str = ""
    contact: str = ""
    phone: str = ""


@transaction.atomic
def apply_to_join(
    area: Area,
    *,
    facts: Facts,
    now: dt.datetime,
    sign_in_name: str = "",
    password: str = "",
    is_demo: bool = False,
) -> Joining:
    """A unit asks to join, by itself. With a sign-in name its contact gets an account when the office confirms; of the
    password only its hash is kept until then. Raises Refused for a unit that is in the alliance or asked already."""
    row = new_joining(area, facts, now=now, is_demo=is_demo)
    if sign_in_name:
        would_be = Person(username=sign_in_name, name=facts.contact)
        keep_password(would_be, password, field="password")
        row.sign_in_name, row.password_code = sign_in_name.strip()[:40], would_be.password
    _save(row)
    trail(
        "apply",
        row,
        row.office,
        actor=None,
        now=now,
        changes={"name": [None, row.name], "kind": [None, row.kind]},
    )
    return row


@transaction.atomic
def confirm_joining(joining: Joining, *, actor: Person | None, now: dt.datetime, note: str = "") -> Joining:
    """The unit is in: it becomes a partner unit of the office, and its contact gets the account asked for."""
    row = _locked(joining)
    policy.demand("network.confirm", row.area_path, actor, now=now)
    if row.state != JoiningState.APPLIED:
        raise Refused(_("This was decided already."), code="wrong_state")
    row.unit = _unit_of(row, actor=actor, now=now)
    row.since = timezone.localdate(now)
    if row.sign_in_name:
        row.sign_in_name = _account(row, now=now).username
    _decide(row, JoiningState.MEMBER, reason=note, actor=actor, now=now)
    return row


@transaction.atomic
def refuse_joining(joining: Joining, *, reason: str, actor: Person | None, now: dt.datetime) -> Joining:
    """Not now, and why; the unit may ask again."""
    row = _locked(joining)
    policy.demand("network.confirm", row.area_path, actor, now=now)
    if row.state != JoiningState.APPLIED:
        raise Refused(_("This was decided already."), code="wrong_state")
    _decide(row, JoiningState.REFUSED, reason=line(reason, field="reason"), actor=actor, now=now)
    return row


@transaction.atomic
def correct_joining(joining: Joining, *, facts: Facts, actor: Person | None, now: dt.datetime) -> Joining:
    """What is known of a unit, corrected; its name stays, for agreements and pairings are written in it."""
    row = _locked(joining)
    policy.demand("network.confirm", row.area_path, actor, now=now)
    if row.state not in LIVE:
        raise Refused(_("The unit is no longer in the alliance."), code="wrong_state")
    if facts.kind not in PartnerKind.values:
        raise Refused(_("There is no such kind of unit."), field="kind")
    said = {
        "kind": facts.kind,
        "address": line(facts.address, field="address", most=120, empty=True),
        "gives": line(facts.gives, field="gives", most=500, empty=True),
    }
    changes = {name: [getattr(row, name), new] for name, new in said.items() if getattr(row, name) != new}
    sealed = {name: getattr(facts, name).strip() for name in ("contact", "phone")}
    changed = {name: value for name, value in sealed.items() if unseal(row, name) != value}
    for name, new in said.items():
        setattr(row, name, new)
    for name, value in changed.items():
        setattr(row, f"{name}_sealed", seal(row, name, value))
    if changes or changed:
        row.save()
        changes |= {name: ["…", "…"] for name in changed}
        trail(
            "correct", row, row.office, actor=actor, now=now, changes=changes, area_path=row.area_path
        )  # fmt: skip
    return row


@transaction.atomic
def pause(joining: Joining, *, reason: str, actor: Person | None, now: dt.datetime) -> Joining:
    """The unit's standing rests; nothing is deleted."""
    return _stand(joining, JoiningState.MEMBER, JoiningState.PAUSED, reason=reason, actor=actor, now=now)


@transaction.atomic
def resume(joining: Joining, *, reason: str, actor: Person | None, now: dt.datetime) -> Joining:
    """The unit takes part again."""
    return _stand(joining, JoiningState.PAUSED, JoiningState.MEMBER, reason=reason, actor=actor, now=now)


@transaction.atomic
def leave(joining: Joining, *, reason: str, on: dt.date, actor: Person | None, now: dt.datetime) -> Joining:
    """The unit leaves the alliance: its unit withdraws, and whatever hangs on it is told and ends."""
    row = _locked(joining)
    policy.demand("network.confirm", row.area_path, actor, now=now)
    if row.state not in IN_ALLIANCE or row.unit is None:
        raise Refused(_("Only a unit of the alliance can leave it."), code="wrong_state")
    withdraw_unit(row.unit, on=on, reason=reason, by=actor, now=now)
    return Joining.objects.get(pk=row.pk)


@transaction.atomic
def unit_left(unit: Unit, *, on: dt.date, reason: str, by: Person | None, now: dt.datetime) -> None:
    """What the alliance keeps of a unit that withdrew."""
    for row in Joining.objects.select_for_update(of=("self",)).filter(unit=unit, state__in=IN_ALLIANCE):
        before, row.state, row.until = row.state, JoiningState.LEFT, on
        row.reason = reason[:200]
        row.save(update_fields=["state", "until", "reason"])
        changes = {"state": [before, row.state]}
        trail(
            "leave",
            row,
            row.office,
            actor=by,
            now=now,
            changes=changes,
            reason=reason,
            area_path=row.area_path,
        )


def forget_applicants(now: dt.datetime) -> int:
    """Destroy names and numbers of contacts a year after a unit was refused or left; says how many."""
    before = now - dt.timedelta(days=KEEP_DAYS)
    over = Joining.objects.filter(state=JoiningState.REFUSED, decided_at__lt=before)
    over |= Joining.objects.filter(state=JoiningState.LEFT, until__lt=timezone.localdate(before))
    kept = over.exclude(contact_sealed__isnull=True, phone_sealed__isnull=True)
    return erase(kept, now=now, contact_sealed=None, phone_sealed=None)


def new_joining(area: Area, facts: Facts, *, now: dt.datetime, is_demo: bool) -> Joining:
    """The row of a unit as it told of itself, not saved yet."""
    if facts.kind not in PartnerKind.values:
        raise Refused(_("There is no such kind of unit."), field="kind")
    if area.office is None or not area.office.is_office:
        raise Refused(_("Choose the subdistrict whose alliance the unit joins."), field="area")
    name = clean_name(facts.name)
    row = Joining(
        office=area.office, area=area, area_path=area.path, name=name, name_key=key_of(name), kind=facts.kind,
        address=line(facts.address, field="address", most=120, empty=True),
        gives=line(facts.gives, field="gives", most=500, empty=True), applied_at=now, is_demo=is_demo,
    )  # fmt: skip
    row.contact_sealed = seal(row, "contact", facts.contact.strip())
    row.phone_sealed = seal(row, "phone", facts.phone.strip())
    return row


def _save(row: Joining) -> None:
    words = _("%(name)s is in the alliance of %(office)s already, or has asked to join. Ask the office.")
    refused = Refused(words % {"name": row.name, "office": row.office.short_name}, field="name", code="twice")
    if Joining.objects.filter(office=row.office, name_key=row.name_key, state__in=LIVE).exists():
        raise refused
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise refused from None


def _unit_of(row: Joining, *, actor: Person | None, now: dt.datetime) -> Unit:
    """The unit of this name that is a partner already and in no alliance, else a new one."""
    partners = Unit.objects.filter(
        office=row.office, kind=UnitKind.PARTNER, active=True, joining__isnull=True
    )
    known = next((unit for unit in partners if key_of(unit.name) == row.name_key), None)
    return known or add_unit(row.area, kind=UnitKind.PARTNER, name=row.name, actor=actor, now=now)


def _account(row: Joining, *, now: dt.datetime) -> Person:
    """The contact's account with the password that she chose when she asked."""
    assert row.unit is not None
    wanted, taken = row.sign_in_name, Person.objects.filter(username__startswith=row.sign_in_name)
    names = set(taken.values_list("username", flat=True))
    username = next(
        name for name in (wanted, *(f"{wanted}{n}" for n in range(2, 10_000))) if name not in names
    )
    contact = unseal(row, "contact") or row.name
    person = add_person(
        username,
        name=contact[:40],
        office=row.office,
        password=get_random_string(32),
        now=now,
        is_demo=row.is_demo,
    )
    person.password = row.password_code
    person.save(update_fields=["password"])
    give_role(person, role=Role.PARTNER_CONTACT, area=row.office, now=now)
    post = _("Contact")
    add_member(row.unit, person=person, since=timezone.localdate(now), actor=None, now=now, post=post)
    return person


def _decide(row: Joining, state: str, *, reason: str, actor: Person | None, now: dt.datetime) -> None:
    row.state, row.reason, row.decided_at, row.decided_by, row.password_code = (
        state,
        reason[:200],
        now,
        actor,
        "",
    )
    row.save()
    act = "confirm" if state == JoiningState.MEMBER else "refuse"
    changes = {"state": [JoiningState.APPLIED, state]}
    trail(act, row, row.office, actor=actor, now=now, changes=changes, reason=reason, area_path=row.area_path)


def _stand(
    joining: Joining, source: str, target: str, *, reason: str, actor: Person | None, now: dt.datetime
) -> Joining:
    row = _locked(joining)
    policy.demand("network.confirm", row.area_path, actor, now=now)
    if row.state != source:
        raise Refused(
            _("The unit's standing is “%(state)s” now.") % {"state": row.get_state_display()},
            code="wrong_state",
        )
    row.state, row.reason = target, line(reason, field="reason")
    row.save(update_fields=["state", "reason"])
    act = "pause" if target == JoiningState.PAUSED else "resume"
    changes = {"state": [source, target]}
    trail(
        act,
        row,
        row.office,
        actor=actor,
        now=now,
        changes=changes,
        reason=row.reason,
        area_path=row.area_path,
    )
    return row


def _locked(joining: Joining) -> Joining:
    rows = Joining.objects.select_for_update(of=("self",)).select_related("office", "area", "unit__office")
    return rows.get(pk=joining.pk)
