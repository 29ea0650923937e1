"""What the module of the alliance tells the platform about itself."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongjian.core.invites.purpose import Purpose
from gongjian.core.links.node import ThreadNode
from gongjian.core.manifest import Job, MenuEntry, Module, Permission, PersonalField
from gongjian.core.people.access import Access
from gongjian.modules.network import actions
from gongjian.modules.network.actions.confirming import PURPOSE, confirm_by_link, deny_by_link
from gongjian.modules.network.flows import AGREEMENT
from gongjian.modules.network.ledgers import LEDGERS
from gongjian.modules.network.measures import MEASURES
from gongjian.modules.network.models import Agreement, AgreementTerm


def ends_of(ids: Any) -> dict[int, dt.date]:
    """By agreement, its last day."""
    return dict(Agreement.objects.filter(pk__in=ids).values_list("pk", "until"))


READERS = (
    "checker",
    "secretary",
    "department_head",
    "dispatcher",
    "community_clerk",
    "branch_secretary",
    "finance_clerk",
    "auditor",
)
CALLING = _("To speak with the unit's contact")


def _terms(access: Access) -> Any:
    return AgreementTerm.objects.filter(agreement__in=Agreement.objects.visible_to(access)).select_related(
        "agreement"
    )


MODULE = Module(
    slug="network",
    label=_("Alliance"),
    urls="gongjian.modules.network.urls",
    public_urls="gongjian.modules.network.public_urls",
    public_prefix="join",
    public_hint=_("A unit that wants to take part asks to join."),
    public_icon="people",
    flows=(AGREEMENT,),
    ends={"agreement": ends_of},
    permissions=(
        Permission("network.view", _("Read units of the alliance, agreements and pairings"), READERS),
        Permission("network.confirm", _("Confirm, refuse, pause units and enter that they leave"), ("secretary", "dispatcher")),
        Permission("network.agree", _("Draft agreements, send them, note deliveries, pair units"),
                   ("secretary", "dispatcher", "community_clerk", "branch_secretary")),
        Permission("network.decide", _("Break agreements off"), ("secretary",)),
        Permission("network.own", _("See the own unit's agreements and answer for it"), ("partner_contact",)),
    ),
    menu=(
        MenuEntry(_("Units of the alliance"), "network:partners", "people", _("Network"), "network.view", order=360),
        MenuEntry(_("Agreements"), "network:agreements", "doc", _("Network"), "network.view", order=362),
        MenuEntry(_("Pairings"), "network:pairings", "link", _("Network"), "network.view", order=364),
        MenuEntry(_("Yearly confirmations"), "network:confirmations", "check", _("Network"), "network.view", order=366),
        MenuEntry(_("Our unit"), "network:own", "building", _("Network"), "network.own", order=350),
    ),
    ledgers=LEDGERS,
    measures=MEASURES,
    jobs=(
        Job("network.agreements", _("Begin and end agreements, tell of those that end soon"), 3600, actions.run_agreements),
        Job("network.ask", _("Ask units once a year whether they go on"), 3600, actions.ask_confirmations),
        Job("network.pause", _("Pause units that did not confirm in time"), 6 * 3600, actions.pause_unconfirmed),
        Job("network.forget", _("Destroy contacts of units that left or were refused"), 86_400, actions.forget_applicants),
    ),
    texts={"agreement": actions.search_texts},
    threads=(
        ThreadNode("network.agreement", _("Agreement"), visible=lambda access: Agreement.objects.visible_to(access).with_all(),
                   title=lambda row: row.item.title, url=lambda row: reverse("network:agreement", args=[row.pk]),
                   icon="doc", until=lambda row: row.until),
        ThreadNode("network.agreementterm", _("Term of an agreement"), visible=_terms, title=lambda row: row.what,
                   url=lambda row: reverse("network:agreement", args=[row.agreement_id]), icon="doc",
                   until=lambda row: row.agreement.until),
    ),
    purposes=(
        Purpose("network.agreement", "network/invite_agreement.html", actions.accept_agreement, actions.decline_agreement,
                _("Agreement")),
        Purpose(PURPOSE, "network/invite_confirm.html", confirm_by_link, deny_by_link, _("Yearly confirmation"),
                _("We go on"), _("We do not go on")),
    ),
    personal_fields=(
        PersonalField("network.Joining", "contact_sealed", CALLING, 365, "sealed"),
        PersonalField("network.Joining", "phone_sealed", CALLING, 365, "sealed"),
    ),
    acts={
        "apply": _("Asked to join"), "confirm": _("Confirmed a unit"), "refuse": _("Refused a unit"),
        "correct": _("Corrected what is known of a unit"), "pause": _("Paused a unit"),
        "resume": _("Let a unit take part again"), "leave": _("A unit left"), "bring_in": _("Took a unit in from a list"),
        "ask": _("Asked a unit to confirm"), "answer": _("Answered for a unit"), "draft": _("Drafted an agreement"),
        "add_term": _("Added a term"), "deliver": _("Noted a delivery"), "pair": _("Paired two"), "unpair": _("Ended a pairing"),
    },
    seeds="gongjian.modules.network.seeds",
    docs="docs/modules/network.md",
    glossary=("Joining", "Confirmation", "Agreement", "AgreementTerm", "Pairing"),
)  # fmt: skip
