"""Goals that a number of the product counts: their progress is written down anew every hour, for lists and pages."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from gongjian.core.measures.registry import registry, value_of
from gongjian.modules.programmes.models import AnnualGoal


def refresh_goals(now: dt.datetime) -> int:
    """Count the goals of this year and the last; returns how many changed. Safe to run twice."""
    year = timezone.localdate(now).year
    goals = AnnualGoal.objects.filter(year__gte=year - 1, year__lte=year).exclude(measure="")
    return sum(refresh(goal, now=now) for goal in goals.select_related("office"))


def refresh(goal: AnnualGoal, *, now: dt.datetime) -> bool:
    """Count one; a number that is not installed any more keeps what was counted last."""
    if goal.measure not in registry():
        return False
    until = min(timezone.localdate(now), dt.date(goal.year, 12, 31))
    answer = value_of(goal.measure, area=goal.office, since=dt.date(goal.year, 1, 1), until=until, now=now)
    reached = Decimal(str(answer.value or 0)).quantize(Decimal("0.01"))
    return bool(AnnualGoal.objects.filter(pk=goal.pk).exclude(reached=reached).update(reached=reached))
