"""The lists of the alliance: its units, agreements, pairings, yearly confirmations."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.dated import holds_on
from gongjian.core.ledgers.addresses import page_by_number
from gongjian.core.ledgers.filters import AreaFilter, ChoiceFilter, ConditionFilter, DatesFilter
from gongjian.core.ledgers.items import item_columns, item_filters, item_search, with_lights
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.core.people.access import Access
from gongjian.modules.network.flows import AGREEMENT
from gongjian.modules.network.intakes import PARTNERS_IN
from gongjian.modules.network.models import (
    Agreement,
    Confirmation,
    Joining,
    JoiningState,
    Pairing,
    PartnerKind,
    ending_from,
)

TONES = {
    "applied": ("clock", "go"), "member": ("ok", "ok"), "paused": ("pause", "warn"), "left": ("off", ""), "refused": ("no", ""),
}  # fmt: skip
SHARED = item_columns(AGREEMENT)


def standing_of(row: Joining) -> tuple[Any, str, str]:
    """Word, icon and tone."""
    return (row.get_state_display(), *TONES[row.state])


def _pairing_state(row: Pairing) -> tuple[Any, str, str]:
    today = timezone.localdate()
    live = row.since <= today and (row.until is None or row.until > today)
    return (_("In force"), "ok", "ok") if live else (pgettext_lazy("pairing", "Over"), "off", "")


def _answer(row: Confirmation) -> tuple[Any, str, str]:
    if row.confirmed is None:
        return pgettext_lazy("confirmation", "No answer yet"), "clock", "warn"
    return (_("Goes on"), "ok", "ok") if row.confirmed else (_("Does not go on"), "no", "late")


def _partners(access: Access) -> Any:
    return Joining.objects.visible_to(access).select_related("area", "unit")


def _agreements(access: Access) -> Any:
    return with_lights(Agreement.objects.visible_to(access).with_all().measured())


def _pairings(access: Access) -> Any:
    return Pairing.objects.visible_to(access).select_related("unit", "other__area")


def _confirmations(access: Access) -> Any:
    return Confirmation.objects.visible_to(access).select_related("joining__unit")


PARTNERS = Ledger(
    slug="partners",
    title=_("Units of the alliance"),
    permission="network.view",
    url_name="network:partners",
    queryset=_partners,
    columns=(
        Column("name", pgettext_lazy("of a place or unit", "Name"), "name", sort="name", link=True, phone=True),
        Column("kind", _("Kind"), "get_kind_display", sort="kind", width=110),
        Column("area", _("Area"), "area.short_name", width=150),
        Column("gives", _("What it can give"), "gives", width=240),
        Column("since", pgettext_lazy("in the alliance", "Member since"), "since", Kind.DATE, sort="since", width=110),
        Column("state", _("State"), standing_of, Kind.STATUS, width=110, sort="state", phone=True),
    ),
    default_sort="name",
    filters=(
        ChoiceFilter("state", _("State"), "state", choices=JoiningState.choices),
        ChoiceFilter("is", _("Kind"), "kind", choices=PartnerKind.choices),
        AreaFilter("area", _("Area"), "area_path"),
        DatesFilter("joined", pgettext_lazy("in the alliance", "Member since"), "since", moments=False),
    ),
    views=(
        SavedView("applied", pgettext_lazy("in the alliance", "Asks to join"), {"state": "applied"}),
        SavedView("members", pgettext_lazy("in the alliance", "Member"), {"state": "member"}),
        SavedView("paused", pgettext_lazy("in the alliance", "Paused"), {"state": "paused"}),
    ),
    search=lambda words: Q(name__icontains=words) | Q(gives__icontains=words),
    row_url=lambda row: reverse("network:joining", args=[row.pk]),
    intake=PARTNERS_IN,
    empty_title=_("No unit yet"),
    empty_text=_("Units ask to join on the public page; the office confirms them here."),
)  # fmt: skip

AGREEMENTS = Ledger(
    slug="agreements",
    title=_("Agreements"),
    permission="network.view",
    url_name="network:agreements",
    queryset=_agreements,
    columns=(
        SHARED["number"], SHARED["title"], SHARED["state"], SHARED["unit"],
        Column("side", _("Side of the office"), "side.name", width=180, sort="side__name"),
        Column("since", _("From"), "since", Kind.DATE, sort="since", width=110),
        Column("until", _("Last day"), "until", Kind.DATE, sort="until", width=110, phone=True),
        Column("kept", _("Terms kept"), lambda row: f"{row.kept} / {row.promised}", width=90),
        SHARED["result"], SHARED["closed"],
    ),
    default_sort="until",
    filters=(
        *item_filters(AGREEMENT, everybody=True),
        DatesFilter("begins", _("From"), "since", moments=False),
        DatesFilter("ends", _("Last day"), "until", moments=False),
        ConditionFilter(
            "holds", _("Ending"), choices=[("soon", _("Ends within 60 days"))],
            conditions={"soon": lambda now: ending_from(timezone.localdate(now))},
        ),
    ),
    views=(
        SavedView("running", pgettext_lazy("agreement state", "Running"), {"state": "running"}),
        SavedView("soon", _("Ends within 60 days"), {"holds": "soon"}),
    ),
    search=item_search(),
    flow=AGREEMENT,
    looks=("board", "chart"),
    row_url=page_by_number("network:agreement"),
    primary_action=PrimaryAction(_("Draft an agreement"), "network:new_agreement", permission="network.agree"),
    empty_title=_("No agreement yet"),
    empty_text=_("Draft one with a unit of the alliance, add what each side gives, then send it."),
)  # fmt: skip

PAIRINGS = Ledger(
    slug="pairings",
    title=_("Pairings"),
    permission="network.view",
    url_name="network:pairings",
    queryset=_pairings,
    columns=(
        Column("unit", pgettext_lazy("of the alliance", "Partner"), "unit.name", sort="unit__name", phone=True),
        Column("other", _("Paired with"), "other.name", sort="other__name", width=180, phone=True),
        Column("purpose", _("What for"), "purpose", width=240),
        Column("since", _("From"), "since", Kind.DATE, sort="since", width=110),
        Column("until", pgettext_lazy("first day without", "Until"), "until", Kind.DATE, sort="until", width=110),
        Column("state", _("State"), _pairing_state, Kind.STATUS, width=100, phone=True),
    ),
    default_sort="-since",
    filters=(
        ConditionFilter(
            "state", _("State"), choices=[("live", _("In force")), ("over", pgettext_lazy("pairing", "Over"))],
            conditions={
                "live": lambda now: holds_on(timezone.localdate(now)),
                "over": lambda now: Q(until__lte=timezone.localdate(now)),
            },
        ),
        AreaFilter("area", _("Area"), "area_path"),
        DatesFilter("began", _("From"), "since", moments=False),
    ),
    search=lambda words: Q(unit__name__icontains=words) | Q(other__name__icontains=words) | Q(purpose__icontains=words),
    row_url=lambda row: reverse("network:pairing", args=[row.pk]),
    primary_action=PrimaryAction(_("Pair two"), "network:new_pairing", permission="network.agree"),
    empty_title=_("No pairing yet"),
    empty_text=_("Pair a unit of the alliance with a community or a branch."),
)  # fmt: skip

CONFIRMATIONS = Ledger(
    slug="confirmations",
    title=_("Yearly confirmations"),
    permission="network.view",
    url_name="network:confirmations",
    queryset=_confirmations,
    columns=(
        Column("name", pgettext_lazy("of the alliance", "Partner"), "joining.name", sort="joining__name", link=True, phone=True),
        Column("year", _("Year"), "year", Kind.NUMBER, sort="year", width=80),
        Column("asked", _("Asked on"), "asked_at", Kind.DATE, sort="asked_at", width=110),
        Column("due", _("Answer by"), "due_on", Kind.DATE, sort="due_on", width=110),
        Column("answer", pgettext_lazy("confirmation", "Answer"), _answer, Kind.STATUS, width=120, phone=True),
        Column("note", _("Remark"), "note", width=200),
    ),
    default_sort="due",
    filters=(
        ConditionFilter(
            "answer", pgettext_lazy("confirmation", "Answer"),
            choices=[("none", pgettext_lazy("confirmation", "No answer yet")), ("yes", _("Goes on")), ("no", _("Does not go on"))],
            conditions={
                "none": lambda now: Q(confirmed__isnull=True), "yes": lambda now: Q(confirmed=True),
                "no": lambda now: Q(confirmed=False),
            },
        ),
    ),
    views=(SavedView("none", pgettext_lazy("confirmation", "No answer yet"), {"answer": "none"}),),
    search=lambda words: Q(joining__name__icontains=words),
    row_url=lambda row: reverse("network:joining", args=[row.joining_id]),
    empty_title=_("Nobody was asked yet"),
    empty_text=_("Every member is asked once a year, by itself."),
)  # fmt: skip
LEDGERS = (PARTNERS, AGREEMENTS, PAIRINGS, CONFIRMATIONS)
