"""Searching everything one may see."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongjian.core.items.models import Item
from gongjian.core.ledgers.page import Page, page_of
from gongjian.core.manifest import flows
from gongjian.core.people.guard import allow_signed_in
from gongjian.core.refusal import Refused
from gongjian.core.search.indexing import matching
from gongjian.core.search.models import SearchText
from gongjian.core.search.words import LONGEST_QUERY
from gongjian.lib.zh import snippet

ROWS = 30
AROUND = 80


@allow_signed_in("finds only what this person may read", methods=("GET",))
def results(request: HttpRequest) -> HttpResponse:
    """Matters that hold every word typed, or bear the number, newest first."""
    q = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    seen = Item.objects.visible_to(request.access)  # type: ignore[attr-defined]
    problem, page = "", Page()
    if q:
        rows = matching(seen, q).select_related("area", "unit")
        try:
            page = page_of(
                rows, sort="-opened_at", path="opened_at", size=ROWS, cursor=request.GET.get("cursor", "")
            )
        except Refused as refused:
            problem = str(refused.reason)
    context = {"q": q, "page": page, "problem": problem, "lines": _lines(page.rows, q)}
    return render(request, "search/results.html", context, status=422 if problem else 200)


def _lines(items: list[Item], q: str) -> list[dict[str, Any]]:
    texts = dict(SearchText.objects.filter(item__in=items).values_list("item_id", "text"))
    labels = {kind: flow.label for kind, flow in flows().items()}
    return [
        {
            "item": item,
            "kind": labels.get(item.kind, item.kind),
            "url": reverse("items:detail", args=[item.pk]),
            "pieces": snippet(texts.get(item.pk, item.title), q, width=AROUND),
        }
        for item in items
    ]
