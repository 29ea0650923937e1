"""The page of one's own unit: what is ordered of us, what comes, what we give and who we are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongjian.core.people.guard import allow
from gongjian.modules.experts.models import Expert, ExpertService, ServiceOrder

SHOWN = 50


@allow("experts.give", methods=("GET",))
def mine(request: HttpRequest) -> HttpResponse:
    """Orders of our services by what they wait for, then our services and experts."""
    units = request.access.unit_ids  # type: ignore[attr-defined]
    orders = ServiceOrder.objects.of_units(units).with_all()
    given = orders.filter(item__state__in=("delivered", "rated", "unrated"))
    experts = Expert.objects.available().filter(unit__in=units).with_all()
    context = {
        "asked": orders.filter(item__state="ordered").order_by("starts_at", "pk")[:SHOWN],
        "coming": orders.filter(item__state="accepted").order_by("starts_at", "pk")[:SHOWN],
        "given": given.order_by("-starts_at", "-pk")[:SHOWN],
        "services": ExpertService.objects.of_units(units)
        .with_all()
        .with_ratings()
        .order_by("state", "number")[:SHOWN],
        "experts": experts.order_by("name", "pk")[:SHOWN],
    }
    return render(request, "experts/mine.html", context)
