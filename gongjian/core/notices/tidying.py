"""Forgetting messages that are long over, and addresses of people who have left."""

import datetime as dt

from gongjian.core.notices.addresses import forget_addresses
from gongjian.core.notices.models import OVER, Delivery

KEPT = dt.timedelta(days=30)
CHUNK = 500


def tidy(now: dt.datetime) -> int:
    """Remove messages that ended more than 30 days ago; returns how many."""
    forget_addresses(now)
    gone = 0
    old = Delivery.objects.filter(state__in=OVER, ended_at__lt=now - KEPT)
    while keys := list(old.values_list("pk", flat=True)[:CHUNK]):
        Delivery.objects.filter(pk__in=keys).delete()
        gone += len(keys)
    return gone
