"""The named numbers of meetings, decisions and promises."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.items.as_of import overdue_at
from gongjian.core.measures.counted import Counted, by_unit
from gongjian.core.measures.measure import Measure
from gongjian.modules.meetings.models import Decision, Promise


def _decisions(chosen: Callable[[dt.datetime], Q], **params: Any) -> Counted:
    """Decisions that fall into a span by their date."""
    return Counted(
        rows=lambda now: Decision.objects.filter(chosen(now)), at="due_on", day=True, page="meetings:decisions", params=params,
        dates="planned", dimensions=(by_unit(),),
    )  # fmt: skip


def _promises(chosen: Callable[[dt.datetime], Q], **params: Any) -> Counted:
    """Promises that fall into a span by their date."""
    return Counted(
        rows=lambda now: Promise.objects.filter(chosen(now)), at="due_on", day=True, page="meetings:promises", params=params,
        dates="planned", dimensions=(by_unit(),),
    )  # fmt: skip


MEASURES = (
    Measure(
        name="meetings.decisions",
        label=_("Decisions of meetings"),
        formula=_("Number of decisions whose date lies in the span"),
        unit=_("decisions"),
        part=_decisions(lambda now: Q()),
    ),
    Measure(
        name="meetings.done_rate",
        label=_("Share of decisions carried out"),
        formula=_("Decisions confirmed as carried out ÷ all decisions except those dropped"),
        unit="%",
        part=_decisions(lambda now: Q(item__state="done"), state="done"),
        whole=_decisions(lambda now: ~Q(item__state="dropped"), state="dropped", state_is="not"),
        better="up",
    ),
    Measure(
        name="meetings.late",
        label=_("Overdue decisions"),
        formula=_("Open decisions past their date, extensions counted in"),
        unit=_("decisions"),
        part=_decisions(overdue_at, light="late"),
        better="down",
    ),
    Measure(
        name="meetings.kept_rate",
        label=_("Share of promises kept"),
        formula=_("Promises kept ÷ (promises kept + promises not kept + open promises overdue)"),
        unit="%",
        part=_promises(lambda now: Q(item__state="kept"), state="kept"),
        whole=_promises(lambda now: Q(item__state__in=("kept", "broken")) | overdue_at(now), settled="yes"),
        better="up",
    ),
)
