"""The lists of draws and of questionnaires."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from gongjian.core.areas.path import within_any
from gongjian.core.asking.models import Questionnaire, Respondent, Sample
from gongjian.core.asking.models.questionnaire import Use
from gongjian.core.asking.showing import state_of
from gongjian.core.ledgers.filters import AreaFilter, ChoiceFilter, ConditionFilter, DatesFilter
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.core.people.access import Access

WAITING = Q(drawn_at__isnull=True, closed_at__isnull=True)
CALLING = Q(drawn_at__isnull=False, closed_at__isnull=True)


def samples_for(access: Access) -> Any:
    """Draws of the areas in which the person plans, calls or oversees."""
    return Sample.objects.visible_to(access).with_all().with_counts()


def questionnaires_for(access: Access) -> Any:
    """Versions of the offices in which the person has to do with asking, and those that all offices share."""
    own = within_any("office__path", access.paths("asking.view"))
    rows = Questionnaire.objects.filter(own | Q(office__isnull=True))
    return rows.select_related("office", "made_by").annotate(asked=Count("questions"))


def _has_list() -> Q:
    return Q(Exists(Respondent.objects.filter(sample=OuterRef("pk"))))


def _course(row: Any) -> str:
    return f"{row.done} / {row.chosen}" if row.is_drawn else ""


def _area(row: Sample) -> str:
    return (row.item.area if row.item else row.office).short_name


def _office(row: Questionnaire) -> str:
    return row.office.short_name if row.office else _("All offices")


def _in_force(row: Questionnaire) -> tuple[str, str, str]:
    if row.until is None or row.until > timezone.localdate():
        return pgettext("a questionnaire", "In use"), "ok", "go"
    return pgettext("a questionnaire", "No longer used"), "off", ""


SAMPLES = Ledger(
    slug="draws",
    title=gettext_lazy("Draws and call-backs"),
    permission="asking.view",
    url_name="asking:draws",
    queryset=samples_for,
    columns=(
        Column("title", gettext_lazy("Asked about"), "title", link=True, phone=True),
        Column("state", gettext_lazy("State"), state_of, Kind.STATUS, width=140, phone=True),
        Column("course", gettext_lazy("Asked so far"), _course, width=100, phone=True),
        Column("matter", gettext_lazy("Matter"), "item.number", width=130, sort="item__number"),
        Column("area", gettext_lazy("Area"), _area, width=130),
        Column("questionnaire", gettext_lazy("Questionnaire"), "questionnaire", width=150, sort="questionnaire__title"),
        Column("size", gettext_lazy("To be drawn"), "size", Kind.NUMBER, width=90, sort="size"),
        Column("listed", gettext_lazy("On the list"), "listed", Kind.NUMBER, width=90),
        Column("announced", gettext_lazy("Announced on"), "committed_at", Kind.DATE, width=110, sort="committed_at"),
        Column("drawn", gettext_lazy("Drawn on"), "drawn_at", Kind.DATE, width=110, sort="drawn_at"),
        Column("closed", gettext_lazy("Ended on"), "closed_at", Kind.DATE, width=110, sort="closed_at", shown=False),
        Column("commitment", gettext_lazy("Commitment"), "commitment", width=200, shown=False),
    ),
    default_sort="-announced",
    filters=(
        ConditionFilter(
            "state",
            gettext_lazy("State"),
            choices=(
                ("announced", pgettext_lazy("state of a draw", "Announced")),
                ("listed", pgettext_lazy("state of a draw", "Listed")),
                ("calling", pgettext_lazy("state of a draw", "Being asked")),
                ("finished", pgettext_lazy("state of a draw", "Everybody was asked")),
                ("off", pgettext_lazy("state of a draw", "Called off")),
            ),
            conditions={
                "announced": lambda now: WAITING & ~_has_list(),
                "listed": lambda now: WAITING & _has_list(),
                "calling": lambda now: CALLING,
                "finished": lambda now: Q(drawn_at__isnull=False, closed_at__isnull=False),
                "off": lambda now: Q(drawn_at__isnull=True, closed_at__isnull=False),
            },
        ),
        AreaFilter("area", gettext_lazy("Area")),
        DatesFilter("announced", gettext_lazy("Announced on"), "committed_at"),
        DatesFilter("drawn", gettext_lazy("Drawn on"), "drawn_at"),
    ),
    views=(
        SavedView("calling", pgettext_lazy("state of a draw", "Being asked"), {"state": "calling"}),
        SavedView("listed", gettext_lazy("Waiting for the draw"), {"state": "listed"}),
    ),
    search=lambda words: Q(title__icontains=words) | Q(item__number__icontains=words),
    row_url=lambda row: reverse("asking:draw", args=[row.pk]),
    primary_action=PrimaryAction(gettext_lazy("Announce a draw"), "asking:announce", permission="asking.plan"),
    empty_title=gettext_lazy("No draw yet"),
    empty_text=gettext_lazy("Announce one on the page of a project that is under way, or here for a whole area."),
)  # fmt: skip

QUESTIONNAIRES = Ledger(
    slug="questionnaires",
    title=gettext_lazy("Questionnaires"),
    permission="asking.view",
    url_name="asking:questionnaires",
    queryset=questionnaires_for,
    columns=(
        Column("title", pgettext_lazy("a questionnaire", "Title"), "title", link=True, phone=True, sort="title"),
        Column("use", pgettext_lazy("a questionnaire", "What for"), "get_use_display", width=130, sort="use", phone=True),
        Column("version", gettext_lazy("Version"), "version", Kind.NUMBER, width=70, sort="version", phone=True),
        Column("asked", gettext_lazy("Questions"), "asked", Kind.NUMBER, width=80),
        Column("state", gettext_lazy("State"), _in_force, Kind.STATUS, width=120),
        Column("since", gettext_lazy("In use since"), "since", Kind.DATE, width=110, sort="since"),
        Column("until", gettext_lazy("Used until"), "until", Kind.DATE, width=110, sort="until"),
        Column("office", pgettext_lazy("a questionnaire", "Office"), _office, width=130),
        Column("source", pgettext_lazy("a questionnaire", "Where it comes from"), "source", width=200, shown=False),
    ),
    default_sort="-since",
    filters=(
        ConditionFilter(
            "state",
            gettext_lazy("State"),
            choices=(("used", pgettext_lazy("a questionnaire", "In use")), ("ended", pgettext_lazy("a questionnaire", "No longer used"))),
            conditions={
                "used": lambda now: Q(until__isnull=True) | Q(until__gt=timezone.localdate(now)),
                "ended": lambda now: Q(until__lte=timezone.localdate(now)),
            },
        ),
        ChoiceFilter("use", pgettext_lazy("a questionnaire", "What for"), "use", list(Use.choices)),
    ),
    search=lambda words: Q(title__icontains=words),
    row_url=lambda row: reverse("asking:questionnaire", args=[row.pk]),
    primary_action=PrimaryAction(gettext_lazy("Make a questionnaire"), "asking:make_questionnaire", permission="asking.plan"),
    empty_title=gettext_lazy("No questionnaire yet"),
    empty_text=gettext_lazy("Make one: what residents are asked, or what reviewers mark on site."),
)  # fmt: skip
