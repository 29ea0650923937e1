"""What the exchange tells the platform about itself."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.invites.purpose import Purpose
from gongjian.core.jobs.kinds import TaskKind
from gongjian.core.ledgers.addresses import page_by_number
from gongjian.core.links.node import ThreadNode
from gongjian.core.manifest import MenuEntry, Module, Offshoot, Permission, PersonalField
from gongjian.modules.exchange import actions
from gongjian.modules.exchange.actions.asking import search_texts
from gongjian.modules.exchange.flows import MATCH, NEED
from gongjian.modules.exchange.ledgers import FOUND, MATCHES, NEEDS, RESOURCES
from gongjian.modules.exchange.matching.proposing import TASK, run_proposal
from gongjian.modules.exchange.measures import MEASURES
from gongjian.modules.exchange.models import Resource
from gongjian.modules.exchange.views.matches import ASKING, closed, told

OFFICE = ("secretary", "department_head", "dispatcher", "community_clerk")
GROUP = _("Exchange")

MODULE = Module(
    slug="exchange",
    label=GROUP,
    urls="gongjian.modules.exchange.urls",
    public_urls="gongjian.modules.exchange.public_urls",
    public_prefix="exchange",
    public_hint=_("What units can give, and what communities need."),
    public_icon="heart",
    flows=(NEED, MATCH),
    permissions=(
        Permission("exchange.view", _("Read resources, needs and matches"),
                   (*OFFICE, "grid_worker", "checker", "branch_secretary", "auditor")),
        Permission("exchange.arrange", _("Keep resources and offer them for needs"), OFFICE),
        Permission("exchange.ask", _("Enter needs, agree to offers, confirm deliveries"),
                   (*OFFICE, "grid_worker", "branch_secretary")),
        Permission("exchange.give", _("Keep one's own unit's resources and answer requests for them"),
                   ("partner_contact", "branch_secretary", *OFFICE)),
        Permission("exchange.sort", _("Keep the categories of the exchange"), ("secretary", "dispatcher")),
    ),
    menu=(
        MenuEntry(_("Needs"), "exchange:needs", "hand", GROUP, "exchange.view", order=400),
        MenuEntry(_("Resources"), "exchange:resources", "heart", GROUP, "exchange.view", order=401),
        MenuEntry(_("Matches"), "exchange:matches", "link", GROUP, "exchange.view", order=402),
        MenuEntry(_("Proposals"), "exchange:proposals", "target", GROUP, "exchange.arrange", order=402),
        MenuEntry(_("My unit's resources"), "exchange:mine", "building", GROUP, "exchange.give", order=403),
        MenuEntry(_("Categories of the exchange"), "exchange:categories", "tree", GROUP, "exchange.view", order=404),
    ),
    offshoots=(
        Offshoot(_("Enter a need from this"), "exchange:new_need", "exchange.ask", ("report", "decision"), "hand"),
    ),
    ledgers=(RESOURCES, NEEDS, MATCHES),
    measures=MEASURES,
    tasks=(TaskKind(TASK, pgettext_lazy("a task", "Propose for all open needs"), run_proposal),),
    searches=(FOUND,),
    texts={"need": search_texts},
    threads=(
        ThreadNode(
            "exchange.resource", _("Resource"), lambda access: Resource.objects.visible_to(access).with_all(),
            title=lambda row: row.title, url=page_by_number("exchange:resource"),
            hint=lambda row: f"{row.unit} · {row.capacity_text}", icon="heart", until=lambda row: row.until,
            offered=lambda units: Resource.objects.on_offer(timezone.localdate()).filter(unit__in=units).order_by("title"),
        ),
    ),
    purposes=(
        Purpose(
            ASKING, "exchange/asked.html", accept=actions.accept_by_link, decline=actions.decline_by_link,
            label=_("Request for a resource"), context=told, closed=closed,
        ),
    ),
    personal_fields=(
        PersonalField("exchange.Resource", "contact_sealed", _("To ask the unit about its resource"), 365, "sealed"),
    ),
    acts={
        "add_category": _("Category added"), "end_category": _("Category ended"),
        "add_resource": _("Resource added"), "change_resource": _("Resource changed"),
        "turn_offered": _("Resource offered again"), "turn_paused": _("Resource paused"),
        "turn_withdrawn": _("Resource withdrawn"), "open_need": _("Need entered"),
        "describe_need": _("Need changed"), "propose": _("Resource offered for a need"),
        "confirm_delivery": _("Delivery confirmed"), "remember_declining": _("Declining remembered"),
        "propose_all": _("Proposal for all open needs made"), "confirm_proposed": _("Proposed match confirmed or refused"),
    },
    unaudited_models={
        "exchange.ResourceWindow": "part of a resource; each change of the hours stands in the resource's own trail row",
    },
    seeds="gongjian.modules.exchange.seeds",
    docs="docs/modules/exchange.md",
    glossary=("ExchangeCategory", "Resource", "ResourceWindow", "Need", "Match", "Declining", "Proposal", "ProposedMatch"),
)  # fmt: skip
