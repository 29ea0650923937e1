"""To whom a report goes by the office's rules: the first that fits proposes; and how the rules would have done on past
reports."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.models import Step
from gongjian.modules.reports.models import Category, Report, RoutingRule

LOOKED_AT, SHOWN = 2_000, 100


@dataclass(frozen=True, slots=True)
class Proposed:
    """A unit for a report, perhaps a person of it, and why in words; `rule` is None where the category's lead stands in."""

    unit: Any
    handler: Any
    why: str
    rule: RoutingRule | None = None


@dataclass(slots=True)
class Past:
    """One past report: who had it first, and whom the rules would have named (None: nobody)."""

    report: Report
    had: Any
    proposed: Proposed | None

    @property
    def agrees(self) -> bool:
        """Whether both name the same unit."""
        return self.proposed is not None and self.had is not None and self.proposed.unit.pk == self.had.pk


@dataclass(slots=True)
class Trial:
    """What came of trying rules on past reports: all that were looked at, those that a rule fits, those where it agrees."""

    since: dt.date
    reports: int = 0
    fits: int = 0
    agrees: int = 0
    rows: list[Past] = field(default_factory=list)

    @property
    def differs(self) -> int:
        """Reports for which a rule names another unit than had them."""
        return self.fits - self.agrees

    def told(self) -> dict[str, Any]:
        """As it is kept with a rule."""
        return {"since": self.since.isoformat(), "reports": self.reports, "fits": self.fits, "agrees": self.agrees,
                "differs": self.differs}  # fmt: skip


def fits(rule: RoutingRule, *, category: Category | None, area_path: str, text: str) -> bool:
    """Whether all that the rule asks holds: category or one above it, area or one above it, any of its words."""
    if rule.category_id and rule.category_id not in ({one.pk for one in category.line()} if category else ()):
        return False
    if rule.area is not None and not area_path.startswith(rule.area.path):
        return False
    words = rule.words.split()
    return not words or any(word in text for word in words)


def first_fitting(
    rules: Iterable[RoutingRule], *, category: Category | None, area_path: str, text: str
) -> Proposed | None:
    """What the first rule that fits proposes."""
    for rule in rules:
        if rule.unit.active and fits(rule, category=category, area_path=area_path, text=text):
            return Proposed(rule.unit, rule.handler, _("Rule: %(rule)s") % {"rule": rule}, rule)
    return None


def proposed_for(
    report: Report, category: Category | None, *, rules: Sequence[RoutingRule]
) -> Proposed | None:
    """The rules first, else the lead unit of the category."""
    item = report.item
    found = first_fitting(rules, category=category, area_path=item.area_path, text=text_of(report))
    if found is None and category is not None and (lead := category.lead) is not None:
        found = Proposed(lead, None, _("Lead unit of %(category)s") % {"category": category.name})
    return found


def text_of(report: Report) -> str:
    """The masked words in which rules look for theirs."""
    return f"{report.item.title} {report.item.place} {report.body}"


def try_rules(office: Area, rules: Sequence[RoutingRule], *, now: dt.datetime, days: int = 31) -> Trial:
    """Ask the rules about the reports dispatched in the last `days`, the newest two thousand: four queries."""
    since = now - dt.timedelta(days=days)
    trial = Trial(since=timezone.localdate(since))
    reports = list(
        Report.objects.filter(office=office, item__opened_at__gte=since, item__opened_at__lte=now)
        .exclude(item__unit__isnull=True)
        .select_related("item__area", "item__office", "category__parent__parent__parent")
        .order_by("-item__opened_at", "-pk")[:LOOKED_AT]
    )
    first: dict[int, Any] = {}
    steps = Step.objects.filter(
        item__in=[one.pk for one in reports], move__in=("dispatch", "fix"), unit__isnull=False
    )
    for step in steps.select_related("unit").order_by("at", "pk"):
        first.setdefault(step.item_id, step.unit)
    for report in reports:
        if (had := first.get(report.pk)) is None:
            continue
        trial.reports += 1
        told = first_fitting(
            rules, category=report.category, area_path=report.item.area_path, text=text_of(report)
        )
        if told is None:
            continue
        row = Past(report, had, told)
        trial.fits += 1
        trial.agrees += row.agrees
        trial.rows.append(row)
    trial.rows = sorted(trial.rows, key=lambda row: row.agrees)[:SHOWN]
    return trial
