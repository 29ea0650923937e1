"""Named numbers about reports, each with the rows it is counted from."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.core.items.as_of import came_by, closed_by, in_time_by, limited_by, open_at, overdue_at
from gongjian.core.items.flow import WITHDRAWN
from gongjian.core.measures.counted import Counted, Dimension, by_unit
from gongjian.core.measures.measure import Measure, Spread
from gongjian.lib.numbers import mean, median
from gongjian.modules.reports.models import Report
from gongjian.modules.reports.proving.measures import MEASURES as PROOF_MEASURES
from gongjian.modules.reports.rating.rates import MEASURES as RATE_MEASURES
from gongjian.modules.reports.rating.rates import category_names

PAGE = "reports:ledger"


def _dimensions() -> tuple[Dimension, ...]:
    return (
        by_unit(),
        Dimension("category", _("Category"), "category_id", category_names, "category", tree=True),
    )


def received(now: dt.datetime) -> "QuerySet[Report]":
    """Reports that had reached the office."""
    return Report.objects.counted().filter(came_by(now))


def answered(now: dt.datetime) -> "QuerySet[Report]":
    """Reports with an answer; `answered_at` is the moment of the first."""
    return Report.objects.counted().filter(came_by(now)).with_first_answer().filter(answered_at__lte=now)


def _reports(rows: "Callable[[dt.datetime], QuerySet[Any]]", **more: Any) -> Counted:
    """Reports that fall into a span by the day they came, shown by the list of reports."""
    facts: dict[str, Any] = {
        "rows": rows,
        "page": PAGE,
        "dates": "opened",
        "dimensions": _dimensions(),
        "params": {},
    } | more
    if "view" not in facts["params"] and facts["params"].get("light") != "late":
        facts["params"] = facts["params"] | {"state": WITHDRAWN, "state_is": "not"}
    return Counted(**facts)


RECEIVED = _reports(received)
OPEN = _reports(lambda now: received(now).filter(open_at(now)), params={"view": "open"})
OVERDUE = _reports(lambda now: received(now).filter(overdue_at(now)), params={"light": "late"})
CLOSED = _reports(
    lambda now: received(now).filter(closed_by(now)),
    params={"view": "closed"},
    at="item__closed_at",
    dates="closed",
)
LIMITED = _reports(
    lambda now: received(now).filter(limited_by(now)), params={"light": ["late", "kept", "kept_late"]}
)
IN_TIME = _reports(lambda now: received(now).filter(in_time_by(now)), params={"light": "kept"})
ANSWERED = _reports(answered, params={"answered": "yes"}, at="answered_at", dates="answered_on")


def _days(summary: Callable[[list[float]], float | None]) -> Spread:
    return Spread("item__opened_at", "answered_at", summary)


REPORTS, DAYS = _("reports"), _("days")
MEASURES = (
    Measure(
        name="reports.received", label=_("Reports received"), unit=REPORTS,
        formula=_("Reports that reached the office, joined ones included"),
        part=RECEIVED,
    ),
    Measure(
        name="reports.open", label=_("Reports still open"), unit=REPORTS, better="down",
        formula=_("Reports received and not closed"),
        part=OPEN,
    ),
    Measure(
        name="reports.closed", label=_("Reports closed"), unit=REPORTS,
        formula=_("Reports that are closed now, whatever their result"),
        part=CLOSED,
    ),
    Measure(
        name="reports.answered", label=_("Reports answered"), unit=REPORTS, better="up",
        formula=_("Reports with at least one answer"),
        part=ANSWERED,
    ),
    Measure(
        name="reports.overdue", label=_("Reports overdue"), unit=REPORTS, better="down",
        formula=_("Open reports whose earliest clock has run out"),
        part=OVERDUE,
    ),
    Measure(
        name="reports.on_time_rate", label=_("Closed in time"), unit="%", better="up",
        formula=_(
            "Reports closed with every clock stopped in time ÷ (closed reports that had a time limit + open ones overdue)"
        ),
        part=IN_TIME, whole=LIMITED,
    ),
    Measure(
        name="reports.days_to_answer_median", label=_("Days to answer, median"), unit=DAYS, better="down",
        formula=_("Days with fractions from the message to its first answer, over all answered reports: the middle one"),
        part=ANSWERED, spread=_days(median),
    ),
    Measure(
        name="reports.days_to_answer_mean", label=_("Days to answer, mean"), unit=DAYS, better="down",
        formula=_("Days with fractions from the message to its first answer, over all answered reports: sum ÷ count"),
        part=ANSWERED, spread=_days(mean),
    ),
    Measure(
        name="reports.days_to_answer_max", label=_("Days to answer, longest"), unit=DAYS, better="down",
        formula=_("Days with fractions from the message to its first answer: the longest"),
        part=ANSWERED, spread=_days(lambda days: max(days, default=None)),
    ),
    *RATE_MEASURES,
    *PROOF_MEASURES,
)  # fmt: skip
