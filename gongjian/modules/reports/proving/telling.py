"""Whoever inspects is told that there is something to look at, until all was seen."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from gongjian.core.items.telling import holders_of
from gongjian.core.notices.actions import notify, settle
from gongjian.core.notices.kinds import Kind, add_kind
from gongjian.modules.reports.models import InspectionPlan
from gongjian.modules.reports.proving.policy import inspections_for

DRAWN = "inspections_drawn"
add_kind(DRAWN, Kind(_("Closed reports were drawn: look at them on site, the list stands under Proof."), "eye", "go"))  # fmt: skip


def tell_inspectors(plan: InspectionPlan, *, now: dt.datetime) -> None:
    """One notice for each who may look at one of them."""
    for person in {person.pk: person for person in holders_of("reports.inspect", plan.office.path)}.values():
        if inspections_for(plan, person).exists():
            notify(person, kind=DRAWN, cause=_cause(plan), now=now)


def tell_no_more(plan: InspectionPlan, *, now: dt.datetime) -> None:
    """All was seen."""
    settle(_cause(plan), now=now)


def _cause(plan: InspectionPlan) -> str:
    return f"inspection:{plan.pk}"
