"""What the area tree brings to the platform."""

from django.utils.translation import gettext_lazy as _

from gongjian.core.areas import importer
from gongjian.core.areas.finding import find_areas
from gongjian.core.areas.ledgers import LISTS
from gongjian.core.areas.measures import MEASURES
from gongjian.core.manifest import Importer, MenuEntry, Module, Permission
from gongjian.core.people.roles import Role
from gongjian.core.search.source import SearchSource

OTHERS = (Role.PARTNER_CONTACT, Role.RESIDENT)
STAFF = tuple(role.value for role in Role if role not in OTHERS)

MODULE = Module(
    slug="areas",
    label=_("Areas"),
    permissions=(
        Permission("areas.view", _("See the tree of areas"), STAFF),
        Permission("areas.manage", _("Add, rename, move and close areas"), (Role.ADMINISTRATOR,)),
    ),
    menu=(MenuEntry(_("Areas"), "areas:tree", "pin", _("Office"), "areas.view", order=910),),
    measures=MEASURES,
    importers=(
        Importer("areas", _("Official lists of areas (CSV)"), importer.run, importer.OPTIONS, importer.order),
    ),
    ledgers=(LISTS,),
    searches=(SearchSource("areas", _("Areas"), find_areas),),
    unaudited_models={
        "areas.OfficialCode": "Written with its area or list, whose trail row names the code and its first day.",
        "areas.AreaChange": "A line of a list: ticking and applying write trail rows of the list and of the areas.",
    },
    seeds="gongjian.core.areas.seeds",
)
