"""Rows that hold from one day until the day before another: `since` and `until`, of which the last may be open."""

import datetime as dt

from django.db.models import Q


def holds_on(day: dt.date) -> Q:
    """The rows that hold on a day."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))
