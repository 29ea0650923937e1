"""What backups tell the platform about themselves."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.backup.between import EVERY
from gongjian.core.backup.schedule import KIND, begin_daily, between, run_task
from gongjian.core.jobs.kinds import TaskKind
from gongjian.core.manifest import Job, MenuEntry, Module, Permission
from gongjian.core.notices.kinds import Kind, add_kind
from gongjian.core.people.roles import Role

add_kind(
    "backup_trouble",
    Kind(_("A backup failed or is not whole. Look at the page Backups."), "late", "late", "told"),
)

MODULE = Module(
    slug="backup",
    label=_("Backups"),
    permissions=(Permission("backup.manage", _("See the backups and have one made"), (Role.ADMINISTRATOR,)),),
    menu=(MenuEntry(_("Backups"), "backup:overview", "history", _("Office"), "backup.manage", order=970),),
    jobs=(
        Job("backup.daily", _("Begin the daily backup"), 300, begin_daily, lane="backup"),
        Job("backup.between", _("Back up what has changed"), EVERY, between, lane="backup"),
    ),
    tasks=(TaskKind(KIND, _("Make a backup"), run=run_task, attempts=2, lane="backup"),),
    acts={"make": _("Had a backup made"), "restore": _("Brought a backup back")},
)
