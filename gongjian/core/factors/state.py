"""How somebody's sign-in is protected, and whether her office demands more."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.factors.models import LIVE, Authenticator, FactorRule, Passkey
from gongjian.core.people.models import Holding, Person, PersonQuerySet
from gongjian.core.people.roles import Role

STAFF = tuple(role for role in Role if role not in (Role.RESIDENT, Role.PARTNER_CONTACT))


@dataclass(frozen=True, slots=True)
class Protection:
    """What a person has set up beside her password."""

    app: Authenticator | None
    passkeys: tuple[Passkey, ...]
    codes_left: int

    @property
    def is_on(self) -> bool:
        """Whether a password alone no longer signs in. Recovery codes do not count: they stand in for what is lost."""
        return self.app is not None or bool(self.passkeys)


def protection_of(person: Person) -> Protection:
    """What is in force now."""
    app = Authenticator.objects.filter(LIVE, person=person, confirmed_at__isnull=False).first()
    codes = person.recovery_codes.filter(used_at__isnull=True).count()
    return Protection(app=app, passkeys=tuple(person.passkeys.filter(LIVE)), codes_left=codes)


def with_demand(people: PersonQuerySet, *, on: dt.date) -> PersonQuerySet:
    """Each with `demanded_from`, the first day from which an office of hers demands a second step (None: none does), and
    `is_protected`, whether she has one. No further query, since every page asks it."""
    held = Holding.objects.live(on).filter(person=OuterRef(OuterRef("pk")), role__in=STAFF)
    held = held.filter(Q(area__office=OuterRef("office")) | Q(person__office=OuterRef("office")))
    rules = FactorRule.objects.filter(Exists(held), required_from__isnull=False).order_by("required_from")
    app = Authenticator.objects.filter(LIVE, person=OuterRef("pk"), confirmed_at__isnull=False)
    passkey = Passkey.objects.filter(LIVE, person=OuterRef("pk"))
    return people.annotate(
        demanded_from=Subquery(rules.values("required_from")[:1]), is_protected=Exists(app) | Exists(passkey)
    )


def must_set_up(person: Person, *, now: dt.datetime) -> bool:
    """Whether she has to set a second step up before she can do anything else. She must come from `with_demand`."""
    since = getattr(person, "demanded_from", None)
    protected: bool = getattr(person, "is_protected", True)
    return since is not None and since <= timezone.localdate(now) and not protected


def demands_now(person: Person, *, now: dt.datetime) -> bool:
    """Whether an office of hers demands a second step today, set up or not."""
    today = timezone.localdate(now)
    found = with_demand(Person.objects.get_queryset(), on=today).get(pk=person.pk)
    since: dt.date | None = getattr(found, "demanded_from", None)
    return since is not None and since <= today


def staff_of(office: Area, *, on: dt.date) -> PersonQuerySet:
    """Whom the office's rule concerns: active people with a role of the staff, who work for it or hold the role there."""
    held = Holding.objects.live(on).filter(person=OuterRef("pk"), role__in=STAFF)
    there = Exists(held.filter(Q(area__office=office) | Q(person__office=office)))
    return with_demand(Person.objects.get_queryset().active().filter(there), on=on)
