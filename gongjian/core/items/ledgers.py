"""Two lists of everything that runs: matters of every kind, and each clock by itself with its own light."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.clock.duty_rows import all_duties
from gongjian.core.items.models import Clock, Item
from gongjian.core.items.models.item import visible
from gongjian.core.items.watching import STILL, WHEN, when_due
from gongjian.core.ledgers.filters import (
    AreaFilter,
    Asked,
    ChoiceFilter,
    ConditionFilter,
    DatesFilter,
    UnitFilter,
)
from gongjian.core.ledgers.items import LIGHT_WORDS, item_search, light_conditions
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, SavedView
from gongjian.core.manifest import flows
from gongjian.core.people.access import Access

STILL_FOR = (("7", _("7 days")), ("14", _("14 days")), ("30", _("30 days")), ("90", _("90 days")))


def open_matters(access: Access) -> QuerySet[Any]:
    """What is not closed, of every kind that the person may read."""
    return Item.objects.visible_to(access).open().select_related("area", "unit", "handler")


def clocks(access: Access) -> QuerySet[Any]:
    """The clocks of all matters that the person may read, but for those taken off."""
    rows = Clock.objects.filter(visible(access, to="item__"), dropped_at__isnull=True)
    return rows.select_related("item__area", "item__unit", "item__handler", "duty")


def _kinds(asked: Asked) -> list[tuple[str, Any]]:
    return [(kind, flow.label) for kind, flow in flows().items() if asked.access.may_anywhere(flow.view)]


def _clock_names(asked: Asked) -> list[tuple[str, Any]]:
    """Duties, then the clocks of the loops; a name that two kinds share stands once."""
    duties = {duty.code: duty.label for kind, _words in _kinds(asked) for duty in all_duties(kind)}
    own = {name: label for kind, _words in _kinds(asked) for name, label in flows()[kind].clocks.items()}
    return list({**duties, **own}.items())


def _still(days: int) -> Any:
    return lambda now: Q(changed_at__lt=now - dt.timedelta(days=days), paused=False)


def _kind(item: Item) -> Any:
    return flows()[item.kind].label


def _light(clock: Clock) -> Any:
    """What a clock's light is drawn from; one that stopped before its time was kept."""
    stopped = clock.stopped_at
    late = bool(stopped and clock.due_at and stopped > clock.due_at)
    return SimpleNamespace(
        due_at=clock.due_at, warn_at=clock.warn_at, paused=clock.paused, phase="closed" if stopped else "", closed_at=stopped,
        closed_late=late,
    )  # fmt: skip


RUNNING = Q(stopped_at__isnull=True)
CLOCK_LIGHTS = {
    "late": lambda now: RUNNING & Q(due_at__lte=now),
    "soon": lambda now: RUNNING & Q(warn_at__lte=now, due_at__gt=now),
    "ok": lambda now: RUNNING & Q(due_at__gt=now) & ~Q(warn_at__lte=now),
    "paused": lambda now: RUNNING & Q(due_at__isnull=True),
    "kept": lambda now: Q(stopped_at__isnull=False) & ~Q(stopped_at__gt=F("due_at")),
    "kept_late": lambda now: Q(stopped_at__gt=F("due_at")),
}
CLOCK_WORDS = tuple(
    (name, {"kept": _("Kept"), "kept_late": _("Kept too late")}.get(name, words))
    for name, words in LIGHT_WORDS
    if name in CLOCK_LIGHTS
)

MATTERS = Ledger(
    slug="matters",
    title=_("Open matters of every kind"),
    permission="items.view_watch",
    queryset=open_matters,
    columns=(
        Column("number", pgettext_lazy("column", "Number"), "number", width=110, sort="number", phone=True),
        Column("title", pgettext_lazy("column", "Matter"), "title", link=True, phone=True),
        Column("kind", pgettext_lazy("column", "Kind"), _kind, width=100, phone=True),
        Column("state", _("State"), lambda row: row, Kind.STATE, width=110, phone=True),
        Column("light", _("Clock"), lambda row: row, Kind.LIGHT, width=84, phone=True),
        Column("due", _("Due"), "due_at", Kind.STAMP, width=132, sort="due_at", phone=True),
        Column("unit", _("Unit"), "unit", width=130, phone=True),
        Column("handler", _("Handler"), "handler", width=80),
        Column("area", _("Area"), "area.short_name", width=136),
        Column("opened", _("Entered"), "opened_at", Kind.STAMP, width=132, sort="opened_at"),
        Column("changed", _("Last news"), "changed_at", Kind.STAMP, width=132, sort="changed_at"),
    ),
    filters=(
        ConditionFilter(
            "when", _("Due"), "", WHEN, conditions={name: when_due(name) for name, _words in WHEN}
        ),
        ConditionFilter(
            "still",
            _("Without news for"),
            "",
            STILL_FOR,
            conditions={name: _still(int(name)) for name, _words in STILL_FOR},
        ),
        ChoiceFilter("kind", pgettext_lazy("column", "Kind"), "kind", _kinds),
        UnitFilter("unit", _("Unit"), "unit_id", everybody=True, blank="null"),
        AreaFilter("area", _("Area"), "area_path"),
        ConditionFilter(
            "light",
            _("Clock"),
            "",
            [pair for pair in LIGHT_WORDS if not pair[0].startswith("kept")],
            conditions=light_conditions(""),
        ),
        DatesFilter("opened", _("Entered"), "opened_at"),
    ),
    views=(
        SavedView("late", pgettext_lazy("clock light", "Overdue"), {"when": "late", "sort": "due"}),
        SavedView("tomorrow", _("Late by tomorrow"), {"when": ["today", "tomorrow"], "sort": "due"}),
        SavedView("still", _("Without news for 14 days"), {"still": str(STILL.days), "sort": "changed"}),
    ),
    search=item_search(prefix=""),
    default_sort="-opened",
    url_name="items:matters",
    row_url=lambda item: reverse("items:detail", args=[item.pk]),
    empty_title=_("Nothing is open"),
    empty_text=_("Every matter that you may see is closed, or none matches."),
)

CLOCKS = Ledger(
    slug="clocks",
    title=_("Every clock by itself"),
    permission="items.view_watch",
    queryset=clocks,
    columns=(
        Column("number", pgettext_lazy("column", "Number"), "item.number", width=110, phone=True),
        Column("title", pgettext_lazy("column", "Matter"), "item.title", link=True, phone=True),
        Column("clock", pgettext_lazy("column", "Duty or clock"), "label", width=180, phone=True),
        Column("light", _("Clock"), _light, Kind.LIGHT, width=110, phone=True),
        Column("due", _("Due"), "due_at", Kind.STAMP, width=132, sort="due_at", phone=True),
        Column("started", _("Began"), "started_at", Kind.STAMP, width=132),
        Column("stopped", _("Stopped"), "stopped_at", Kind.STAMP, width=132),
        Column("paper", _("Paper"), "paper", width=160, shown=False),
        Column("unit", _("Unit"), "item.unit", width=130, phone=True),
        Column("handler", _("Handler"), "item.handler", width=80),
        Column("area", _("Area"), "item.area.short_name", width=136),
    ),
    filters=(
        ConditionFilter("light", _("Clock"), "", CLOCK_WORDS, conditions=CLOCK_LIGHTS),
        ConditionFilter(
            "when",
            _("Due"),
            "",
            WHEN,
            conditions={name: when_due(name, open_=RUNNING) for name, _words in WHEN},
        ),
        ChoiceFilter("name", pgettext_lazy("column", "Duty or clock"), "name", _clock_names),
        ChoiceFilter("kind", pgettext_lazy("column", "Kind"), "item__kind", _kinds),
        UnitFilter("unit", _("Unit"), "item__unit_id", everybody=True, blank="null"),
        AreaFilter("area", _("Area"), "item__area_path"),
        DatesFilter("due", _("Due"), "due_at", blank="null"),
        DatesFilter("stopped", _("Stopped"), "stopped_at", blank="null"),
    ),
    views=(
        SavedView("late", pgettext_lazy("clock light", "Overdue"), {"light": "late", "sort": "due"}),
        SavedView("tomorrow", _("Late by tomorrow"), {"when": ["today", "tomorrow"], "sort": "due"}),
        SavedView("kept_late", _("Kept too late"), {"light": "kept_late", "sort": "-due"}),
    ),
    default_sort="-due",
    url_name="items:clocks",
    row_url=lambda clock: reverse("items:detail", args=[clock.item_id]),
    empty_title=_("No clock runs"),
    empty_text=_("A clock runs where the table of limits or a duty has a limit for the matter."),
)
