"""The rows of one month's open data: one per report, nothing of a person, no cell that stands for fewer than five."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area, Level, OfficialCode
from gongjian.core.items.flow import WITHDRAWN, Phase
from gongjian.core.measures.cuts import placer_of
from gongjian.core.measures.scope import span_of
from gongjian.core.privacy.sealing import blind
from gongjian.core.words import Words
from gongjian.modules.reports.models import Category, Channel, OpenDataRules, Report, Satisfaction
from gongjian.modules.reports.rating.rows import deadlines, kept
from gongjian.modules.reports.rating.table import LEAST
from gongjian.modules.reports.shown.cleaning import cleaned

PURPOSE = "open-data"
MOST_TEXT = 1000
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name in the files, what people call it, and what it means."""

    name: str
    label: Words
    words: Words


FIELDS = (
    Field(
        "key",
        _("Key"),
        _(
            "Stays the same in every version of every file; it is not the report's number and leads to nobody."
        ),
    ),
    Field(
        "received_on",
        _("Received on"),
        _("The day on which the report reached the office, as 2026-05-31."),
    ),
    Field(
        "category_code",
        _("Code of the category"),
        _("Of fewer than five reports of the month: the category above it, or nothing."),
    ),
    Field(
        "category",
        _("Category"),
        _("As residents read it."),
    ),
    Field(
        "community_code",
        _("Code of the community"),
        _("The official code; nothing where the community has fewer than five reports in the month."),
    ),
    Field(
        "community",
        _("Community"),
        _("Never a more exact place."),
    ),
    Field(
        "days_to_answer",
        _("Days to answer"),
        _("Whole days from the report to its first answer; nothing without one."),
    ),
    Field(
        "on_time",
        _("On time"),
        _(
            "yes or no, as the office's own rate “on time” counts it; nothing without a deadline that has passed."
        ),
    ),
    Field(
        "state",
        _("State"),
        _("How far it is, as residents read it."),
    ),
    Field(
        "result",
        _("Result"),
        _("What came of it when it was closed; closed is not the same as fixed."),
    ),
    Field(
        "satisfied",
        _("Satisfaction"),
        _(
            "satisfied, partly or unsatisfied: the last verdict; told only where its category has five and more "
            "of them."
        ),
    ),
    Field(
        "text",
        pgettext_lazy("of a report", "Words"),
        _("What was told, cleaned by the machine of personal data; nothing where the office gives no texts."),
    ),
)
CHANNELS = [(channel.value, channel.label) for channel in Channel]


def month_span(month: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the month of a day."""
    first = month.replace(day=1)
    return first, (first + 31 * DAY).replace(day=1) - DAY


def key_of(uid: Any) -> str:
    """The key of a report in the files: made from its random mark under the installation's key."""
    return blind(str(uid), PURPOSE)[:16]


def eligible(rules: OpenDataRules, month: dt.date) -> "QuerySet[Report]":
    """The reports of a month that may stand in its file: sorted, not taken off the public list, of no withheld channel or
    category; what was taken back or destroyed is not among them."""
    first, last = month_span(month)
    rows = Report.objects.counted().filter(office=rules.office_id, public=True)
    rows = rows.exclude(item__phase=Phase.REPORTED).exclude(item__state=WITHDRAWN)
    rows = rows.exclude(channel__in=rules.channels)
    chosen = list(rules.categories.values_list("pk", flat=True))
    if chosen:
        withheld = Category.objects.all().with_those_below(chosen)
        rows = rows.filter(Q(category__isnull=True) | ~Q(category__in=withheld))
    return rows.filter(**span_of("item__opened_at", first, last))


def keys_of(rules: OpenDataRules, month: dt.date) -> set[str]:
    """The keys of the reports that may stand in the month's file now."""
    return {key_of(uid) for uid in eligible(rules, month).values_list("uid", flat=True)}


def month_rows(rules: OpenDataRules, month: dt.date, *, now: dt.datetime) -> list[dict[str, Any]]:
    """The rows of a month as they stand now, by day and key. Ten queries, however many rows."""
    with translation.override(settings.LANGUAGE_CODE):
        reports = list(
            eligible(rules, month)
            .with_first_answer()  # type: ignore[attr-defined]
            .select_related("item__area", "category__parent__parent__parent")
        )
        told = _Told(rules, reports, month, now=now)
        rows = [told.row(report) for report in reports]
    return sorted(rows, key=lambda row: (row["received_on"], row["key"]))


class _Told:
    """What the rows of one month need to know of each other: how many share a cell."""

    def __init__(
        self, rules: OpenDataRules, reports: list[Report], month: dt.date, *, now: dt.datetime
    ) -> None:
        self.rules = rules
        areas = list(Area.objects.filter(office=rules.office_id, level=Level.COMMUNITY))
        codes = OfficialCode.objects.filter(area__in=areas, until__isnull=True).values_list("area", "code")
        self.codes, self.areas = dict(codes), {area.path: area for area in areas}
        place = placer_of(list(self.areas))
        self.places = {report.pk: place(report.item.area_path) for report in reports}
        self.in_place = Counter(self.places.values())
        self.categories = dict(_rolled_up(reports))
        clocks = deadlines(now).filter(item__report__in=eligible(rules, month).values("pk"))
        self.due = set(clocks.values_list("item_id", flat=True))
        self.kept = set(clocks.filter(kept(now)).values_list("item_id", flat=True))
        said = Satisfaction.objects.filter(report__in=eligible(rules, month).values("pk"), at__lte=now)
        self.said = dict(said.order_by("at", "pk").values_list("report_id", "verdict"))
        self.verdicts = Counter(self._cell(report) for report in reports if report.pk in self.said)

    def _cell(self, report: Report) -> int | None:
        category = self.categories.get(report.pk)
        return category.pk if category else None

    def row(self, report: Report) -> dict[str, Any]:
        """One report, in the order of FIELDS."""
        item, category = report.item, self.categories.get(report.pk)
        place = self.places[report.pk]
        area = self.areas.get(place) if self.in_place[place] >= LEAST else None
        answered = getattr(report, "answered_at", None)
        verdict = self.said.get(report.pk, "") if self.verdicts[self._cell(report)] >= LEAST else ""
        return {
            "key": key_of(report.uid),
            "received_on": f"{timezone.localdate(item.opened_at)}",
            "category_code": category.code if category else "",
            "category": str(category.told_as) if category else "",
            "community_code": self.codes.get(area.pk, "") if area else "",
            "community": area.short_name if area else "",
            "days_to_answer": max(0, (answered - item.opened_at).days) if answered else "",
            "on_time": ("yes" if report.pk in self.kept else "no") if report.pk in self.due else "",
            "state": str(item.flow.states[item.state].public),
            "result": str(item.flow.results.get(item.result, "")) if item.result else "",
            "satisfied": verdict,
            "text": cleaned(report.body)[:MOST_TEXT] if self.rules.with_text else "",
        }


def _rolled_up(reports: Iterable[Report]) -> Iterator[tuple[int, Category]]:
    """Each report's category, or the nearest above it that at least five reports of the month fall under."""
    reports = [report for report in reports if report.category]
    lines = {report.pk: report.category.line() for report in reports if report.category}
    under = Counter(one.pk for line in lines.values() for one in line)
    for pk, line in lines.items():
        found = next((one for one in reversed(line) if under[one.pk] >= LEAST), None)
        if found is not None:
            yield pk, found
