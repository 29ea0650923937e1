"""The named numbers of the year's work."""

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongjian.core.items.models import Clock
from gongjian.core.measures.measure import Measure, MeasureResult, Scope
from gongjian.modules.workplan.models import Task


def _tasks(scope: Scope) -> QuerySet[Any]:
    """Tasks whose planned day lies in the span."""
    tasks = scope.rows(Task.objects.all(), path="item__area_path")
    if scope.since:
        tasks = tasks.filter(due_on__gte=scope.since)
    return tasks.filter(due_on__lte=scope.until) if scope.until else tasks


def _count(scope: Scope) -> int:
    return _tasks(scope).count()


def _late(scope: Scope) -> int:
    return _tasks(scope).late(scope.now).count()


def _done_rate(scope: Scope) -> MeasureResult:
    counted = _tasks(scope).exclude(item__state="dropped")
    return MeasureResult.share(counted.filter(item__state="done").count(), counted.count())


def _on_time_rate(scope: Scope) -> MeasureResult:
    """Overdue open tasks count as late, so that leaving them open flatters nobody."""
    too_late = Clock.objects.filter(item=OuterRef("item"), name="due", stopped_at__gt=F("due_at"))
    done = _tasks(scope).filter(item__state="done")
    return MeasureResult.share(done.exclude(Exists(too_late)).count(), done.count() + _late(scope))


def _rows(**query: str) -> Any:
    def address(scope: Scope) -> str:
        words = "&".join(f"{name}={value}" for name, value in query.items())
        return reverse("workplan:tasks") + (f"?{words}" if words else "")

    return address


MEASURES = (
    Measure(
        name="workplan.tasks",
        label=_("Planned tasks"),
        formula=_("Number of tasks whose planned day lies in the span"),
        unit=_("tasks"),
        compute=_count,
        rows=_rows(),
    ),
    Measure(
        name="workplan.done_rate",
        label=_("Share of tasks done"),
        formula=_("Tasks confirmed as done ÷ all tasks except those dropped"),
        unit="%",
        compute=_done_rate,
        rows=_rows(state="done"),
        better="up",
    ),
    Measure(
        name="workplan.on_time_rate",
        label=_("Share of tasks done in time"),
        formula=_(
            "Tasks done by their planned day ÷ (tasks done + open tasks overdue), extensions counted in"
        ),
        unit="%",
        compute=_on_time_rate,
        rows=_rows(state="done"),
        better="up",
    ),
    Measure(
        name="workplan.late",
        label=_("Overdue tasks"),
        formula=_("Open tasks past their planned day, extensions counted in"),
        unit=_("tasks"),
        compute=_late,
        rows=_rows(light="late"),
        better="down",
    ),
)
