"""Experts: entered by their unit or the office, changed, and ended when they are not available any more."""

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.items.verbs import line, save_once
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.privacy.erasing import note_erased
from gongjian.core.privacy.sealing import seal, unseal
from gongjian.core.refusal import Refused
from gongjian.modules.experts import policy
from gongjian.modules.experts.actions.checking import trail
from gongjian.modules.experts.models import Expert, ServiceOrder

LINES = {"name": 40, "post": 60, "fields": 200, "topics": 300}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertFacts:
    """What is said of an expert. `contact` is sealed; `topics` are those of her Party lectures."""

    name: str
    post: str = ""
    fields: str = ""
    is_lecturer: bool = False
    topics: str = ""
    contact: str = ""


PLAIN = tuple(one.name for one in fields(ExpertFacts) if one.name != "contact")


@transaction.atomic
def add_expert(
    unit: Unit, *, facts: ExpertFacts, actor: Person | None, now: dt.datetime, is_demo: bool = False
) -> Expert:
    """Enter an expert of a unit that takes part."""
    policy.must_keep(unit, actor, now=now)
    if not unit.active:
        raise Refused(_("%(unit)s takes no more part.") % {"unit": unit}, field="unit")
    made = Expert(office=unit.office, unit=unit, made_at=now, is_demo=is_demo)
    _put(made, facts)
    trail("add_expert", made, office=made.office, actor=actor, now=now)
    return made


@transaction.atomic
def change_expert(expert_id: int, *, facts: ExpertFacts, actor: Person | None, now: dt.datetime) -> Expert:
    """Say anew who she is."""
    found = _locked(expert_id)
    policy.must_keep(found.unit, actor, now=now)
    if found.ended_at is not None:
        raise Refused(_("This expert is not available any more. Enter her anew."), code="wrong_state")
    before, contact = {name: getattr(found, name) for name in PLAIN}, unseal(found, "contact")
    _put(found, facts)
    changes: dict[str, Any] = {
        name: [str(value), str(getattr(found, name))]
        for name, value in before.items() if value != getattr(found, name)
    }  # fmt: skip
    if contact != facts.contact.strip():
        changes["contact"] = ["***", "***"]
    if changes:
        trail("change_expert", found, office=found.office, actor=actor, now=now, changes=changes)
    return found


@transaction.atomic
def end_expert(expert_id: int, *, reason: str, actor: Person | None, now: dt.datetime) -> Expert:
    """Not available any more; her contact is destroyed. What she promised has to be given by another first."""
    found = _locked(expert_id)
    policy.must_keep(found.unit, actor, now=now)
    if found.ended_at is not None:
        raise Refused(_("This was entered already."), code="wrong_state")
    if actor is not None and (open_ones := ServiceOrder.objects.filter(expert=found).live().count()):
        words = _("%(n)d orders still wait for this expert. Let them be given or declined first.")
        raise Refused(words % {"n": open_ones})
    found.end_reason = line(reason, field="reason", most=200)
    found.ended_at, found.contact_sealed = now, None
    found.save(update_fields=["ended_at", "end_reason", "contact_sealed"])
    note_erased(found, "ended_at", "contact_sealed", now=now)
    found.services.update(expert=None)
    trail("end_expert", found, office=found.office, actor=actor, now=now, reason=found.end_reason)
    return found


def _put(expert: Expert, facts: ExpertFacts) -> None:
    for name, most in LINES.items():
        setattr(expert, name, line(getattr(facts, name), field=name, most=most, empty=name != "name"))
    if facts.is_lecturer and not expert.topics:
        raise Refused(_("A lecturer has at least one topic."), field="topics")
    expert.is_lecturer = facts.is_lecturer
    expert.contact_sealed = seal(expert, "contact", facts.contact.strip()[:80])
    save_once(expert, _("This unit has an expert of this name already. Change that one."), field="name")


def _locked(expert_id: int) -> Expert:
    Expert.objects.select_for_update(of=("self",)).get(pk=expert_id)
    return Expert.objects.select_related("unit__area", "office").get(pk=expert_id)
