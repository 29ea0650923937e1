"""What files tell the platform about themselves."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.files.actions import recount, sweep
from gongjian.core.manifest import Job, MenuEntry, Module, Permission
from gongjian.core.people.roles import Role

MODULE = Module(
    slug="files",
    label=_("Files"),
    api="gongjian.core.files.api.router",
    permissions=(
        Permission("files.see_space", _("See how much space the offices' files take"), (Role.ADMINISTRATOR,)),
        Permission(
            "files.withdraw",
            _("Withdraw files that anybody added to a matter"),
            (Role.SECRETARY, Role.DEPARTMENT_HEAD, Role.DISPATCHER),
        ),
    ),
    menu=(MenuEntry(_("Space of files"), "files:space", "clip", _("Office"), "files.see_space", order=965),),
    jobs=(
        Job("files.sweep", _("Take away files that belong to nothing"), 6 * 3600, sweep),
        Job("files.recount", _("Count anew how much space files take"), 24 * 3600, recount),
    ),
    acts={
        "keep_file": _("Added a file"),
        "take_along": _("Took all files of a matter along"),
        "withdraw": _("Withdrew a file"),
    },
    unaudited_models={
        "files.filespace": "A count of files, each of which has a row in the trail; recounted daily."
    },
)
