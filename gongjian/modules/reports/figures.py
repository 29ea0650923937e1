"""The few numbers that the public pages show: counted, never rounded up."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from gongjian.core.items.flow import Phase
from gongjian.modules.reports.models import Report, Satisfaction, Verdict


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """This year so far: received, finished, and of those asked how many were satisfied."""

    year: int
    received: int
    finished: int
    asked: int
    satisfied: int

    @property
    def satisfied_pct(self) -> int | None:
        """Whole per cent of those who said something; None while nobody has."""
        return self.satisfied * 100 // self.asked if self.asked else None


def public_figures(now: dt.datetime) -> PublicFigures:
    """Of all working offices together."""
    year = timezone.localtime(now).year
    start = timezone.make_aware(dt.datetime(year, 1, 1))
    reports = Report.objects.counted().filter(item__office__is_office=True)
    this_year = reports.received(start).aggregate(
        received=Count("pk"), finished=Count("pk", filter=Q(item__phase=Phase.CLOSED))
    )
    said = Satisfaction.objects.filter(at__gte=start, report__in=reports).aggregate(
        asked=Count("pk"), satisfied=Count("pk", filter=Q(verdict=Verdict.SATISFIED))
    )
    return PublicFigures(year=year, **this_year, **said)
