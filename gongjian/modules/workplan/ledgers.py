"""The list of all planned tasks."""

from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.as_of import overdue_at
from gongjian.core.ledgers.addresses import page_by_number
from gongjian.core.ledgers.filters import Asked, ChoiceFilter, ConditionFilter, DatesFilter, TextFilter
from gongjian.core.ledgers.items import item_columns, item_filters, item_search, with_lights
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.core.people.access import Access
from gongjian.modules.workplan.flows import TASK
from gongjian.modules.workplan.models import Plan, Task, done_in_time
from gongjian.modules.workplan.taking import INTAKE

SHARED = item_columns(TASK)
KEPT_WORDS = (
    ("in_time", _("Done in time")),
    ("done_late", _("Done too late")),
    ("late", pgettext_lazy("clock light", "Overdue")),
)
KEPT = {
    "in_time": lambda now: done_in_time(),
    "done_late": lambda now: Q(item__state="done") & ~done_in_time(),
    "late": overdue_at,
}


def _tasks(access: Access) -> QuerySet[Any]:
    return with_lights(Task.objects.visible_to(access).with_all())


def _plans(asked: Asked) -> list[tuple[str, str]]:
    return [(str(plan.pk), str(plan)) for plan in Plan.objects.visible_to(asked.access)]


def _my_units(access: Access) -> list[str]:
    return [str(pk) for pk in sorted(access.unit_ids)]


TASKS = Ledger(
    slug="tasks",
    title=_("Tasks of the year"),
    permission="workplan.view",
    url_name="workplan:tasks",
    queryset=_tasks,
    columns=(
        SHARED["number"],
        SHARED["title"],
        Column("theme", _("Theme"), "theme", width=200, sort="theme__order"),
        SHARED["state"],
        SHARED["unit"],
        SHARED["handler"],
        Column("due_on", _("Planned day"), "due_on", Kind.DATE, width=100, sort="due_on", phone=True),
        SHARED["light"],
        Column("progress", _("Progress"), "progress", Kind.PERCENT, width=72, sort="progress", phone=True),
        Column("target", _("Target"), "target", width=200, shown=False),
        Column("evidence_needed", _("Proof asked for"), "evidence_needed", width=160, shown=False),
        Column("plan", _("Plan"), "theme.plan", width=160, shown=False),
        replace(SHARED["area"], shown=False),
        replace(SHARED["due"], shown=False),
        SHARED["result"],
        SHARED["closed"],
    ),
    filters=(
        ChoiceFilter("plan", _("Plan"), "theme__plan_id", _plans),
        TextFilter("theme", _("Theme"), paths=("theme__title", "theme__parent__title")),
        *item_filters(TASK),
        DatesFilter("planned", _("Planned day"), "due_on", moments=False),
        ConditionFilter("kept", _("Kept"), "", KEPT_WORDS, conditions=KEPT),
    ),
    views=(
        SavedView("late", pgettext_lazy("clock light", "Overdue"), {"light": "late"}),
        SavedView("soon", pgettext_lazy("clock light", "Due soon"), {"light": "soon"}),
        SavedView("mine", _("My unit's"), {"unit": _my_units}),
        SavedView("submitted", _("To be confirmed"), {"state": "submitted"}),
        SavedView("done", pgettext_lazy("task state", "Done"), {"state": "done"}),
    ),
    search=item_search(),
    flow=TASK,
    looks=("board", "chart"),
    default_sort="due_on",
    row_url=page_by_number("workplan:detail"),
    primary_action=PrimaryAction(_("Add a task"), "workplan:new_task", permission="workplan.plan"),
    empty_title=_("No task yet"),
    empty_text=_("Make a plan with its themes first, then add the tasks with owner and date."),
    intake=INTAKE,
)
