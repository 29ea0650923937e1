"""Who is who in the demo office, for the demo data of modules."""

from gongjian.core.areas.models import Area
from gongjian.core.orgs.models import Membership, Unit
from gongjian.core.people.models import Holding, Person
from gongjian.core.people.roles import Role

WORKERS = (Role.DEPARTMENT_HEAD, Role.COMMUNITY_CLERK, Role.GRID_WORKER)


def demo_office() -> Area | None:
    """The office whose demo secretary can sign in; None before there are demo people."""
    secretaries = Holding.objects.filter(role=Role.SECRETARY, person__is_demo=True, area__is_office=True)
    held = secretaries.select_related("area").order_by("pk").first()
    return held.area if held else None


def holder_in(office: Area, role: str) -> Person | None:
    """Who holds the role for the whole of the office."""
    held = Holding.objects.filter(role=role, area=office, until__isnull=True, person__is_active=True)
    found = held.select_related("person").order_by("pk").first()
    return found.person if found else None


def worker_of(unit: Unit) -> Person | None:
    """Whoever of the unit may work on matters: its head first."""
    members = Membership.objects.filter(
        unit=unit, until__isnull=True, person__is_active=True, person__holdings__role__in=WORKERS
    )
    found = members.select_related("person").order_by("-is_head", "pk").first()
    return found.person if found else None
