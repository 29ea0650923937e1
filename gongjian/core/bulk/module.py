"""What acts on many tell the platform about themselves."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.bulk.actions import forget_runs, run_task
from gongjian.core.jobs.kinds import TaskKind
from gongjian.core.manifest import Job, Module

MODULE = Module(
    slug="bulk",
    label=_("Acts on many"),
    tasks=(TaskKind("bulk.run", _("Act on many rows"), run_task, lane="acts"),),
    jobs=(Job("bulk.forget", _("Forget old acts on many rows"), 3600, forget_runs),),
    acts={"run": _("Acted on many rows")},
    unaudited_models={
        "bulk.bulkrow": "What is done to each item leaves a trail row of the item; the run itself leaves one more.",
    },
)
