"""The published catalogue: services by type, without names of experts and without contacts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.ledgers.page import page_of
from gongjian.core.people.guard import allow_public
from gongjian.core.refusal import Refused
from gongjian.modules.experts.forms import FindForm
from gongjian.modules.experts.ledgers import service_in
from gongjian.modules.experts.models import ExpertService, ServiceType
from gongjian.modules.experts.views.services import facts_of
from gongjian.modules.experts.words import mean_of, minutes_text

WHY = "published catalogue"
SIZE = 20


@allow_public(WHY, methods=("GET",))
def offices(request: HttpRequest) -> HttpResponse:
    """Which office's catalogue; straight on where only one works here."""
    found = list(Area.objects.offices().order_by("pk")[:200])
    if len(found) == 1:
        return redirect("experts_public:list", found[0].pk)
    return render(request, "experts/public_offices.html", {"offices": found})


@allow_public(WHY, methods=("GET",))
def listing(request: HttpRequest, office: int) -> HttpResponse:
    """An office's services on offer, twenty a page, by type and words; every type with its number."""
    place = get_object_or_404(Area.objects.offices(), pk=office)
    offered = ExpertService.objects.filter(office=place).on_offer()
    types = ServiceType.objects.filter(office=place).on(timezone.localdate())
    form = FindForm(types, request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    rows = offered.with_all().with_ratings()
    if given.get("type"):
        rows = rows.filter(type=given["type"])
    if given.get("q"):
        rows = rows.filter(service_in(given["q"]))
    counts = ServiceType.objects.with_offers(place.pk)
    context: dict[str, Any] = {
        "office": place, "form": form, "types": counts, "chosen": given.get("type"),
        "total": offered.count(), "filtered": any(given.values()),
    }  # fmt: skip
    try:
        cursor = request.GET.get("cursor", "")
        context["page"] = page_of(rows, sort="number", path="number", size=SIZE, cursor=cursor)
    except Refused as refused:
        return render(request, "experts/public_list.html", context | {"refusal": refused}, status=400)
    for row in context["page"].rows:
        row.duration = minutes_text(row.minutes)
    return render(request, "experts/public_list.html", context, status=400 if form.errors else 200)


@allow_public(WHY, methods=("GET",))
def service(request: HttpRequest, office: int, pk: int) -> HttpResponse:
    """One service on offer."""
    place = get_object_or_404(Area.objects.offices(), pk=office)
    rows = ExpertService.objects.filter(office=place).on_offer().with_all().with_ratings()
    found = get_object_or_404(rows, pk=pk)
    context = {
        "office": place, "service": found, "facts": facts_of(found, with_expert=False), "rating": mean_of(found),
    }  # fmt: skip
    return render(request, "experts/public_service.html", context)
