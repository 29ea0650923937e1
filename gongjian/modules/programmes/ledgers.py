"""The lists: programmes, goals, themes, the communities' answers, and their lines."""

from decimal import Decimal

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.ledgers.addresses import page_by_number
from gongjian.core.ledgers.filters import ChoiceFilter, DatesFilter, NumberFilter, TextFilter, YesNoFilter
from gongjian.core.ledgers.items import item_columns, item_filters, item_search, with_lights
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.modules.programmes.flows import ANSWER
from gongjian.modules.programmes.models import (
    AnnualGoal,
    AnswerLine,
    Programme,
    QuarterTheme,
    ThemeAnswer,
    Way,
)
from gongjian.modules.programmes.showing import share_of

SHARED = item_columns(ANSWER)
QUARTERS = [(str(one), f"Q{one}") for one in (1, 2, 3, 4)]


def _years(row: Programme) -> str:
    return f"{row.since}–{row.until or ''}"


PROGRAMMES = Ledger(
    slug="programmes",
    title=_("Programmes"),
    permission="programmes.view",
    url_name="programmes:programmes",
    queryset=lambda access: Programme.objects.visible_to(access).select_related("office", "unit").annotate(
        lines=Count("strands")
    ),
    columns=(
        Column("title", _("Programme"), "title", sort="title", link=True, phone=True),
        Column("years", _("Years"), _years, width=110, sort="since", phone=True),
        Column("strands", _("Strands"), "lines", Kind.NUMBER, width=80, phone=True),
        Column("unit", _("Unit"), "unit", width=180),
    ),
    filters=(TextFilter("title", _("Programme"), paths=("title",)), NumberFilter("since", _("First year"), "since")),
    search=lambda words: Q(title__icontains=words) | Q(text__icontains=words),
    default_sort="-years",
    row_url=page_by_number("programmes:programme"),
    primary_action=PrimaryAction(_("Start a programme"), "programmes:new_programme", permission="programmes.lead"),
    empty_title=_("No programme yet"),
    empty_text=_("A programme is a frame with strands, under which projects hang."),
)  # fmt: skip

GOALS = Ledger(
    slug="annual_goals",
    title=_("Goals of the year"),
    permission="programmes.view",
    url_name="programmes:goals",
    queryset=lambda access: AnnualGoal.objects.visible_to(access).select_related("office", "unit", "strand__programme"),
    columns=(
        Column("title", _("Goal"), "title", sort="title", link=True, phone=True),
        Column("year", _("Year"), lambda row: str(row.year), width=80, sort="year", phone=True),
        Column("unit", _("Unit"), "unit", width=150),
        Column("reached", _("Reached"), "reached", Kind.NUMBER, width=110, sort="reached", phone=True),
        Column("target", _("Target figure"), "target", Kind.NUMBER, width=110, sort="target", phone=True),
        Column("counted_in", _("Counted in"), "counted_in", width=90),
        Column("share", _("Share reached"), lambda row: Decimal(share_of(row)), Kind.PERCENT, width=100, phone=True),
        Column("strand", _("Strand"), "strand", width=200, shown=False),
    ),
    filters=(
        TextFilter("title", _("Goal"), paths=("title",)),
        NumberFilter("year", _("Year"), "year"),
        TextFilter("unit", _("Unit"), paths=("unit__name",)),
    ),
    search=lambda words: Q(title__icontains=words),
    default_sort="-year",
    row_url=page_by_number("programmes:goal"),
    primary_action=PrimaryAction(_("Set a goal"), "programmes:new_goal", permission="programmes.lead"),
    empty_title=_("No goal yet"),
    empty_text=_("A goal has a target; what is reached is reported by its unit, or counted by the product itself."),
)  # fmt: skip

THEMES = Ledger(
    slug="quarter_themes",
    title=_("Themes of the quarter"),
    permission="programmes.view",
    url_name="programmes:themes",
    queryset=lambda access: QuarterTheme.objects.visible_to(access).select_related("office").annotate(
        asked=Count("answers"),
        answered=Count("answers", filter=Q(answers__in_time__isnull=False)),
    ),
    columns=(
        Column("title", _("Theme"), "title", sort="title", link=True, phone=True),
        Column("quarter", _("Quarter"), lambda row: f"{row.year} Q{row.quarter}", width=100, phone=True),
        Column("answer_by", _("Answer until"), "answer_by", Kind.DATE, width=110, sort="answer_by", phone=True),
        Column("answered", _("Answered"), "answered", Kind.NUMBER, width=90, phone=True),
        Column("asked", _("Communities asked"), "asked", Kind.NUMBER, width=90, phone=True),
    ),
    filters=(
        NumberFilter("year", _("Year"), "year"),
        ChoiceFilter("quarter", _("Quarter"), "quarter", QUARTERS),
        DatesFilter("answer_by", _("Answer until"), "answer_by"),
    ),
    search=lambda words: Q(title__icontains=words) | Q(text__icontains=words),
    default_sort="-answer_by",
    row_url=page_by_number("programmes:theme"),
    primary_action=PrimaryAction(_("Publish a theme"), "programmes:new_theme", permission="programmes.lead"),
    empty_title=_("No theme yet"),
    empty_text=_("Publishing a theme asks every community for its two-way list and its activities."),
)  # fmt: skip

ANSWERS = Ledger(
    slug="theme_answers",
    title=_("Answers to themes"),
    permission="programmes.view",
    url_name="programmes:answers",
    queryset=lambda access: with_lights(ThemeAnswer.objects.visible_to(access).with_all()),
    columns=(
        SHARED["number"],
        SHARED["title"],
        Column("theme", _("Theme"), "theme", width=200),
        SHARED["state"],
        SHARED["unit"],
        SHARED["light"],
        Column("in_time", _("Handed in in time"), "in_time", width=80, sort="in_time", phone=True),
        SHARED["due"],
        SHARED["opened"],
        SHARED["result"],
        SHARED["closed"],
    ),
    filters=(
        *item_filters(ANSWER),
        TextFilter("theme", _("Theme"), paths=("theme__title",)),
        YesNoFilter("in_time", _("Handed in in time"), "in_time", blank="null"),
        DatesFilter("answer_by", _("Answer until"), "theme__answer_by"),
    ),
    views=(
        SavedView("to_answer", _("Still to be answered"), {"state": "asked"}),
        SavedView("to_confirm", _("To be confirmed"), {"state": "answered"}),
        SavedView("running", pgettext_lazy("answer state", "Under way"), {"state": "confirmed"}),
    ),
    search=item_search(),
    flow=ANSWER,
    looks=("board", "chart"),
    default_sort="-opened",
    row_url=page_by_number("programmes:answer"),
    empty_title=_("No answer is asked for yet"),
    empty_text=_("Publishing the theme of a quarter asks every community."),
)

LINES = Ledger(
    slug="theme_lines",
    title=_("Two-way lists and activities"),
    permission="programmes.view",
    url_name="programmes:lines",
    queryset=lambda access: AnswerLine.objects.visible_to(access).with_all(),
    columns=(
        Column("community", _("Community"), "answer.item.area.short_name", width=130, sort="area_path",
               phone=True),
        Column("way", _("Kind of line"), lambda row: row.get_way_display(), width=90, sort="way", phone=True),
        Column("text", _("In words"), "text", link=True, phone=True),
        Column("theme", _("Theme"), "answer.theme", width=200),
        Column("day", _("Day"), "day", Kind.DATE, width=100, sort="day", phone=True),
        Column("place", _("Place"), "place", width=130),
        Column("expected", _("Expected"), "expected", Kind.NUMBER, width=80, sort="expected"),
        Column("came", _("Came"), "came", Kind.NUMBER, width=80, sort="came", phone=True),
        Column("matter", _("Matter"), "matter", width=160, shown=False),
    ),
    filters=(
        ChoiceFilter("way", _("Kind of line"), "way", list(Way.choices)),
        TextFilter("theme", _("Theme"), paths=("answer__theme__title",)),
        DatesFilter("day", _("Day"), "day", blank="null"),
        YesNoFilter("dropped", _("Dropped"), "dropped"),
    ),
    search=lambda words: Q(text__icontains=words) | Q(place__icontains=words),
    default_sort="community",
    row_url=lambda row: reverse("programmes:answer", args=[row.answer_id]),
    empty_title=_("No line yet"),
    empty_text=_("Communities fill in their lists on the pages of their answers."),
)  # fmt: skip
