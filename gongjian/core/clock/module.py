"""What the table of limits and the work calendar bring to the platform."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.clock.ledgers import DUTIES, LIMITS
from gongjian.core.manifest import MenuEntry, Module, Permission
from gongjian.core.people.roles import Role

OTHERS = (Role.PARTNER_CONTACT, Role.RESIDENT)
STAFF = tuple(role.value for role in Role if role not in OTHERS)

MODULE = Module(
    slug="clock",
    label=_("Limits and calendar"),
    permissions=(
        Permission("clock.view", _("See time limits and the work calendar"), STAFF),
        Permission("clock.manage", _("Enter time limits, duties and special days"), (Role.ADMINISTRATOR,)),
    ),
    menu=(
        MenuEntry(_("Limits and calendar"), "clock:limits", "clock", _("Office"), "clock.view", order=930),
    ),
    ledgers=(LIMITS, DUTIES),
    seeds="gongjian.core.clock.seeds",
)
