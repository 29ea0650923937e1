"""Who announces a re-inspection, and who looks: nobody at what she or her unit has done, nor at what she passed as done."""

from django.db.models import Q

from gongjian.core.asking.policy import parts_of
from gongjian.core.items.models import Item, Step
from gongjian.core.people.access import Access
from gongjian.core.people.models import Person
from gongjian.modules.reports.models import Inspection, InspectionPlan
from gongjian.modules.reports.models.proof import InspectionQuerySet


def may_prove(office_path: str, access: Access) -> bool:
    """Those who announce call-backs and re-inspections for the office."""
    return access.may("reports.prove", office_path)


def may_inspect(plan: InspectionPlan, access: Access) -> bool:
    """Those who look on site for the office; at which reports, `inspections_for` says."""
    return access.may("reports.inspect", plan.office.path)


def inspections_for(plan: InspectionPlan, person: Person) -> InspectionQuerySet:
    """The drawn ones at which the person may look: no part in the work, and not the one who passed it as done."""
    listed = Item.objects.filter(pk__in=plan.inspections.values("report"))
    passed = Step.objects.filter(move="check_pass", actor=person, item__in=listed).values("item")
    own = Q(report__in=parts_of(person, listed).values("pk")) | Q(report__in=passed)
    return InspectionQuerySet(Inspection).filter(plan=plan).exclude(own).drawn()
