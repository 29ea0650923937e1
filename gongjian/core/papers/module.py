"""What papers bring to the platform."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.jobs.kinds import TaskKind
from gongjian.core.manifest import Job, MenuEntry, Module, Permission
from gongjian.core.papers.filling import TASK, run_filling, sweep
from gongjian.core.papers.ledgers import PAPERS
from gongjian.core.papers.models import SET_UP, VIEW

READERS = (
    "secretary",
    "department_head",
    "dispatcher",
    "community_clerk",
    "grid_worker",
    "checker",
    "auditor",
)

MODULE = Module(
    slug="papers",
    label=_("Forms and letters"),
    api="gongjian.core.papers.api.router",
    permissions=(
        Permission(VIEW, _("Fill the office's forms and letters with what one may read"), READERS),
        Permission(
            SET_UP,
            _("Take in forms and letters, and retire them"),
            ("secretary", "department_head", "dispatcher"),
        ),
    ),
    menu=(MenuEntry(_("Forms and letters"), "papers:list", "doc", _("Office"), VIEW, order=890),),
    ledgers=(PAPERS,),
    jobs=(Job("papers.sweep", _("Take away filled papers after a week"), 3600, sweep),),
    tasks=(TaskKind(name=TASK, label=_("Fill a paper"), run=run_filling, attempts=3),),
    acts={
        "add_paper": _("Took in a form or letter"),
        "add_version": _("Brought a newer version"),
        "retire_paper": _("Retired a form or letter"),
        "bring_back_paper": _("Brought a form or letter back"),
        "fill_paper": _("Filled a form or letter"),
        "print_matter": _("Made a PDF of the matter"),
        "print_reply": _("Made a PDF of the reply"),
        "print_list": _("Made a PDF of a list"),
    },
    seeds="gongjian.core.papers.seeds",
    unaudited_models={
        "papers.filledpaper": "A copy for one person, gone after a week; its filling leaves a trail row."
    },
)
