"""Searching everything one may see."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongjian.core.items.models import Item
from gongjian.core.manifest import flows
from gongjian.core.people.guard import allow_signed_in
from gongjian.core.refusal import Refused
from gongjian.core.search.finding import Found, find
from gongjian.core.search.forms import Narrowed
from gongjian.core.search.models import SearchText
from gongjian.core.search.source import found_elsewhere
from gongjian.core.search.words import LONGEST_QUERY
from gongjian.lib.zh import snippet

ROWS = 30
SUGGESTED = 6
AROUND = 80


@allow_signed_in("finds only what this person may read", methods=("GET",))
def results(request: HttpRequest) -> HttpResponse:
    """Matters that hold every word typed, or bear the number, newest first; narrowed by kind, area and state."""
    access = request.access  # type: ignore[attr-defined]
    q = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    form, problem, page = Narrowed(request.GET, access=access), "", Found()
    if not form.is_valid():
        problem = form.problem
    elif q:
        try:
            page = find(access, q, size=ROWS, cursor=request.GET.get("cursor", ""), **form.narrowing())
        except Refused as refused:
            problem = str(refused.reason)
    elsewhere = found_elsewhere(q, access) if not problem and not request.GET.get("cursor") else []
    context = {
        "q": q, "form": form, "elsewhere": elsewhere, "page": page, "problem": problem, "lines": _lines(page.items, q),
    }  # fmt: skip
    return render(request, "search/results.html", context, status=422 if problem else 200)


@allow_signed_in("suggests only what this person may read", methods=("GET",))
def suggestions(request: HttpRequest) -> HttpResponse:
    """The first few of each group while somebody types: a piece of the page, which works without it."""
    access = request.access  # type: ignore[attr-defined]
    q = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    items = find(access, q, size=SUGGESTED).items
    context = {"q": q, "lines": _lines(items, q), "elsewhere": found_elsewhere(q, access, typing=True)}
    return render(request, "search/suggestions.html", context)


def _lines(items: list[Item], q: str) -> list[dict[str, Any]]:
    rows = SearchText.objects.filter(item__in=items).values_list("item_id", "text", "extra", "said")
    texts = {pk: "\n".join(parts) for pk, *parts in rows}
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
