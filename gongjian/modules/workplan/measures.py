"""The named numbers of the year's work."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.core.items.as_of import overdue_at
from gongjian.core.items.flow import WITHDRAWN
from gongjian.core.measures.counted import Counted, by_unit
from gongjian.core.measures.measure import Measure
from gongjian.modules.workplan.models import Task, done_in_time


def _tasks(chosen: Callable[[dt.datetime], Q], **params: Any) -> Counted:
    """Tasks that fall into a span by their planned day, shown by the list of tasks."""
    return Counted(
        rows=lambda now: _all().filter(chosen(now)), at="due_on", day=True, page="workplan:tasks", params=params,
        dates="planned", dimensions=(by_unit(),),
    )  # fmt: skip


def _all() -> "QuerySet[Task]":
    return Task.objects.exclude(item__state=WITHDRAWN)


ALL = _tasks(lambda now: Q(), state=WITHDRAWN, state_is="not")
KEPT_ON = _tasks(lambda now: ~Q(item__state="dropped"), state=["dropped", WITHDRAWN], state_is="not")
DONE = _tasks(lambda now: Q(item__state="done"), state="done")
LATE = _tasks(overdue_at, light="late")
# Overdue open tasks count as late, so that leaving them open flatters nobody.
IN_TIME = _tasks(lambda now: done_in_time(), kept="in_time")
LIMITED = _tasks(lambda now: Q(item__state="done") | overdue_at(now), kept=["in_time", "done_late", "late"])


MEASURES = (
    Measure(
        name="workplan.tasks",
        label=_("Planned tasks"),
        formula=_("Number of tasks whose planned day lies in the span"),
        unit=_("tasks"),
        part=ALL,
    ),
    Measure(
        name="workplan.done_rate",
        label=_("Share of tasks done"),
        formula=_("Tasks confirmed as done ÷ all tasks except those dropped"),
        unit="%",
        part=DONE,
        whole=KEPT_ON,
        better="up",
    ),
    Measure(
        name="workplan.on_time_rate",
        label=_("Share of tasks done in time"),
        formula=_(
            "Tasks done by their planned day ÷ (tasks done + open tasks overdue), extensions counted in"
        ),
        unit="%",
        part=IN_TIME,
        whole=LIMITED,
        better="up",
    ),
    Measure(
        name="workplan.late",
        label=_("Overdue tasks"),
        formula=_("Open tasks past their planned day, extensions counted in"),
        unit=_("tasks"),
        part=LATE,
        better="down",
    ),
)
