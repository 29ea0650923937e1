"""What the module of reports tells the platform about itself."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import Module, Permission
from gongjian.modules.reports.flows import REPORT

STAFF = ("secretary", "department_head", "dispatcher", "community_clerk", "grid_worker", "checker")
HANDLERS = ("department_head", "community_clerk", "grid_worker")

PERMISSIONS = (
    Permission("reports.view", _("Read reports, with names and numbers masked"), (*STAFF, "auditor")),
    Permission("reports.register", _("Write down a report from telephone, letter, counter or hotline"),
               ("dispatcher", "community_clerk", "grid_worker")),
    Permission("reports.dispatch", _("Sort, dispatch, join and refuse reports"), ("dispatcher",)),
    Permission("reports.handle", _("Accept, handle and hand in the reports of one's unit"), HANDLERS),
    Permission("reports.assign", _("Give a report to another person of the unit"), ("department_head",)),
    Permission("reports.fix", _("Fix at once and show the proof"), ("dispatcher", *HANDLERS)),
    Permission("reports.check", _("Check as the second person, close and answer"), ("checker", "secretary")),
    Permission("reports.reopen", _("Reopen a closed report"), ("checker", "secretary")),
    Permission("reports.answer", _("Give the resident word in between"), ("dispatcher", "checker", *HANDLERS)),
    Permission("reports.reveal", _("See the reporter's name and number, giving a reason"), ("dispatcher", *HANDLERS)),
    Permission("reports.find_by_phone", _("Find reports by the reporter's exact number"), ("dispatcher",)),
    Permission("reports.set_up", _("Keep categories and answer templates"), ("dispatcher",)),
)  # fmt: skip

MODULE = Module(
    slug="reports",
    label=_("Reports"),
    flows=(REPORT,),
    permissions=PERMISSIONS,
    docs="modules/reports.md",
)
