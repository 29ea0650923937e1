"""What everybody reads of proof: what was announced, what came of it, and that nobody chose; never a person or a report."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from gongjian.core.asking.verifying import repeat
from gongjian.core.people.guard import allow_public
from gongjian.modules.reports.proving import showing
from gongjian.modules.reports.views.public.reporting import brand

WHY = "the office lets everybody check whether closed means done"


@allow_public(WHY, methods=("GET",))
def proof(request: HttpRequest) -> HttpResponse:
    """Call-backs beside what residents said by themselves, and re-inspections with the rate of false closures."""
    context = {
        "calls": showing.call_backs(showing.public_samples()),
        "inspections": showing.inspections(showing.public_plans()),
        **brand(),
    }
    return render(request, "reports/public/proof.html", context)


@allow_public(WHY, methods=("GET",))
def inspection(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One re-inspection; the seed is told once all were seen."""
    found = get_object_or_404(showing.public_plans().with_all(), uid=uid)
    context = {
        "plan": found, "sample": found, "state": showing.plan_state(found),
        "rates": showing.inspection_rates(found) if found.is_finished else None,
        "repeated": repeat(found) if found.is_finished else None, "sees_persons": False, **brand(),
    }  # fmt: skip
    return render(request, "reports/public/inspection.html", context)
