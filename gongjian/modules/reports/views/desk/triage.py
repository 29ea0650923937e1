"""How good the suggested categories are: on reports not seen when learning, and by what people chose instead."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gongjian.core.people.guard import allow
from gongjian.modules.reports.models import Category, Suggestion, TriageModel
from gongjian.modules.reports.views.desk.register import office_of

RIGHT = "reports.set_up"
LATELY, SHOWN = dt.timedelta(days=30), 50


@allow(RIGHT, methods=("GET",))
def triage(request: HttpRequest) -> HttpResponse:
    """The version that suggests now, its figures, and the suggestions of the last month that were overruled."""
    office = office_of(request, RIGHT)
    versions = list(TriageModel.objects.filter(office=office).defer("data")[:20])
    lately = Suggestion.objects.filter(report__office=office, chosen_at__gt=timezone.now() - LATELY).decided()
    overruled = lately.overruled()
    names = {one.code: one.path_text for one in Category.objects.of_office(office.pk).with_paths()}
    now = versions[0] if versions else None
    asked, against = lately.count(), overruled.count()
    context = {
        "office": office, "versions": versions, "model": now, "asked": asked, "against": against,
        "share": round(100 * against / asked) if asked else None, "figures": _named(now.figures, names) if now else {},
        "rows": overruled.select_related("report__item", "first", "chosen").order_by("-chosen_at")[:SHOWN],
    }  # fmt: skip
    return render(request, "reports/triage.html", context)


def _named(figures: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """The figures with categories by name; shares in whole per cent."""

    def told(code: str) -> str:
        return names.get(code, code)

    return figures | {
        "categories": [
            {"name": told(one["category"]), "support": one["support"],
             **{name: round(100 * one[name]) for name in ("precision", "recall", "f1")}}
            for one in figures.get("categories", ())
        ],
        "confused": [
            {"true": told(one["true"]), "proposed": told(one["proposed"]), "times": one["times"]}
            for one in figures.get("confused", ())
        ],
    }  # fmt: skip
