"""The lists: resources, needs, and matches between them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.flow import Flow
from gongjian.core.ledgers.addresses import page_by_number
from gongjian.core.ledgers.filters import (
    AreaFilter,
    Asked,
    ChoiceFilter,
    DatesFilter,
    NumberFilter,
    TextFilter,
)
from gongjian.core.ledgers.items import item_columns, item_filters, item_search, with_lights
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import Access
from gongjian.core.search.source import Hit, SearchSource
from gongjian.modules.exchange.flows import MATCH, NEED
from gongjian.modules.exchange.intakes import NEEDS_IN, RESOURCES_IN
from gongjian.modules.exchange.models import ExchangeCategory, Match, Need, Offered, Origin, Per, Resource
from gongjian.modules.exchange.models.asking import Urgency
from gongjian.modules.exchange.taking import windows_of
from gongjian.modules.exchange.windows import write_windows

TONES = {
    Offered.OFFERED: ("ok", "ok"), Offered.PAUSED: ("pause", "warn"), Offered.WITHDRAWN: ("off", ""),
}  # fmt: skip


def state_of(resource: Resource) -> tuple[Any, str, str]:
    """Word, icon and tone of where a resource stands."""
    icon, tone = TONES[Offered(resource.state)]
    return resource.get_state_display(), icon, tone


def _categories(asked: Asked) -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in ExchangeCategory.objects.visible_to(asked.access)]


def _givers(asked: Asked) -> list[tuple[str, str]]:
    giving = Resource.objects.visible_to(asked.access).order_by().values("unit_id")
    return [
        (str(unit.pk), str(unit))
        for unit in Unit.objects.filter(Q(pk__in=giving) | Q(pk__in=asked.access.unit_ids))
    ]


def _my_units(access: Access) -> list[str]:
    return [str(pk) for pk in sorted(access.unit_ids)]


def _category(path: str) -> ChoiceFilter:
    return ChoiceFilter("category", _("Category of the exchange"), path, _categories)


def _found_in(words: str) -> Q:
    return Q(title__icontains=words) | Q(text__icontains=words) | Q(unit__name__icontains=words)


def _find(q: str, access: Access, limit: int) -> Sequence[Hit]:
    if not access.may_anywhere("exchange.view"):
        return []
    address = page_by_number("exchange:resource")
    rows = Resource.objects.visible_to(access).kept().filter(_found_in(q)).with_all()[:limit]
    return [Hit(row.title, address(row), f"{row.unit} · {row.category}") for row in rows]


RESOURCES = Ledger(
    slug="resources",
    title=_("Resources"),
    permission="exchange.view",
    url_name="exchange:resources",
    queryset=lambda access: Resource.objects.visible_to(access).with_all(),
    columns=(
        Column("title", _("Resource"), "title", link=True, phone=True, sort="title"),
        Column("category", _("Category of the exchange"), "category.name", width=100, sort="category__order", phone=True),
        Column("unit", _("Giving unit"), "unit.name", width=150, sort="unit__name", phone=True),
        Column("capacity", _("Capacity"), "capacity", Kind.NUMBER, width=80, sort="capacity", phone=True),
        Column("measure", _("Unit of measure"), "measure", width=80),
        Column("per", pgettext_lazy("capacity", "Period"), "get_per_display", width=80, sort="per", phone=True),
        Column("state", _("State"), state_of, Kind.STATUS, width=90, sort="state", phone=True, total="counts",
               words=dict(Offered.choices)),
        Column("windows", _("Hours"), lambda row: write_windows(windows_of(row)), width=180),
        Column("place", _("Place"), "place", width=150, shown=False),
        Column("area", _("Area"), "area.short_name", width=120, sort="area_path", shown=False),
        Column("who", _("Who may use it"), "who", width=150),
        Column("conditions", _("Conditions"), "conditions", width=160, shown=False),
        Column("text", _("Description"), "text", width=200, shown=False),
        Column("since", _("First day"), "since", Kind.DATE, width=100, sort="since", shown=False),
        Column("until", _("Last day"), "until", Kind.DATE, width=100, sort="until", shown=False),
        Column("made", _("Entered"), "made_at", Kind.STAMP, width=132, sort="made_at", shown=False),
    ),
    filters=(
        _category("category_id"),
        ChoiceFilter("unit", _("Giving unit"), "unit_id", _givers),
        ChoiceFilter("state", _("State"), "state", list(Offered.choices)),
        ChoiceFilter("period", pgettext_lazy("capacity", "Period"), "per", list(Per.choices)),
        AreaFilter("area", _("Area"), "area_path"),
        TextFilter("who", _("Who may use it"), "who"),
        DatesFilter("made", _("Entered"), "made_at"),
    ),
    views=(
        SavedView("offered", pgettext_lazy("resource", "Offered"), {"state": "offered"}),
        SavedView("paused", pgettext_lazy("resource", "Paused"), {"state": "paused"}),
        SavedView("mine", _("My unit's"), {"unit": _my_units}),
    ),
    search=_found_in,
    default_sort="-made",
    row_url=page_by_number("exchange:resource"),
    primary_action=PrimaryAction(_("Add a resource"), "exchange:new_resource", permission="exchange.arrange"),
    empty_title=_("No resource yet"),
    empty_text=_("Add what the units of the alliance can give, or bring in your list of resources from Excel."),
    intake=RESOURCES_IN,
)  # fmt: skip

FOUND = SearchSource("resources", _("Resources"), _find)


def _items(rows: Callable[[Access], "QuerySet[Any]"]) -> Callable[[Access], "QuerySet[Any]"]:
    return lambda access: with_lights(rows(access))


def _shared(flow: Flow) -> dict[str, Column]:
    return item_columns(flow)


def _word(choices: Any, name: str) -> Callable[[Any], Any]:
    return lambda row: dict(choices.choices)[getattr(row, name)]


ASKED_FOR = _shared(NEED)
NEEDS = Ledger(
    slug="needs",
    title=_("Needs"),
    permission="exchange.view",
    url_name="exchange:needs",
    queryset=_items(lambda access: Need.objects.visible_to(access).with_all()),
    columns=(
        ASKED_FOR["number"],
        ASKED_FOR["title"],
        Column("category", _("Category of the exchange"), "category.name", width=100, sort="category__order", phone=True),
        ASKED_FOR["state"],
        Column("quantity", pgettext_lazy("exchange", "Quantity"), "quantity", Kind.NUMBER, width=72, sort="quantity", phone=True),
        Column("measure", _("Unit of measure"), "measure", width=72),
        Column("whose", _("Whose need"), "whose", width=130),
        ASKED_FOR["area"],
        Column("urgency", _("Urgency"), _word(Urgency, "urgency"), width=80, sort="urgency", phone=True),
        Column("wanted_by", pgettext_lazy("clock", "Needed by"), "wanted_by", Kind.DATE, width=100, sort="wanted_by", phone=True),
        ASKED_FOR["light"],
        Column("origin", _("Learned from"), _word(Origin, "origin"), width=90, sort="origin", shown=False),
        Column("households", _("Households"), "households", Kind.NUMBER, width=72, sort="households", shown=False, total="sum"),
        Column("people", pgettext_lazy("exchange", "Persons"), "people", Kind.NUMBER, width=72, sort="people", shown=False, total="sum"),
        Column("text", _("Description"), "text", width=200, shown=False),
        Column("place", _("Place"), "item.place", width=150, shown=False),
        replace(ASKED_FOR["unit"], label=_("Unit that needs it"), shown=False),
        replace(ASKED_FOR["opened"], shown=False),
        ASKED_FOR["result"],
        ASKED_FOR["closed"],
    ),
    filters=(
        _category("category_id"),
        ChoiceFilter("urgency", _("Urgency"), "urgency", [(str(v), label) for v, label in Urgency.choices]),
        ChoiceFilter("origin", _("Learned from"), "origin", list(Origin.choices)),
        DatesFilter("wanted", pgettext_lazy("clock", "Needed by"), "wanted_by", moments=False),
        *item_filters(NEED, everybody=True),
    ),
    views=(
        SavedView("open", pgettext_lazy("need state", "Open"), {"state": "open"}),
        SavedView("late", pgettext_lazy("clock light", "Overdue"), {"light": "late"}),
        SavedView("pressing", pgettext_lazy("urgency", "Pressing"), {"urgency": "3", "state": ["open", "offered"]}),
        SavedView("served", pgettext_lazy("need state", "Served"), {"state": "served"}),
        SavedView("unmet", pgettext_lazy("need state", "Cannot be met"), {"state": "unmet"}),
    ),
    search=item_search(),
    flow=NEED,
    default_sort="-opened",
    row_url=page_by_number("exchange:need"),
    primary_action=PrimaryAction(_("Enter a need"), "exchange:new_need", permission="exchange.ask"),
    empty_title=_("No need yet"),
    empty_text=_("Enter what residents and units need, or bring in your list of needs from Excel."),
    intake=NEEDS_IN,
)  # fmt: skip

BROUGHT = _shared(MATCH)
MATCHES = Ledger(
    slug="matches",
    title=_("Matches"),
    permission="exchange.view",
    url_name="exchange:matches",
    queryset=_items(lambda access: Match.objects.visible_to(access).with_all()),
    columns=(
        BROUGHT["number"],
        BROUGHT["title"],
        BROUGHT["state"],
        replace(BROUGHT["unit"], label=_("Giving unit")),
        Column("category", _("Category of the exchange"), "need.category.name", width=100),
        Column("quantity", pgettext_lazy("exchange", "Quantity"), "quantity", Kind.NUMBER, width=72, sort="quantity", phone=True),
        Column("delivered", _("Delivered"), "delivered", Kind.NUMBER, width=72, sort="delivered", total="sum"),
        Column("rating", _("Rating"), "rating", Kind.NUMBER, width=72, sort="rating"),
        Column("first_day", _("Day"), "first_day", Kind.DATE, width=100, sort="first_day", phone=True),
        BROUGHT["light"],
        BROUGHT["area"],
        replace(BROUGHT["handler"], shown=False),
        replace(BROUGHT["opened"], shown=False),
        BROUGHT["result"],
        BROUGHT["closed"],
    ),
    filters=(
        _category("need__category_id"),
        ChoiceFilter("giver", _("Giving unit"), "item__unit_id", _givers),
        NumberFilter("rating", _("Rating"), "rating"),
        DatesFilter("day", _("Day"), "first_day", moments=False),
        *item_filters(MATCH, everybody=True),
    ),
    views=(
        SavedView("waiting", _("Waiting for an answer"), {"state": ["proposed", "accepted"]}),
        SavedView("coming", pgettext_lazy("match state", "Agreed by both"), {"state": ["agreed", "running"]}),
        SavedView("late", pgettext_lazy("clock light", "Overdue"), {"light": "late"}),
        SavedView("delivered", pgettext_lazy("match state", "Delivered"), {"state": "delivered"}),
    ),
    search=item_search(),
    flow=MATCH,
    default_sort="-opened",
    row_url=page_by_number("exchange:match"),
    empty_title=_("No match yet"),
    empty_text=_("Open a need and offer a resource for it."),
)  # fmt: skip
