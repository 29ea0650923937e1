"""What the product does by itself on the day after a span: list, draw, or say that there is nobody."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from gongjian.core.asking.actions.sampling import call_off, draw_sample, not_drawn_because
from gongjian.core.asking.models import Sample
from gongjian.core.asking.sources import sources


def draw_due(now: dt.datetime) -> int:
    """List and draw every sample whose span is over; one for which nobody can be asked is called off with that reason.
    Says how many were drawn. Safe to run again."""
    count = 0
    for sample in list(
        Sample.objects.due(timezone.localdate(now)).filter(source__in=sources()).select_related("office")
    ):
        with transaction.atomic():
            reason = not_drawn_because(sample, now=now)
            if reason:
                call_off(sample, why=reason, by=None, now=now)
            else:
                draw_sample(sample, by=None, now=now)
                count += 1
    return count
