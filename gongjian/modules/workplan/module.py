"""What the module of the year's work tells the platform about itself."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import MenuEntry, Module, Permission
from gongjian.modules.workplan.actions import search_texts
from gongjian.modules.workplan.flows import TASK
from gongjian.modules.workplan.ledgers import TASKS
from gongjian.modules.workplan.measures import MEASURES

STAFF = ("secretary", "department_head", "dispatcher", "community_clerk", "grid_worker", "checker")

MODULE = Module(
    slug="workplan",
    label=_("Year's work"),
    urls="gongjian.modules.workplan.urls",
    api="gongjian.modules.workplan.api.router",
    flows=(TASK,),
    permissions=(
        Permission("workplan.view", _("Read the year's plan and its tasks"), (*STAFF, "auditor")),
        Permission("workplan.plan", _("Make plans, themes and tasks, and give tasks to units"),
                   ("secretary", "department_head")),
        Permission("workplan.work", _("Begin, report on and hand in the tasks of one's unit"),
                   ("department_head", "community_clerk", "grid_worker")),
        Permission("workplan.check", _("Confirm as the second person that a task is done"), ("secretary", "checker")),
        Permission("workplan.decide", _("Put off, drop and take up tasks"), ("secretary",)),
    ),
    menu=(
        MenuEntry(_("Plan of the year"), "workplan:plan", "tree", _("Year's work"), "workplan.view", order=300),
        MenuEntry(_("All tasks"), "workplan:tasks", "table", _("Year's work"), "workplan.view", order=310),
    ),
    ledgers=(TASKS,),
    measures=MEASURES,
    texts={"task": search_texts},
    seeds="gongjian.modules.workplan.seeds",
    docs="docs/modules/workplan.md",
    glossary=("Plan", "Theme", "Task", "ProgressNote", "Evidence"),
)  # fmt: skip
