"""The public list and map: what the office works on, down to the community, without a word that names anybody."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.ledgers.page import page_of
from gongjian.core.people.guard import allow_public
from gongjian.core.refusal import Refused
from gongjian.lib.masks import erase_masked
from gongjian.modules.reports.figures import public_figures
from gongjian.modules.reports.forms.public import PublicFilterForm
from gongjian.modules.reports.models import Category, Report
from gongjian.modules.reports.spots import spot_of
from gongjian.modules.reports.story import status_of
from gongjian.modules.reports.views.public.reporting import brand, outline_url

WHY = "the office shows publicly what it works on"
PAGE_SIZE = 20
MOST_POINTS = 1000
TONES = {"reported": "none", "dispatched": "warn", "handling": "warn", "checking": "warn", "closed": "ok"}


def _rows(form: PublicFilterForm) -> Any:
    rows = Report.objects.published().filter(item__office__is_office=True)
    given = form.cleaned_data if form.is_valid() else {}
    if given.get("area"):
        rows = rows.within(given["area"].path)
    if given.get("category"):
        rows = rows.filter(category__in=Category.objects.all().with_those_below([given["category"].pk]))
    if given.get("phase"):
        rows = rows.filter(item__phase=given["phase"])
    return rows.select_related("item__area", "item__office", "category")


@allow_public(WHY, methods=("GET",))
def listing(request: HttpRequest) -> HttpResponse:
    """The list, twenty a page, newest first."""
    form = PublicFilterForm(request.GET or None)
    try:
        page = page_of(
            _rows(form),
            sort="-opened",
            path="item__opened_at",
            size=PAGE_SIZE,
            cursor=request.GET.get("cursor", ""),
        )
    except Refused as refused:
        context = {"form": form, "refusal": refused, **brand()}
        return render(request, "reports/public/list.html", context, status=400)
    query = request.GET.copy()
    query.pop("cursor", None)
    office = Area.objects.offices().current().first()
    context = {
        "form": form, "page": page, "rows": [_row(report) for report in page.rows], "tiles": settings.MAP_TILES,
        "points_url": f"{reverse('public_reports:points')}?{query.urlencode()}", "filtered": bool(query),
        "outline_url": outline_url(office) if office else "",
        "figures": public_figures(timezone.now()), **brand(),
    }  # fmt: skip
    return render(request, "reports/public/list.html", context, status=400 if form.errors else 200)


@allow_public(WHY, methods=("GET",))
def points(request: HttpRequest) -> JsonResponse:
    """The newest thousand of the same rows as GeoJSON; a point lies somewhere in the community, not at the place."""
    form = PublicFilterForm(request.GET or None)
    rows = _rows(form).exclude(item__area__lat__isnull=True).order_by("-item__opened_at", "-pk")[:MOST_POINTS]
    features = [_feature(report) for report in rows]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        status=400 if form.errors else 200,
    )


def _row(report: Report) -> dict[str, Any]:
    """What is shown of a report: its kind and title once the desk has read it, its community, its state."""
    item = report.item
    word, drawn, tone = status_of(item)
    return {
        "number": item.number, "title": erase_masked(item.title), "category": report.category, "area": item.area.short_name,
        "word": word, "drawn": drawn, "tone": tone, "opened_at": item.opened_at, "closed_at": item.closed_at,
        "url": f"{reverse('public_reports:by_number')}?number={item.number}",
    }  # fmt: skip


def _feature(report: Report) -> dict[str, Any]:
    item = report.item
    lat, lon = spot_of(item.area, key=item.number)
    lines = [item.area.short_name, str(report.category or ""), str(status_of(item)[0])]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {
            "title": item.number, "lines": [line for line in lines if line], "tone": TONES[str(item.phase)],
            "url": f"{reverse('public_reports:by_number')}?number={item.number}",
        },
    }  # fmt: skip
