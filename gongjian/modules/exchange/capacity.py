"""How much of a resource is left in the period to which a day belongs."""

import datetime as dt

from gongjian.modules.exchange.models import Match, Per, Resource


def period_of(per: str, day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the period; for what is there once only, all time."""
    if per == Per.WEEK:
        first = day - dt.timedelta(days=day.weekday())
        return first, first + dt.timedelta(days=6)
    if per == Per.MONTH:
        first = day.replace(day=1)
        return first, (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    if per == Per.YEAR:
        return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)
    return dt.date.min, dt.date.max


def left_in(resource: Resource, day: dt.date) -> int:
    """What nobody has been promised and nobody got in the day's period; one query. Never below 0."""
    first, last = period_of(resource.per, day)
    taken = Match.objects.filter(resource=resource, first_day__gte=first, first_day__lte=last).taken()
    return max(0, resource.capacity - taken)
