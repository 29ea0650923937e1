"""The sorting desk: one new report at a time, by keyboard alone or by mouse alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.once.actions import do_once
from gongjian.core.orgs.models import UnitKind
from gongjian.core.people.guard import allow
from gongjian.core.refusal import Refused
from gongjian.modules.reports.actions import sort_report
from gongjian.modules.reports.duplicates import likely_duplicates
from gongjian.modules.reports.forms.desk import SortForm
from gongjian.modules.reports.forms.public import blame
from gongjian.modules.reports.models import Report, RoutingRule
from gongjian.modules.reports.routing import first_fitting, text_of
from gongjian.modules.reports.triage.similar import similar_answered
from gongjian.modules.reports.views.desk.detail import pictures_of, words_beside_title

SURE, WORTH, AT_A_GLANCE = 0.5, 0.1, 30
CATEGORY_KEYS = "1234567890qwert"
UNIT_KEYS = "yuiopadfghlzcvbn"  # j, k, s, m and x mean something else on the desk


@dataclass(frozen=True, slots=True)
class Place:
    """Where one stands in a sitting: this is the `n`th of `of`; what comes after `after` is next."""

    n: int
    of: int
    after: int

    def query(self, *, n: int, after: int) -> str:
        """The address of the next one in the same sitting."""
        return f"{reverse('reports:sort')}?n={n}&of={self.of}&after={after}"


@allow("reports.dispatch")
def sort(request: HttpRequest) -> HttpResponse:
    """The next report that nobody has sorted; sent, it is dispatched and the one after it comes."""
    waiting = _waiting(request)
    place = _place(request, total=waiting.count())
    report = _sent(request, waiting) if request.method == "POST" else _next(waiting, place)
    if report is None and request.method == "POST":
        messages.info(request, _("Somebody else has sorted that one meanwhile. Here is the next."))
        return redirect(place.query(n=place.n, after=place.after))
    if report is None:
        left = waiting.count()
        return render(
            request, "reports/sorted.html", {"place": place, "left": left, "done": max(place.n - 1, 0)}
        )
    rules = list(RoutingRule.objects.proposing(report.office_id, timezone.localdate()).with_all())
    form = SortForm(
        report, rules, _typed(request), initial={"category": report.category_id or _surest(report)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            _dispatch(request, report, form)
            return redirect(place.query(n=place.n + 1, after=report.pk))
        except Refused as refused:
            blame(form, refused)
    return render(
        request,
        "reports/sort.html",
        _context(request, report, form, place),
        status=422 if form.errors else 200,
    )


def _typed(request: HttpRequest) -> Any:
    """What was sent; a category out of the list of all stands before the one picked."""
    if request.method != "POST":
        return None
    typed = request.POST.copy()
    if other := typed.get("other_category"):
        typed["category"] = other
    return typed


def _dispatch(request: HttpRequest, report: Report, form: SortForm) -> None:
    do_once(
        request.POST.get("once", ""), f"reports.sort:{report.pk}",
        lambda: {"step": sort_report(
            report.pk, actor=request.user, access=request.access, now=timezone.now(), **form.cleaned_data  # type: ignore[arg-type, attr-defined]
        ).pk},
        person=request.user,
    )  # fmt: skip


def _waiting(request: HttpRequest) -> Any:
    paths = request.access.paths("reports.dispatch")  # type: ignore[attr-defined]
    rows = Report.objects.under_any(paths).waiting()
    return rows.select_related("item__area", "item__office", "category", "suggestion")


def _place(request: HttpRequest, *, total: int) -> Place:
    n, of, after = (_number(request, name) for name in ("n", "of", "after"))
    return Place(n=n or 1, of=of or total, after=after)


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _sent(request: HttpRequest, waiting: Any) -> Report | None:
    """The report that the form is about, if it still waits: never another one in its place."""
    asked = request.POST.get("report", "")
    return waiting.filter(pk=asked).first() if asked.isascii() and asked.isdigit() else None  # type: ignore[no-any-return]


def _next(waiting: Any, place: Place) -> Report | None:
    """The oldest one behind the last that was dispatched or skipped."""
    last = Report.objects.filter(pk=place.after).select_related("item").first() if place.after else None
    if last:
        at = last.item.opened_at
        waiting = waiting.filter(Q(item__opened_at__gt=at) | Q(item__opened_at=at, pk__gt=last.pk))
    return waiting.first()  # type: ignore[no-any-return]


def _surest(report: Report) -> int | None:
    """The suggested category, where it is likelier right than not."""
    held = getattr(report, "suggestion", None)
    return held.first_id if held is not None and held.confidence >= SURE else None


def _suggested(report: Report, form: SortForm) -> list[dict[str, Any]]:
    """What was suggested, with confidence in whole per cent and the words that speak for it; of categories in use."""
    held = getattr(report, "suggestion", None)
    by_id = {one.pk: one for one in form.fields["category"].queryset}  # type: ignore[attr-defined]
    return [
        {
            "category": by_id[one["category"]],
            "pct": round(100 * one["confidence"]),
            "words": "、".join(one["words"]),
        }
        for one in (held.others if held else ())
        if one["category"] in by_id and one["confidence"] >= WORTH
    ]


def _many(form: SortForm) -> list[tuple[str, list[tuple[int, str]]]]:
    """Every category of a large tree, under those at its top; nothing where all are shown to be picked."""
    rows = list(form.fields["category"].queryset)  # type: ignore[attr-defined]
    if len(rows) <= AT_A_GLANCE:
        return []
    groups: dict[str, list[tuple[int, str]]] = {}
    for row in sorted(rows, key=lambda one: one.code):
        line = row.line()
        groups.setdefault(line[0].name, []).append(
            (row.pk, " / ".join(one.name for one in line[1:]) or row.name)
        )
    return list(groups.items())


def _shown(categories: list[dict[str, Any]], suggested: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All of them where one can see them at a glance; of a large tree the suggested ones and the chosen one, the others
    being in the list below."""
    if len(categories) <= AT_A_GLANCE:
        return categories
    wanted = {one["category"].pk for one in suggested}
    near = [one for one in categories if one["value"] in wanted or one["chosen"]]
    return [one | {"key": key} for one, key in zip(near, CATEGORY_KEYS, strict=False)]


def _context(request: HttpRequest, report: Report, form: SortForm, place: Place) -> dict[str, Any]:
    suggested = _suggested(report, form)
    units = _keyed(form, "unit", UNIT_KEYS, first=_nearness(report))
    return {
        "suggested": suggested, "many": _many(form), "answered": similar_answered(
            report, [one["category"].pk for one in suggested[:2]], request.access  # type: ignore[attr-defined]
        ),
        "proposed": first_fitting(
            form.rules, category=report.category, area_path=report.item.area_path, text=text_of(report)
        ),
        "report": report, "item": report.item, "form": form, "place": place, "twins": likely_duplicates(report),
        "words": words_beside_title(report), "categories": _shown(_keyed(form, "category", CATEGORY_KEYS), suggested),
        "units": [one for one in units if not one["first"]], "committees": [one for one in units if one["first"]],
        "pictures": pictures_of(report.item), "skip_url": place.query(n=place.n + 1, after=report.pk),
        "merge_url": f"{reverse('reports:merge', args=[report.pk])}?from=sort",
        "title": _("Sort new reports"),
    }  # fmt: skip


def _nearness(report: Report) -> Callable[[Any], int]:
    """Departments first, then the place's own committee, then the others."""

    def place(unit: Any) -> int:
        if unit.kind != UnitKind.COMMUNITY:
            return 0
        return 1 if report.item.area_path.startswith(unit.area.path) else 2

    return place


def _keyed(
    form: SortForm, name: str, keys: str, *, first: Callable[[Any], int] = lambda row: 0
) -> list[dict[str, Any]]:
    """The choices of a field, each with the key that picks it; those for which `first` is lowest come first."""
    rows = sorted(form.fields[name].queryset, key=first)  # type: ignore[attr-defined]
    chosen = str(form[name].value() or "")
    return [
        {
            "value": row.pk, "label": str(row), "key": keys[place] if place < len(keys) else "",
            "lead": str(getattr(row, "lead", None) or ""), "hint": getattr(row, "hint", ""),
            "chosen": str(row.pk) == chosen, "first": first(row),
        }
        for place, row in enumerate(rows)
    ]  # fmt: skip
