"""What jobs and tasks tell the platform about themselves."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.jobs.tidying import tidy
from gongjian.core.manifest import Job, MenuEntry, Module, Permission
from gongjian.core.people.roles import Role

MODULE = Module(
    slug="jobs",
    label=_("Background work"),
    permissions=(
        Permission(
            "jobs.manage",
            _("Look after background work: see it, stop it, try it again"),
            (Role.ADMINISTRATOR,),
        ),
    ),
    menu=(
        MenuEntry(_("My tasks"), "jobs:own", "sync", _("My work"), order=40),
        MenuEntry(_("Background work"), "jobs:overview", "gear", _("Office"), "jobs.manage", order=960),
    ),
    jobs=(Job("jobs.tidy", _("Forget old background tasks"), 3600, tidy),),
    acts={
        "cancel": _("Stopped a background task"),
        "try_again": _("Had a background task tried again"),
        "run_now": _("Had a periodic job run at once"),
    },
    unaudited_models={
        "jobs.jobstate": "Working state of the worker; asking for a run writes a trail row.",
        "jobs.task": "Working state: what a task does to other rows leaves rows of its own.",
        "jobs.heartbeat": "A worker's sign of life, written every few seconds.",
    },
)
