"""What the think tank tells the platform about itself."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.invites.purpose import Purpose
from gongjian.core.ledgers.addresses import page_by_number
from gongjian.core.links.node import ThreadNode
from gongjian.core.manifest import MenuEntry, Module, Offshoot, Permission, PersonalField
from gongjian.modules.experts import actions
from gongjian.modules.experts.flows import ORDER
from gongjian.modules.experts.ledgers import EXPERTS, FOUND, ORDERS, SERVICES, TYPES
from gongjian.modules.experts.measures import MEASURES
from gongjian.modules.experts.models import ExpertService
from gongjian.modules.experts.views.orders import ASKING, closed, told

OFFICE = ("secretary", "department_head", "dispatcher")
CLERKS = (*OFFICE, "community_clerk")
GROUP = _("Think tank")

MODULE = Module(
    slug="experts",
    label=GROUP,
    urls="gongjian.modules.experts.urls",
    public_urls="gongjian.modules.experts.public_urls",
    public_prefix="experts",
    public_hint=_("Services of experts that communities and branches can order."),
    public_icon="book",
    flows=(ORDER,),
    permissions=(
        Permission("experts.view", _("Read the catalogue of expert services, experts and orders"),
                   (*CLERKS, "grid_worker", "checker", "branch_secretary", "auditor")),
        Permission("experts.order", _("Order expert services, cancel orders, rate services"), (*CLERKS, "branch_secretary")),
        Permission("experts.give", _("Keep one's own unit's services and experts, answer orders and report deliveries"),
                   ("partner_contact", *CLERKS)),
        Permission("experts.arrange", _("Keep all units' services and experts, write down answers by phone"), OFFICE),
        Permission("experts.sort", _("Keep the types of expert service"), ("secretary", "dispatcher")),
    ),
    menu=(
        MenuEntry(_("Expert services"), "experts:services", "book", GROUP, "experts.view", order=420),
        MenuEntry(_("Orders"), "experts:orders", "inbox", GROUP, "experts.view", order=421),
        MenuEntry(_("Calendar of services"), "experts:calendar", "calendar", GROUP, "experts.view", order=422),
        MenuEntry(_("Experts"), "experts:experts", "people", GROUP, "experts.view", order=423),
        MenuEntry(_("Lecturers' pool"), "experts:lecturers", "mic", GROUP, "experts.view", order=424),
        MenuEntry(_("Types of service"), "experts:types", "tree", GROUP, "experts.view", order=425),
        MenuEntry(_("My unit's services"), "experts:mine", "building", GROUP, "experts.give", order=426),
    ),
    offshoots=(
        Offshoot(_("Order a service from this"), "experts:choose", "experts.order", ("report", "need", "decision"), "book"),
    ),
    ledgers=(SERVICES, TYPES, EXPERTS, ORDERS),
    measures=MEASURES,
    searches=(FOUND,),
    texts={"order": actions.search_texts},
    threads=(
        ThreadNode(
            "experts.expertservice", _("Expert service"),
            lambda access: ExpertService.objects.visible_to(access).with_all(),
            title=lambda row: row.title, url=page_by_number("experts:service"),
            hint=lambda row: f"{row.number} · {row.unit}", icon="book",
            offered=lambda units: ExpertService.objects.on_offer().filter(unit__in=units).order_by("title"),
        ),
    ),
    purposes=(
        Purpose(
            ASKING, "experts/asked.html", accept=actions.accept_by_link, decline=actions.decline_by_link,
            label=_("Order of a service"), context=told, closed=closed,
        ),
    ),
    personal_fields=(
        PersonalField("experts.Expert", "contact_sealed", _("To ask the unit about its expert"), 365, "sealed"),
    ),
    acts={
        "add_type": _("Type of service added"), "end_type": _("Type of service ended"),
        "add_expert": _("Expert entered"), "change_expert": _("Expert changed"), "end_expert": _("Expert not available any more"),
        "add_service": _("Service added"), "change_service": _("Service changed"),
        "turn_offered": pgettext_lazy("act", "Service offered again"), "turn_paused": pgettext_lazy("act", "Service paused"),
        "turn_withdrawn": pgettext_lazy("act", "Service withdrawn"), "place_order": _("Service ordered"),
    },
    seeds="gongjian.modules.experts.seeds",
    docs="docs/modules/experts.md",
    glossary=("ServiceType", "Expert", "ExpertService", "ServiceOrder"),
)  # fmt: skip
