"""The ledger of reports."""

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.items.flow import WITHDRAWN, Phase
from gongjian.core.ledgers.addresses import page_by_number
from gongjian.core.ledgers.filters import ChoiceFilter, ConditionFilter, OtherDatesFilter
from gongjian.core.ledgers.items import item_columns, item_filters, item_relations, item_search, with_lights
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.core.people.access import Access
from gongjian.modules.reports.bringing.taker import INTAKE
from gongjian.modules.reports.bulk import CATEGORY
from gongjian.modules.reports.category_filter import CategoryFilter
from gongjian.modules.reports.flows import REPORT
from gongjian.modules.reports.models import Channel, Inspection, Report, ShownAnswer, Sighting
from gongjian.modules.reports.models.proof import InspectionQuerySet
from gongjian.modules.reports.rating.filters import RateFilter

ITEM = item_columns(REPORT)
WAYS = dict(Channel.choices)
ANSWERED = Q(answers__isnull=False)
OPEN_STATES = [name for name, state in REPORT.states.items() if state.phase is not Phase.CLOSED]
CLOSED_STATES = [
    name for name, state in REPORT.states.items() if state.phase is Phase.CLOSED and name != WITHDRAWN
]


def _rows(access: Access) -> Any:
    relations = ("category", *item_relations())
    return with_lights(Report.objects.visible_to(access).select_related(*relations))


def _with_first_answer() -> Any:
    return Report.objects.with_first_answer()


def _found(outcome: str) -> Any:
    return InspectionQuerySet(Inspection).seen().filter(outcome=outcome).values("report")


def _mine(access: Access) -> list[str]:
    return [str(unit) for unit in sorted(access.unit_ids)]


REPORTS = Ledger(
    slug="reports",
    title=_("Reports"),
    permission="reports.view",
    url_name="reports:ledger",
    queryset=_rows,
    default_sort="-opened",
    columns=(
        ITEM["number"],
        ITEM["title"],
        ITEM["state"],
        Column("category", _("Category"), "category", width=100, sort="category__name"),
        ITEM["area"],
        ITEM["unit"],
        replace(ITEM["handler"], shown=False),
        ITEM["opened"],
        ITEM["light"],
        ITEM["due"],
        ITEM["result"],
        ITEM["closed"],
        Column("channel", pgettext_lazy("column", "How it came"), lambda row: WAYS.get(row.channel, row.channel), width=100,
               sort="channel", shown=False),
        Column("reopened", _("Reopened"), "item.reopened", Kind.NUMBER, width=60, sort="item__reopened", shown=False),
        Column("external", _("Number elsewhere"), "external_id", width=110, sort="external_id", shown=False),
        Column("likes", _("Likes"), "likes", Kind.NUMBER, width=60, sort="likes", shown=False),
    ),
    filters=(
        *item_filters(REPORT),
        CategoryFilter("category", _("Category"), "category_id", blank="null"),
        ChoiceFilter("channel", pgettext_lazy("column", "How it came"), "channel", Channel.choices),
        OtherDatesFilter("answered_on", _("First answered"), "answered_at", rows=_with_first_answer),
        OtherDatesFilter("said", _("Verdict given"), "satisfactions__at", rows=Report.objects.all),
        ConditionFilter(
            "answered", _("Answered"), "", [("yes", _("Yes")), ("no", _("No"))],
            conditions={
                "yes": lambda now: Q(pk__in=Report.objects.answered().values("pk")),
                "no": lambda now: ~Q(pk__in=Report.objects.answered().values("pk")),
            },
        ),
        OtherDatesFilter("inspected_on", _("Seen again on site"), "inspections__at", rows=Report.objects.all),
        ConditionFilter(
            "proof", _("Re-inspection"), "",
            [("seen", _("Seen again on site")), ("not", _("Found not done")), ("partly", _("Found partly done"))],
            conditions={
                "seen": lambda now: Q(pk__in=InspectionQuerySet(Inspection).seen().values("report")),
                "not": lambda now: Q(pk__in=_found(Sighting.NOT)),
                "partly": lambda now: Q(pk__in=_found(Sighting.PARTLY)),
            },
        ),
        ConditionFilter(
            "voice", _("Residents"), "",
            [("rated", _("Verdict given")), ("satisfied", _("Satisfied")), ("unsatisfied", _("Not satisfied")),
             ("reopened", _("Reopened"))],
            conditions={
                "satisfied": lambda now: Q(
                    pk__in=Report.objects.filter(satisfactions__verdict="satisfied").values("pk")
                ),
                "rated": lambda now: Q(pk__in=Report.objects.filter(satisfactions__isnull=False).values("pk")),
                "unsatisfied": lambda now: Q(
                    pk__in=Report.objects.filter(satisfactions__verdict="unsatisfied").values("pk")
                ),
                "reopened": lambda now: Q(item__reopened__gt=0),
            },
        ),
        ConditionFilter(
            "shown", _("For everybody"), "",
            [("yes", _("Answer is shown")), ("back", _("Answer was taken back")), ("not", _("Answered, not shown"))],
            conditions={
                "yes": lambda now: Q(pk__in=ShownAnswer.objects.readable().values("report")),
                "back": lambda now: Q(pk__in=ShownAnswer.objects.filter(withdrawn_at__isnull=False).values("report")),
                "not": lambda now: Q(pk__in=Report.objects.answered().values("pk"))
                & ~Q(pk__in=ShownAnswer.objects.live().values("report")),
            },
        ),
        RateFilter("rate", _("Counted in a rate")),
    ),
    views=(
        SavedView("new", _("To be dispatched"), {"state": ["new"], "sort": "opened"}),
        SavedView("open", _("Open"), {"state": OPEN_STATES}),
        SavedView("mine", _("My unit's"), {"unit": _mine, "state": OPEN_STATES, "sort": "due"}),
        SavedView("late", _("Overdue"), {"light": ["late"], "sort": "due"}),
        SavedView("checking", _("To be checked"), {"state": ["checking"], "sort": "due"}),
        SavedView("reopened", _("Reopened"), {"voice": ["reopened"]}),
        SavedView("rated", _("Verdict given"), {"voice": ["rated"]}),
        SavedView("shown", _("Answers shown to everybody"), {"shown": ["yes"]}),
        SavedView("closed", _("Closed"), {"state": CLOSED_STATES, "sort": "-closed"}),
    ),
    row_url=page_by_number("reports:detail"),
    primary_action=PrimaryAction(_("Write down a report"), "reports:new", "plus", "reports.register"),
    empty_title=_("No reports yet"),
    empty_text=_("Residents report on the public page; calls, letters and visitors are written down here."),
    search=item_search(),
    flow=REPORT,
    intake=INTAKE,
    acts=(CATEGORY,),
)  # fmt: skip
