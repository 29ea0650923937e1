"""Services of the catalogue: added, changed, paused, offered again, withdrawn."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.actions import make_move
from gongjian.core.items.numbers import next_number
from gongjian.core.items.verbs import line, save_once
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.modules.experts import policy
from gongjian.modules.experts.actions.checking import trail, whole
from gongjian.modules.experts.actions.registering import end_expert
from gongjian.modules.experts.booking import expert_of
from gongjian.modules.experts.models import Expert, ExpertService, Mode, Offered, ServiceOrder, ServiceType

LINES = {"title": 120, "gives": 2000, "audience": 200, "place": 200, "conditions": 300}
LONGEST, MOST = 24 * 60, 1000
OPEN = ("ordered", "accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFacts:
    """What is said of a service: `minutes` of one session, `capacity` in sessions a month."""

    title: str
    type: ServiceType
    minutes: int
    capacity: int
    mode: str = Mode.PLACE
    gives: str = ""
    audience: str = ""
    place: str = ""
    conditions: str = ""
    expert: Expert | None = None


PLAIN = tuple(one.name for one in fields(ServiceFacts))


@transaction.atomic
def add_service(
    unit: Unit,
    *,
    facts: ServiceFacts,
    actor: Person | None,
    now: dt.datetime,
    number: str = "",
    is_demo: bool = False,
) -> ExpertService:
    """Put a service into the catalogue under a number of the office's own, or the next one."""
    policy.must_keep(unit, actor, now=now)
    if not unit.active:
        raise Refused(_("%(unit)s takes no more part.") % {"unit": unit}, field="unit")
    made = ExpertService(
        office=unit.office, area=unit.area, area_path=unit.area.path, unit=unit, made_by=actor, made_at=now,
        changed_at=now, is_demo=is_demo,
    )  # fmt: skip
    made.number = line(number, field="number", most=30, empty=True) or next_number(unit.office, "ZK", now)
    _put(made, facts, now=now)
    if ExpertService.objects.filter(office=unit.office, number=made.number).exists():
        raise Refused(_("This number is taken by another service."), field="number", code="twice")
    _save(made)
    trail("add_service", made, office=made.office, actor=actor, now=now, area_path=made.area_path)
    return made


@transaction.atomic
def change_service(
    service_id: int, *, facts: ServiceFacts, actor: Person | None, now: dt.datetime
) -> ExpertService:
    """Say anew what it is. What was ordered stays as it was ordered: a smaller capacity only binds what comes."""
    found = _locked(service_id)
    policy.must_keep(found.unit, actor, now=now)
    if found.state == Offered.WITHDRAWN:
        raise Refused(
            _("The service was withdrawn. Offer it again before you change it."), code="wrong_state"
        )
    before = {name: getattr(found, name) for name in PLAIN}
    _put(found, facts, now=now)
    changes = {
        name: [str(value), str(getattr(found, name))]
        for name, value in before.items() if value != getattr(found, name)
    }  # fmt: skip
    if not changes:
        return found
    found.changed_at = now
    _save(found)
    trail(
        "change_service",
        found,
        office=found.office,
        actor=actor,
        now=now,
        area_path=found.area_path,
        changes=changes,
    )
    return found


def pause_service(service_id: int, *, reason: str, actor: Person | None, now: dt.datetime) -> ExpertService:
    """Nothing new is ordered for now; what was ordered goes on."""
    return _turn(service_id, Offered.PAUSED, frm=(Offered.OFFERED,), reason=reason, actor=actor, now=now)


def offer_again(service_id: int, *, actor: Person | None, now: dt.datetime) -> ExpertService:
    """Back on offer."""
    frm = (Offered.PAUSED, Offered.WITHDRAWN)
    return _turn(service_id, Offered.OFFERED, frm=frm, reason="", actor=actor, now=now)


@transaction.atomic
def withdraw_service(
    service_id: int, *, reason: str, actor: Person | None, now: dt.datetime
) -> ExpertService:
    """Out of the catalogue; orders that are still open are cancelled with the same reason."""
    reason = line(reason, field="reason", most=200)
    policy.must_keep(
        ExpertService.objects.select_related("unit__area").get(pk=service_id).unit, actor, now=now
    )
    open_ones = ServiceOrder.objects.filter(service=service_id, item__state__in=OPEN).order_by("pk")
    for pk in open_ones.values_list("pk", flat=True):
        make_move(pk, "cancel", actor=None, note=reason, now=now)
    frm = (Offered.OFFERED, Offered.PAUSED)
    return _turn(service_id, Offered.WITHDRAWN, frm=frm, reason=reason, actor=actor, now=now)


@transaction.atomic
def unit_withdrew(unit: Unit, *, reason: str, now: dt.datetime) -> int:
    """End all that the unit gives and its experts, with open orders; how many services. What it gave stays."""
    words = (_("The unit takes no more part: %(reason)s") % {"reason": reason or _("no reason given")})[:200]
    kept = list(ExpertService.objects.filter(unit=unit).kept().order_by("pk").values_list("pk", flat=True))
    for pk in kept:
        withdraw_service(pk, reason=words, actor=None, now=now)
    for pk in Expert.objects.filter(unit=unit, ended_at__isnull=True).values_list("pk", flat=True):
        end_expert(pk, reason=words, actor=None, now=now)
    return len(kept)


@transaction.atomic
def _turn(
    service_id: int, state: str, *, frm: Sequence[str], reason: str, actor: Person | None, now: dt.datetime
) -> ExpertService:
    found = _locked(service_id)
    policy.must_keep(found.unit, actor, now=now)
    if found.state not in frm:
        words = _("It is “%(state)s” now. Reload the page to see what can be done.")
        raise Refused(words % {"state": found.get_state_display()}, code="wrong_state")
    if state == Offered.OFFERED:
        in_force(found.type, found.office_id, now=now)
    else:
        reason = line(reason, field="reason", most=200)
    before, found.state, found.state_reason, found.changed_at = found.state, state, reason, now
    _save(found)
    changes = {"state": [before, state]}
    trail(f"turn_{state}", found, office=found.office, actor=actor, now=now, area_path=found.area_path, changes=changes,
          reason=reason)  # fmt: skip
    return found


def in_force(type: ServiceType, office_id: int, *, now: dt.datetime) -> ServiceType:
    """The type, if it is this office's and in force today."""
    known = ServiceType.objects.filter(office=office_id).on(timezone.localtime(now).date())
    if not known.filter(pk=type.pk).exists():
        raise Refused(_("This type of service is not in force any more. Choose another one."), field="type")
    return type


def _put(service: ExpertService, facts: ServiceFacts, *, now: dt.datetime) -> None:
    if service.type_id != facts.type.pk:
        service.type = in_force(facts.type, service.office_id, now=now)
    for name, most in LINES.items():
        words = line(getattr(facts, name), field=name, most=most, empty=name != "title")
        setattr(service, name, words)
    service.minutes = whole(facts.minutes, field="minutes", most=LONGEST)
    service.capacity = whole(facts.capacity, field="capacity", most=MOST)
    if facts.mode not in Mode.values:
        raise Refused(_("Choose where it is given."), field="mode")
    service.mode = facts.mode
    if facts.expert is not None and facts.expert.pk != service.expert_id:
        expert_of(facts.expert.pk, service)
    service.expert = facts.expert


def _save(service: ExpertService) -> None:
    save_once(service, _("This unit has a service of this name already. Change that one."), field="title")


def _locked(service_id: int) -> ExpertService:
    ExpertService.objects.select_for_update(of=("self",)).get(pk=service_id)
    return ExpertService.objects.with_all().select_related("unit__area", "unit__office").get(pk=service_id)
