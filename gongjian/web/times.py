"""Dates and times as the pages write them: 2026-03-05 14:50, with relative words only beside them."""

import datetime as dt

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE, HOUR, DAY = 60, 3600, 86_400


def local(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    """An aware moment in the office's own time zone; a plain date stays as it is."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def write_date(value: dt.date | dt.datetime | None) -> SafeString | str:
    """`2026-03-05` in a <time> element, or a dash when there is none."""
    if value is None or value == "":
        return "—"
    day = local(value)
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), day.strftime("%Y-%m-%d"))


def write_stamp(value: dt.datetime | None) -> SafeString | str:
    """`2026-03-05 14:50` in a <time> element; a plain date is written without an hour."""
    if not isinstance(value, dt.datetime):
        return write_date(value)
    moment = local(value)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), moment.strftime("%Y-%m-%d %H:%M"))


def distance(value: dt.datetime | dt.date | None, now: dt.datetime) -> str:
    """How far a moment is from now, in words: `2 days ago`, `in 3 hours`, `just now`."""
    if value is None:
        return ""
    if not isinstance(value, dt.datetime):
        return _days((local(now).date() - value).days)
    seconds = (now - value).total_seconds()
    size = abs(seconds)
    if size < MINUTE:
        return _("just now")
    if size < HOUR:
        return _minutes(int(size // MINUTE), past=seconds > 0)
    if size < DAY:
        return _hours(int(size // HOUR), past=seconds > 0)
    return _days(int(size // DAY) if seconds > 0 else -int(size // DAY))


def _minutes(count: int, *, past: bool) -> str:
    if past:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", count) % {"count": count}
    return ngettext("in %(count)d minute", "in %(count)d minutes", count) % {"count": count}


def _hours(count: int, *, past: bool) -> str:
    if past:
        return ngettext("%(count)d hour ago", "%(count)d hours ago", count) % {"count": count}
    return ngettext("in %(count)d hour", "in %(count)d hours", count) % {"count": count}


def _days(ago: int) -> str:
    if ago == 0:
        return _("today")
    if ago > 0:
        return ngettext("%(count)d day ago", "%(count)d days ago", ago) % {"count": ago}
    return ngettext("in %(count)d day", "in %(count)d days", -ago) % {"count": -ago}
