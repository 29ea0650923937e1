"""The page of all named numbers."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.manifest import manifests
from gongjian.core.measures.measure import Scope
from gongjian.core.people.guard import allow


@allow("measures.view", methods=("GET",))
def every_measure(request: HttpRequest) -> HttpResponse:
    """Every number with its formula, for my areas and the days asked for."""
    problems: list[str] = []
    since = _day(request.GET.get("since", ""), problems)
    until = _day(request.GET.get("until", ""), problems)
    if since and until and until < since:
        problems.append(_("The last day lies before the first one."))
    paths = tuple(request.access.paths("measures.view"))  # type: ignore[attr-defined]
    good = not problems
    scope = Scope(
        now=timezone.now(), paths=paths, since=since if good else None, until=until if good else None
    )
    context = {
        "groups": [(module.label, _rows(module, scope)) for module in manifests() if module.measures],
        "since": request.GET.get("since", ""),
        "until": request.GET.get("until", ""),
        "problems": problems,
    }
    return render(request, "measures/all.html", context, status=400 if problems else 200)


def _rows(module: Any, scope: Scope) -> list[dict[str, Any]]:
    return [
        {
            "measure": measure,
            "answer": measure.answer(scope),
            "url": measure.rows(scope) if measure.rows else "",
        }
        for measure in module.measures
    ]


def _day(text: str, problems: list[str]) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        problems.append(_("“%(text)s” is no day. Write it like 2026-03-05.") % {"text": text[:30]})
        return None
