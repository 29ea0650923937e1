"""What the loop itself brings: permissions beside the moves, the inbox, the reminders."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.items.ledgers import CLOCKS, MATTERS
from gongjian.core.items.reminders import remind
from gongjian.core.manifest import Job, MenuEntry, Module, Permission

MODULE = Module(
    slug="items",
    label=_("The loop"),
    permissions=(
        Permission("items.urge", _("Urge those who handle an item"), ("secretary",)),
        Permission("items.decide_time", _("Grant more time or a pause that others ask for"), ("secretary",)),
        Permission(
            "items.view_watch",
            _("See by unit and by duty what is late or soon will be"),
            ("secretary", "department_head", "dispatcher", "community_clerk", "checker", "auditor"),
        ),
        Permission(
            "items.set_duties",
            _("Put duties with limits of their own on an item, and take them off"),
            ("secretary", "dispatcher"),
        ),
        Permission(
            "items.note",
            _("Add a note to an item"),
            ("secretary", "department_head", "dispatcher", "community_clerk", "grid_worker", "checker"),
        ),
    ),
    api="gongjian.core.items.api.router",
    menu=(
        MenuEntry(_("My inbox"), "items:inbox", "inbox", _("My work"), order=10),
        MenuEntry(_("What will be late"), "items:watch", "clock", _("My work"), "items.view_watch", order=12),
    ),
    ledgers=(MATTERS, CLOCKS),
    jobs=(Job("items.remind", _("Remind of what is due, overdue or stuck"), 60, remind),),
)
