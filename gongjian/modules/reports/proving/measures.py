"""The rate of false closures: closed reports that were drawn by lot and found not done."""

import datetime as dt
from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.core.measures.counted import Counted, by_unit
from gongjian.core.measures.measure import Measure
from gongjian.modules.reports.models import Inspection, Report, Sighting
from gongjian.modules.reports.models.proof import InspectionQuerySet


def inspected(now: dt.datetime) -> "QuerySet[Inspection]":
    """Closed reports that were drawn and seen again, of re-inspections that were over."""
    found = InspectionQuerySet(Inspection).seen().filter(report__in=Report.objects.counted())
    return found.filter(plan__closed_at__lte=now)


def _inspections(rows: "Callable[[dt.datetime], QuerySet[Inspection]]", proof: str) -> Counted:
    """By the day on site and the unit that had closed the report; the list shows those reports."""
    return Counted(
        rows=rows, path="report__item__area_path", at="at", page="reports:ledger", params={"proof": proof},
        dates="inspected_on", exact=False, dimensions=(by_unit("unit_id"),),
    )  # fmt: skip


INSPECTED = _inspections(inspected, "seen")
FALSELY_CLOSED = _inspections(lambda now: inspected(now).filter(outcome=Sighting.NOT), "not")
MEASURES = (
    Measure(
        name="reports.false_closure_rate", label=_("Closed but not done"), unit="%", better="down",
        formula=_(
            "Closed reports drawn by lot and found not done on site ÷ all drawn and seen, by the unit that closed them"
        ),
        part=FALSELY_CLOSED, whole=INSPECTED,
    ),
)  # fmt: skip
