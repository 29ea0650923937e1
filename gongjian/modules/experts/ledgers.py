"""The lists: services, their types, experts with the lecturers among them, and orders."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.dated import holds_on
from gongjian.core.ledgers.addresses import page_by_number
from gongjian.core.ledgers.filters import (
    AreaFilter,
    Asked,
    ChoiceFilter,
    ConditionFilter,
    DatesFilter,
    NumberFilter,
    TextFilter,
    YesNoFilter,
)
from gongjian.core.ledgers.items import item_columns, item_filters, item_search, with_lights
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import Access
from gongjian.core.search.source import Hit, SearchSource
from gongjian.modules.experts.flows import ORDER
from gongjian.modules.experts.intakes import EXPERTS_IN, SERVICES_IN
from gongjian.modules.experts.models import Expert, ExpertService, Mode, Offered, ServiceOrder, ServiceType
from gongjian.modules.experts.words import expert_state, lecturer_word, mean_of, state_of, type_state


def _types(asked: Asked) -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in ServiceType.objects.visible_to(asked.access)]


def _givers(asked: Asked) -> list[tuple[str, str]]:
    services = ExpertService.objects.visible_to(asked.access).order_by().values("unit_id")
    experts = Expert.objects.visible_to(asked.access).order_by().values("unit_id")
    found = Unit.objects.filter(Q(pk__in=services) | Q(pk__in=experts) | Q(pk__in=asked.access.unit_ids))
    return [(str(unit.pk), str(unit)) for unit in found]


def _orderers(asked: Asked) -> list[tuple[str, str]]:
    ordering = ServiceOrder.objects.visible_to(asked.access).order_by().values("orderer_id")
    return [(str(unit.pk), str(unit)) for unit in Unit.objects.filter(pk__in=ordering)]


def service_in(words: str) -> Q:
    """Services in which the words stand."""
    return (
        Q(title__icontains=words) | Q(gives__icontains=words) | Q(number__icontains=words)
        | Q(unit__name__icontains=words)
    )  # fmt: skip


def _expert_in(words: str) -> Q:
    return (
        Q(name__icontains=words) | Q(fields__icontains=words) | Q(topics__icontains=words)
        | Q(unit__name__icontains=words)
    )  # fmt: skip


def _find(q: str, access: Access, limit: int) -> Sequence[Hit]:
    if not access.may_anywhere("experts.view"):
        return []
    address = page_by_number("experts:service")
    rows = ExpertService.objects.visible_to(access).kept().filter(service_in(q)).with_all()[:limit]
    return [Hit(row.title, address(row), f"{row.number} · {row.unit} · {row.type}") for row in rows]


SERVICES = Ledger(
    slug="expert_services",
    title=_("Expert services"),
    permission="experts.view",
    url_name="experts:services",
    queryset=lambda access: ExpertService.objects.visible_to(access).with_all().with_ratings(),
    columns=(
        Column("number", pgettext_lazy("column", "Number"), "number", width=110, sort="number", phone=True),
        Column("title", _("Service"), "title", link=True, phone=True, sort="title"),
        Column("type", _("Type of service"), "type.name", width=110, sort="type__order", phone=True),
        Column("unit", _("Giving unit"), "unit.name", width=150, sort="unit__name", phone=True),
        Column("duration", _("Duration in minutes"), "minutes", Kind.NUMBER, width=80, sort="minutes"),
        Column("capacity", _("Sessions a month"), "capacity", Kind.NUMBER, width=80, sort="capacity", phone=True),
        Column("mode", _("Way"), "get_mode_display", width=110, sort="mode"),
        Column("audience", _("Intended for"), "audience", width=130),
        Column("state", _("State"), state_of, Kind.STATUS, width=90, sort="state", phone=True, total="counts",
               words=dict(Offered.choices)),
        Column("rating", _("Mean rating"), mean_of, width=120),
        Column("place", _("Venue"), "place", width=150, shown=False),
        Column("conditions", _("Conditions"), "conditions", width=160, shown=False),
        Column("gives", _("What it offers"), "gives", width=200, shown=False),
        Column("area", _("Area"), "area.short_name", width=120, sort="area_path", shown=False),
        Column("made", _("Entered"), "made_at", Kind.STAMP, width=132, sort="made_at", shown=False),
    ),
    filters=(
        ChoiceFilter("type", _("Type of service"), "type_id", _types),
        ChoiceFilter("unit", _("Giving unit"), "unit_id", _givers),
        ChoiceFilter("state", _("State"), "state", list(Offered.choices)),
        ChoiceFilter("mode", _("Way"), "mode", list(Mode.choices)),
        AreaFilter("area", _("Area"), "area_path"),
        NumberFilter("capacity", _("Sessions a month"), "capacity"),
        TextFilter("audience", _("Intended for"), "audience"),
        DatesFilter("made", _("Entered"), "made_at"),
    ),
    views=(
        SavedView("offered", pgettext_lazy("service state", "Offered"), {"state": "offered"}),
        SavedView("paused", pgettext_lazy("service state", "Paused"), {"state": "paused"}),
        SavedView("online", pgettext_lazy("service mode", "Online"), {"mode": ["online", "both"]}),
    ),
    search=service_in,
    default_sort="number",
    row_url=page_by_number("experts:service"),
    primary_action=PrimaryAction(_("Add a service"), "experts:new_service", permission="experts.arrange"),
    empty_title=_("No service yet"),
    empty_text=_("Add what experts and units can give, or bring in your catalogue from Excel."),
    intake=SERVICES_IN,
)  # fmt: skip

FOUND = SearchSource("expert_services", _("Expert services"), _find)

TYPES = Ledger(
    slug="service_types",
    title=_("Types of service"),
    permission="experts.view",
    url_name="experts:types",
    queryset=lambda access: ServiceType.objects.visible_to(access).with_numbers(),
    columns=(
        Column("order", _("Place in the list"), "order", Kind.NUMBER, width=60, sort="order"),
        Column("name", _("Type of service"), "name", link=True, phone=True, sort="name"),
        Column("services", _("Services"), "services_kept", Kind.NUMBER, width=80, phone=True),
        Column("state", _("State"), type_state, Kind.STATUS, width=90, phone=True),
        Column("since", _("In force since"), "since", Kind.DATE, width=110, sort="since"),
        Column("until", _("First day without it"), "until", Kind.DATE, width=110, sort="until"),
    ),
    filters=(
        ConditionFilter("state", _("State"), "", (("on", _("In force")), ("ended", _("Ended"))), conditions={
            "on": lambda now: holds_on(_day(now)),
            "ended": lambda now: Q(until__lte=_day(now)),
        }),
        AreaFilter("area", _("Office"), "office__path"),
        DatesFilter("since", _("In force since"), "since", moments=False),
    ),
    views=(SavedView("on", _("In force"), {"state": "on"}),),
    default_sort="order",
    row_url=page_by_number("experts:type"),
    primary_action=PrimaryAction(_("Add a type"), "experts:new_type", permission="experts.sort"),
    empty_title=_("No type yet"),
    empty_text=_("Add the types under which the services of the think tank are kept."),
)  # fmt: skip


def _day(now: Any) -> Any:
    return timezone.localtime(now).date()


EXPERTS = Ledger(
    slug="experts",
    title=_("Experts"),
    permission="experts.view",
    url_name="experts:experts",
    queryset=lambda access: Expert.objects.visible_to(access).with_all(),
    columns=(
        Column("name", _("Name"), "name", link=True, phone=True, sort="name", width=110),
        Column("post", _("Title or post"), "post", width=130, phone=True),
        Column("unit", _("Unit of the expert"), "unit.name", width=150, sort="unit__name", phone=True),
        Column("fields", _("Fields of knowledge"), "fields", width=200, phone=True),
        Column("is_lecturer", _("Lecturer"), lecturer_word, width=70,
               sort="is_lecturer"),
        Column("topics", _("Topics of Party lectures"), "topics", width=240),
        Column("state", _("State"), expert_state, Kind.STATUS, width=90),
        Column("made", _("Entered"), "made_at", Kind.STAMP, width=132, sort="made_at", shown=False),
    ),
    filters=(
        ChoiceFilter("unit", _("Unit of the expert"), "unit_id", _givers),
        YesNoFilter("lecturer", _("Lecturer"), "is_lecturer"),
        ConditionFilter("state", _("State"), "", (("on", _("Available")), ("ended", _("Not available"))), conditions={
            "on": lambda now: Q(ended_at__isnull=True), "ended": lambda now: Q(ended_at__isnull=False),
        }),
        TextFilter("fields", _("Fields of knowledge"), "fields"),
        TextFilter("topics", _("Topics of Party lectures"), "topics"),
        AreaFilter("area", _("Area"), "unit__area__path"),
        DatesFilter("made", _("Entered"), "made_at"),
    ),
    views=(
        SavedView("lecturers", _("Lecturers' pool"), {"lecturer": "yes", "state": "on"}),
        SavedView("available", _("Available"), {"state": "on"}),
    ),
    search=_expert_in,
    default_sort="name",
    row_url=page_by_number("experts:expert"),
    primary_action=PrimaryAction(_("Add an expert"), "experts:new_expert", permission="experts.arrange"),
    empty_title=_("No expert yet"),
    empty_text=_("Add the experts of the units, or bring in your list from Excel."),
    intake=EXPERTS_IN,
)  # fmt: skip

SHARED = item_columns(ORDER)
ORDERS = Ledger(
    slug="service_orders",
    title=_("Orders"),
    permission="experts.view",
    url_name="experts:orders",
    queryset=lambda access: with_lights(ServiceOrder.objects.visible_to(access).with_all()),
    columns=(
        SHARED["number"],
        replace(SHARED["title"], label=_("Order")),
        Column("type", _("Type of service"), "service.type.name", width=100, sort="service__type__order"),
        SHARED["state"],
        Column("orderer", _("Ordered by"), "orderer.name", width=130, sort="orderer__name", phone=True),
        replace(SHARED["unit"], label=_("Giving unit")),
        Column("starts", _("Begins"), "starts_at", Kind.STAMP, width=132, sort="starts_at", phone=True),
        Column("people", _("Expected"), "people", Kind.NUMBER, width=72, sort="people", total="sum"),
        Column("came", _("Came"), "came", Kind.NUMBER, width=72, sort="came", total="sum"),
        Column("rating", _("Rating of the service"), "rating", Kind.NUMBER, width=72, sort="rating"),
        SHARED["light"],
        replace(SHARED["area"], shown=False),
        Column("audience", _("Intended for"), "audience", width=120, shown=False),
        Column("comment", _("Comment"), "comment", width=200, shown=False),
        replace(SHARED["opened"], shown=False),
        Column("answered", _("Answered"), "answered_at", Kind.STAMP, width=132, sort="answered_at", shown=False),
        Column("given", _("Delivered on"), "given_at", Kind.STAMP, width=132, sort="given_at", shown=False),
        SHARED["result"],
        SHARED["closed"],
    ),
    filters=(
        ChoiceFilter("type", _("Type of service"), "service__type_id", _types),
        ChoiceFilter("giver", _("Giving unit"), "item__unit_id", _givers),
        ChoiceFilter("orderer", _("Ordered by"), "orderer_id", _orderers),
        YesNoFilter("accepted", _("Answered with yes"), "accepted", blank="null"),
        DatesFilter("starts", _("Begins"), "starts_at"),
        DatesFilter("answered", _("Answered"), "answered_at", blank="null"),
        DatesFilter("given", _("Delivered on"), "given_at", blank="null"),
        NumberFilter("rating", _("Rating of the service"), "rating"),
        *item_filters(ORDER, everybody=True),
    ),
    views=(
        SavedView("waiting", _("Waiting for an answer"), {"state": "ordered"}),
        SavedView("coming", pgettext_lazy("order state", "Accepted"), {"state": "accepted"}),
        SavedView("to_rate", _("To be rated"), {"state": "delivered"}),
        SavedView("late", pgettext_lazy("clock light", "Overdue"), {"light": "late"}),
    ),
    search=item_search(),
    flow=ORDER,
    default_sort="-opened",
    row_url=page_by_number("experts:order"),
    primary_action=PrimaryAction(_("Order a service"), "experts:choose", permission="experts.order"),
    empty_title=_("No order yet"),
    empty_text=_("Choose a service of the catalogue and order it for your community or branch."),
)  # fmt: skip
