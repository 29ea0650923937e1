"""What the organisations bring to the platform."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.manifest import Job, MenuEntry, Module, Permission, PersonalField
from gongjian.core.orgs.ledgers import UNITS
from gongjian.core.orgs.post_ledgers import SEATS, TERMS
from gongjian.core.orgs.reminding import KEEP_DAYS, forget_names, remind_of_terms
from gongjian.core.people.roles import Role
from gongjian.core.search.source import of_ledger

WHO_HOLDS = _("To know who holds a post, and whom a unit sends")
OTHERS = (Role.PARTNER_CONTACT, Role.RESIDENT)
STAFF = tuple(role.value for role in Role if role not in OTHERS)

MODULE = Module(
    slug="orgs",
    label=_("Organisations"),
    permissions=(
        Permission("orgs.view", _("See units and who belongs to them"), STAFF),
        Permission(
            "orgs.organise",
            _("Keep posts, terms of office and members of Party organisations and committees"),
            (Role.SECRETARY, Role.BRANCH_SECRETARY),
        ),
        Permission("orgs.manage", _("Add and close units, add and end memberships"), (Role.ADMINISTRATOR,)),
    ),
    menu=(
        MenuEntry(_("Party organisations"), "orgs:party", "tree", _("Network"), "orgs.view", order=380),
        MenuEntry(_("Posts and terms"), "orgs:terms", "flag", _("Network"), "orgs.view", order=382),
        MenuEntry(_("Members from units"), "orgs:seats", "people", _("Network"), "orgs.view", order=384),
        MenuEntry(_("Organisations"), "orgs:list", "building", _("Office"), "orgs.view", order=920),
    ),
    ledgers=(UNITS, TERMS, SEATS),
    jobs=(
        Job("orgs.terms", _("Tell of terms of office that end soon"), 6 * 3600, remind_of_terms),
        Job("orgs.names", _("Destroy names in terms that are long over"), 86_400, forget_names),
    ),
    personal_fields=(
        PersonalField("orgs.Term", "name_sealed", WHO_HOLDS, KEEP_DAYS, "sealed"),
        PersonalField("orgs.Appointment", "name_sealed", WHO_HOLDS, KEEP_DAYS, "sealed"),
    ),
    acts={
        "add_post": _("Added a post"),
        "begin_term": _("Entered a term of office"),
        "end_term": _("Ended a term of office"),
        "appoint": _("Appointed a member from a unit"),
        "end_appointment": _("Ended a unit's seat"),
        "withdraw_unit": _("Entered that a unit withdrew"),
    },
    searches=(of_ledger(UNITS),),
    seeds="gongjian.core.orgs.seeds",
)
