"""What the organisations bring to the platform."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import MenuEntry, Module, Permission
from gongjian.core.orgs.ledgers import UNITS
from gongjian.core.people.roles import Role
from gongjian.core.search.source import of_ledger

OTHERS = (Role.PARTNER_CONTACT, Role.RESIDENT)
STAFF = tuple(role.value for role in Role if role not in OTHERS)

MODULE = Module(
    slug="orgs",
    label=_("Organisations"),
    permissions=(
        Permission("orgs.view", _("See units and who belongs to them"), STAFF),
        Permission("orgs.manage", _("Add and close units, add and end memberships"), (Role.ADMINISTRATOR,)),
    ),
    menu=(MenuEntry(_("Organisations"), "orgs:list", "building", _("Office"), "orgs.view", order=920),),
    ledgers=(UNITS,),
    searches=(of_ledger(UNITS),),
    seeds="gongjian.core.orgs.seeds",
)
