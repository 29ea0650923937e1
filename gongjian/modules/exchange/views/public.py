"""The published lists: what units give and what is needed, without names and numbers of anybody."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.ledgers.page import page_of
from gongjian.core.people.guard import allow_public
from gongjian.core.refusal import Refused
from gongjian.modules.exchange.forms import FindForm
from gongjian.modules.exchange.models import Need, Resource

WHY = "published lists"
SIZE = 20


@allow_public(WHY, methods=("GET",))
def offices(request: HttpRequest) -> HttpResponse:
    """Which office's lists; straight on where only one works here."""
    found = list(Area.objects.offices().order_by("pk")[:200])
    if len(found) == 1:
        return redirect("exchange_public:list", found[0].pk, "resources")
    return render(request, "exchange/public_offices.html", {"offices": found})


@allow_public(WHY, methods=("GET",))
def listing(request: HttpRequest, office: int, which: str) -> HttpResponse:
    """One list of one office, twenty a page, by category and words."""
    if which not in ("resources", "needs"):
        raise Http404
    place = get_object_or_404(Area.objects.offices(), pk=office)
    form = FindForm(place, request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    rows, sort = _resources(place) if which == "resources" else _needs(place)
    if given.get("category"):
        rows = rows.filter(category=given["category"])
    if words := given.get("q"):
        path = "title" if which == "resources" else "item__title"
        rows = rows.filter(Q(**{f"{path}__icontains": words}) | Q(text__icontains=words))
    context: dict[str, Any] = {
        "office": place,
        "which": which,
        "form": form,
        "filtered": bool(given.get("category") or words),
    }
    try:
        context["page"] = page_of(
            rows, sort=sort[0], path=sort[1], size=SIZE, cursor=request.GET.get("cursor", "")
        )
    except Refused as refused:
        return render(request, "exchange/public_list.html", context | {"refusal": refused}, status=400)
    return render(request, "exchange/public_list.html", context, status=400 if form.errors else 200)


def _resources(office: Area) -> tuple[Any, tuple[str, str]]:
    rows = Resource.objects.filter(office=office).on_offer(timezone.localdate()).with_all()
    return rows, ("-made", "made_at")


def _needs(office: Area) -> tuple[Any, tuple[str, str]]:
    rows = Need.objects.filter(item__office=office).open().with_all()
    return rows, ("-opened", "item__opened_at")
