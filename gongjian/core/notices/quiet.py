"""Times of day: when nobody is to be disturbed, and the last moment at which something that comes round was due."""

import datetime as dt

from django.utils import timezone


def end_of_quiet(now: dt.datetime, *, begin: dt.time, end: dt.time) -> dt.datetime | None:
    """When the quiet hours end in which `now` lies, in the office's time; None outside of them or when they are empty."""
    local = timezone.localtime(now)
    at = local.time()
    if begin == end:
        return None
    inside = begin <= at < end if begin < end else at >= begin or at < end
    if not inside:
        return None
    day = local.date() + dt.timedelta(days=1 if begin > end and at >= begin else 0)
    return timezone.make_aware(dt.datetime.combine(day, end))


def last_daily(now: dt.datetime, *, hour: int) -> dt.datetime:
    """The latest moment not after `now` at which it was this full hour in the office."""
    return _last(now, hour=hour, step=dt.timedelta(days=1), day=timezone.localtime(now).date())


def last_weekly(now: dt.datetime, *, hour: int) -> dt.datetime:
    """The latest Monday at this full hour, not after `now`."""
    today = timezone.localtime(now).date()
    return _last(now, hour=hour, step=dt.timedelta(days=7), day=today - dt.timedelta(days=today.weekday()))


def _last(now: dt.datetime, *, hour: int, step: dt.timedelta, day: dt.date) -> dt.datetime:
    moment = timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
    return moment if moment <= now else timezone.make_aware(dt.datetime.combine(day - step, dt.time(hour)))
