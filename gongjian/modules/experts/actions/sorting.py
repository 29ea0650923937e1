"""The office's types of service: added, and ended by a day; services keep the one they have."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.verbs import line, save_once
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.modules.experts import policy
from gongjian.modules.experts.actions.checking import trail
from gongjian.modules.experts.models import ServiceType


@transaction.atomic
def add_type(
    office: Area, *, name: str, actor: Person | None, now: dt.datetime, since: dt.date | None = None
) -> ServiceType:
    """A type of this office, in force from a day on (today)."""
    policy.must_sort(office, actor, now=now)
    name = line(name, field="name", most=30)
    known = ServiceType.objects.filter(office=office)
    day = since or timezone.localtime(now).date()
    made = ServiceType(office=office, name=name, order=known.count() + 1, since=day)
    words = _("There is already a type of this name.")
    if known.on(day).filter(name=name).exists():
        raise Refused(words, field="name", code="twice")
    save_once(made, words, field="name")
    trail("add_type", made, office=office, actor=actor, now=now)
    return made


@transaction.atomic
def end_type(type_id: int, *, until: dt.date, actor: Person, now: dt.datetime) -> ServiceType:
    """From `until` on nothing new is put under it."""
    ServiceType.objects.select_for_update(of=("self",)).get(pk=type_id)
    found = ServiceType.objects.select_related("office").get(pk=type_id)
    policy.must_sort(found.office, actor, now=now)
    if found.until is not None:
        raise Refused(_("The type was ended already."), code="wrong_state")
    if until < found.since:
        raise Refused(_("The end lies before the beginning. Check the day."), field="until")
    found.until = until
    found.save(update_fields=["until"])
    trail("end_type", found, office=found.office, actor=actor, now=now, changes={"until": ["", until]})
    return found
