"""The calendar: what was accepted and given, month by month."""

import calendar as months
import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.people.guard import allow_signed_in
from gongjian.modules.experts.models import ServiceOrder

WHY = "it shows only orders the person may read"
MOST = 1000


@allow_signed_in(WHY, methods=("GET",))
def calendar(request: HttpRequest) -> HttpResponse:
    """One month of orders; `?lecturers=1` shows those given by lecturers only."""
    access = request.access  # type: ignore[attr-defined]
    if not (access.may_anywhere("experts.view") or access.may_anywhere("experts.give")):
        raise PermissionDenied
    today = timezone.localdate()
    first, readable = _first_day(request.GET.get("month", ""), today=today)
    lecturers = request.GET.get("lecturers") == "1"
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    rows = ServiceOrder.objects.visible_to(access).booked()
    rows = rows.between(_midnight(first), _midnight(_shift(first, 1))).with_all()
    if lecturers:
        rows = rows.filter(expert__is_lecturer=True)
    by_day: dict[dt.date, list[ServiceOrder]] = {}
    for row in rows.order_by("starts_at", "pk")[:MOST]:
        by_day.setdefault(timezone.localtime(row.starts_at).date(), []).append(row)
    context = {
        "first": first,
        "days": [_day(day, by_day, first=first, today=today) for week in weeks for day in week],
        "weekdays": [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")],
        "number": sum(map(len, by_day.values())),
        "lecturers": lecturers,
        "previous_url": _address(_shift(first, -1), lecturers=lecturers),
        "next_url": _address(_shift(first, 1), lecturers=lecturers),
        "today_url": _address(today, lecturers=lecturers),
        "all_url": _address(first, lecturers=False),
        "lecturers_url": _address(first, lecturers=True),
        "problem": "" if readable else _("This month cannot be read; the present one is shown."),
    }
    return render(request, "experts/calendar.html", context, status=200 if readable else 400)


def _first_day(text: str, *, today: dt.date) -> tuple[dt.date, bool]:
    """The first day of "2026-03", and whether it could be read; of this month where nothing is asked."""
    if not text:
        return today.replace(day=1), True
    try:
        found = dt.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        return today.replace(day=1), False
    if not 2000 <= found.year <= 2100:
        return today.replace(day=1), False
    return found, True


def _shift(first: dt.date, months_on: int) -> dt.date:
    place = first.year * 12 + first.month - 1 + months_on
    return dt.date(place // 12, place % 12 + 1, 1)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _day(
    day: dt.date, by_day: dict[dt.date, list[ServiceOrder]], *, first: dt.date, today: dt.date
) -> dict[str, Any]:
    return {
        "day": day,
        "orders": by_day.get(day, []) if day.month == first.month else [],
        "outside": day.month != first.month,
        "today": day == today,
    }


def _address(day: dt.date, *, lecturers: bool) -> str:
    asked = {"month": f"{day:%Y-%m}"} | ({"lecturers": "1"} if lecturers else {})
    return f"{reverse('experts:calendar')}?{urlencode(asked)}"
