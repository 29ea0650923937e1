"""The lists of meetings, decisions and promises."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.as_of import overdue_at
from gongjian.core.ledgers.addresses import page_by_number
from gongjian.core.ledgers.filters import AreaFilter, ChoiceFilter, ConditionFilter, DatesFilter, TextFilter
from gongjian.core.ledgers.items import item_columns, item_filters, item_search, with_lights
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.core.people.access import Access
from gongjian.modules.meetings.flows import DECISION, PROMISE
from gongjian.modules.meetings.models import Decision, Meeting, MeetingKind, Promise

DECIDED, PROMISED = item_columns(DECISION), item_columns(PROMISE)


def _meetings(access: Access) -> QuerySet[Any]:
    came = Count("attendances", filter=Q(attendances__presence="present"), distinct=True)
    rows = Meeting.objects.visible_to(access).select_related("area", "about")
    return rows.annotate(
        asked=Count("attendances", distinct=True), came=came, decided=Count("decisions", distinct=True)
    )


def _coming(now: dt.datetime) -> Q:
    return Q(cancelled_at__isnull=True, minutes_at__isnull=True, starts_at__gt=now)


def _unsettled(now: dt.datetime) -> Q:
    return Q(cancelled_at__isnull=True, minutes_at__isnull=True, starts_at__lte=now)


MEETINGS = Ledger(
    slug="meetings",
    title=_("Joint meetings"),
    permission="meetings.view",
    queryset=_meetings,
    columns=(
        Column("title", pgettext_lazy("of a meeting", "Title"), "title", link=True, phone=True),
        Column("kind", pgettext_lazy("column", "Kind"), "get_kind_display", width=150, sort="kind"),
        Column("starts", _("Begins"), "starts_at", Kind.STAMP, width=132, sort="starts_at", phone=True),
        Column("area", _("Area"), "area.short_name", width=136, sub="place"),
        Column(
            "state", _("State"), lambda row: row.state_at(timezone.now()), Kind.STATUS, width=130, phone=True
        ),
        Column("asked", _("Units asked"), "asked", Kind.NUMBER, width=90),
        Column("came", _("Units present"), "came", Kind.NUMBER, width=90),
        Column("decided", _("Decisions"), "decided", Kind.NUMBER, width=80, phone=True),
        Column("about", pgettext_lazy("of a meeting", "About"), "about", width=180, shown=False),
    ),
    filters=(
        ChoiceFilter("kind", pgettext_lazy("column", "Kind"), "kind", list(MeetingKind.choices)),
        ConditionFilter(
            "state",
            _("State"),
            "",
            (
                ("coming", pgettext_lazy("meeting state", "Coming")),
                ("unsettled", pgettext_lazy("meeting state", "Minutes to be settled")),
                ("settled", pgettext_lazy("meeting state", "Minutes settled")),
                ("off", pgettext_lazy("meeting state", "Called off")),
            ),
            conditions={
                "coming": _coming,
                "unsettled": _unsettled,
                "settled": lambda now: Q(minutes_at__isnull=False),
                "off": lambda now: Q(cancelled_at__isnull=False),
            },
        ),
        AreaFilter("area", _("Area"), "area_path"),
        DatesFilter("starts", _("Begins"), "starts_at"),
    ),
    views=(
        SavedView("coming", pgettext_lazy("meeting state", "Coming"), {"state": "coming"}),
        SavedView(
            "unsettled", pgettext_lazy("meeting state", "Minutes to be settled"), {"state": "unsettled"}
        ),
    ),
    search=lambda words: Q(title__icontains=words) | Q(place__icontains=words),
    default_sort="-starts",
    url_name="meetings:list",
    row_url=lambda row: reverse("meetings:meeting", args=[row.pk]),
    primary_action=PrimaryAction(_("Call a meeting"), "meetings:call", permission="meetings.hold"),
    empty_title=_("No meeting yet"),
    empty_text=_("Call one: its agenda can be made of what is open and late."),
)


def _decisions(access: Access) -> QuerySet[Any]:
    return with_lights(Decision.objects.visible_to(access).with_all())


def _promises(access: Access) -> QuerySet[Any]:
    return with_lights(Promise.objects.visible_to(access).with_all())


def _my_units(access: Access) -> list[str]:
    return [str(pk) for pk in sorted(access.unit_ids)]


DECISIONS = Ledger(
    slug="decisions",
    title=_("Decisions"),
    permission="meetings.view",
    queryset=_decisions,
    columns=(
        DECIDED["number"],
        DECIDED["title"],
        DECIDED["state"],
        Column("meeting", _("Decided in"), "meeting.title", width=200, sort="meeting__title"),
        DECIDED["unit"],
        DECIDED["handler"],
        Column("due_on", _("Decided date"), "due_on", Kind.DATE, width=100, sort="due_on", phone=True),
        DECIDED["light"],
        replace(DECIDED["area"], shown=False),
        replace(DECIDED["opened"], shown=False),
        DECIDED["result"],
        DECIDED["closed"],
    ),
    filters=(
        TextFilter("meeting", _("Decided in"), paths=("meeting__title",)),
        *item_filters(DECISION, everybody=True),
        DatesFilter("planned", _("Decided date"), "due_on", moments=False),
    ),
    views=(
        SavedView("late", pgettext_lazy("clock light", "Overdue"), {"light": "late"}),
        SavedView("mine", _("My unit's"), {"unit": _my_units}),
        SavedView("submitted", _("To be confirmed"), {"state": "submitted"}),
    ),
    search=item_search(),
    flow=DECISION,
    looks=("board", "chart"),
    default_sort="due_on",
    url_name="meetings:decisions",
    row_url=page_by_number("meetings:decision"),
    empty_title=_("Nothing is decided yet"),
    empty_text=_("Decisions are written down on the page of their meeting."),
)

PROMISES = Ledger(
    slug="promises",
    title=_("Promises"),
    permission="meetings.view",
    queryset=_promises,
    columns=(
        PROMISED["number"],
        replace(PROMISED["title"], label=_("What is promised")),
        PROMISED["state"],
        replace(PROMISED["unit"], label=_("Who promises")),
        Column("to_whom", pgettext_lazy("of a promise", "To whom"), "to_whom", width=150),
        Column("due_on", _("Promised date"), "due_on", Kind.DATE, width=100, sort="due_on", phone=True),
        PROMISED["light"],
        Column("said_in", _("Where it was said"), "said_in", width=180, sub="said_on"),
        replace(PROMISED["area"], shown=False),
        replace(PROMISED["opened"], shown=False),
        PROMISED["result"],
        PROMISED["closed"],
    ),
    filters=(
        TextFilter("to_whom", pgettext_lazy("of a promise", "To whom"), paths=("to_whom",)),
        ConditionFilter(
            "settled",
            _("Counts for the share kept"),
            "",
            (("yes", _("Kept, not kept, or overdue")),),
            conditions={"yes": lambda now: Q(item__state__in=("kept", "broken")) | overdue_at(now)},
        ),
        *item_filters(PROMISE, everybody=True),
        DatesFilter("planned", _("Promised date"), "due_on", moments=False),
    ),
    views=(
        SavedView("late", pgettext_lazy("clock light", "Overdue"), {"light": "late"}),
        SavedView("mine", _("My unit's"), {"unit": _my_units}),
        SavedView("told", _("To be looked at"), {"state": "told"}),
        SavedView("broken", pgettext_lazy("promise state", "Not kept"), {"state": "broken"}),
    ),
    search=item_search(),
    flow=PROMISE,
    looks=("board", "chart"),
    default_sort="due_on",
    url_name="meetings:promises",
    row_url=page_by_number("meetings:promise"),
    primary_action=PrimaryAction(
        _("Write a promise down"), "meetings:new_promise", permission="meetings.hold"
    ),
    empty_title=_("No promise yet"),
    empty_text=_("What a unit promises, in a meeting or anywhere, is written down here with its date."),
)
