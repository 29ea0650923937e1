"""The auditor's page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gongjian.core.ledgers.page import Page, page_of
from gongjian.core.people.guard import allow
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.core.trail.reading import TrailFilter
from gongjian.core.trail.telling import changes_of
from gongjian.core.trail.words import words_of_act

ROWS = 50


@allow("trail.view", methods=("GET",))
def trail(request: HttpRequest) -> HttpResponse:
    """Who did what to which thing and when, newest first; nothing can be changed here."""
    access = request.access  # type: ignore[attr-defined]
    form = TrailFilter(request.GET or None)
    form.is_valid()
    rows = form.narrow(TrailRow.objects.visible_to(access)).select_related(
        "actor", "behalf", "item", "seal", "office"
    )
    problem, page = "", Page()
    try:
        page = page_of(rows, sort="-id", path="id", size=ROWS, cursor=request.GET.get("cursor", ""))
    except Refused as refused:
        problem = str(refused.reason)
    context = {
        "form": form,
        "problem": problem,
        "page": page,
        "lines": [_line(row) for row in page.rows],
        "narrowed": bool(request.GET),
        "accounts_only": not access.may_anywhere("trail.view_items"),
    }
    return render(request, "trail/list.html", context, status=422 if problem or form.errors else 200)


def _line(row: TrailRow) -> dict[str, Any]:
    return {
        "row": row,
        "act": words_of_act(row.action),
        "who": row.actor.name if row.actor else _("The product itself"),
        "changes": changes_of(row),
        "place": row.seal.number if hasattr(row, "seal") else None,
    }
