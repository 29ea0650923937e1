"""Beside the inbox: how the last weeks went, and the newest notices that were not read yet."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.trends import MOST_LATE, Week, line_of, weeks_of
from gongjian.core.notices.kinds import words_of
from gongjian.core.notices.models import Notice
from gongjian.core.people.access import Access

NOTICES = 5


def aside_of(access: Access, person: Any, *, now: dt.datetime) -> dict[str, Any]:
    """Context of the inbox's side: `trends` and `reminders`, each empty when there is nothing to show."""
    found = unread_of(person)
    return {
        "trends": trends_of(access, now=now),
        "trends_hint": _("last 8 weeks"),
        "unread": found[0].unread if found else 0,
        "reminders": [_reminder(notice, now=now) for notice in found],
        "reminders_url": reverse("notices:list"),
    }


def trends_of(access: Access, *, now: dt.datetime) -> list[dict[str, Any]]:
    """Three numbers of the last seven days with their course; none where nothing came and nothing was closed."""
    weeks = weeks_of(access, now=now)
    if not any(week.received or week.closed for week in weeks):
        return []
    return [
        _trend(_("Received in 7 days"), _("items"), [float(week.received) for week in weeks]),
        _trend(
            _("Closed in time"),
            "%",
            [week.in_time_pct for week in weeks],
            formula=_in_time_formula(weeks),
        ),
        _trend(_("Time to close, mean"), _("days"), [week.mean_days for week in weeks]),
    ]


def _in_time_formula(weeks: Sequence[Week]) -> str:
    if any(week.overdue is None for week in weeks):
        return _("not reckoned here: more than %(most)s are overdue") % {"most": f"{MOST_LATE:,}"}
    return _("closed in time ÷ (closed + overdue and still open)")


def _trend(label: str, unit: str, values: Sequence[float | None], *, formula: str = "") -> dict[str, Any]:
    last, before, line = values[-1], values[-2], line_of(values)
    drawn = {"points": line.points, "end_x": line.end_x, "end_y": line.end_y} if line else {}
    return {
        "label": label,
        "formula": formula,
        "unit": "" if last is None else unit,
        "value": _number(last),
        "change": _change(last, before),
        **drawn,
    }


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:,.1f}".removesuffix(".0")


def _change(last: float | None, before: float | None) -> str:
    if last is None or before is None:
        return ""
    by = f"{last - before:+.1f}".removesuffix(".0").replace("-", "−")
    return _("as in the week before") if by in ("+0", "−0") else _("%(by)s on the week before") % {"by": by}


def unread_of(person: Any) -> list[Any]:
    """The newest unread notices, each knowing how many there are in all (`unread`): the page's head asks no second time."""
    own = Notice.objects.filter(person=person, read_at__isnull=True).select_related("item")
    return list(own.annotate(unread=Window(Count("pk")))[:NOTICES])


def _reminder(notice: Notice, *, now: dt.datetime) -> dict[str, Any]:
    at, today = timezone.localtime(notice.at), timezone.localtime(now).date()
    return {
        "when": at.strftime("%H:%M") if at.date() == today else at.strftime("%m-%d"),
        "text": words_of(notice),
        "url": reverse("items:detail", args=[notice.item_id]) if notice.item_id else "",
        "link_text": notice.item.title if notice.item else "",
    }
