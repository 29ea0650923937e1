"""Reports that may be about the same matter: same community, words in common, the last thirty days. A person decides."""

import datetime as dt
import itertools
from collections import Counter
from dataclasses import dataclass

from gongjian.lib.zh import tokens
from gongjian.modules.reports.models import Report

SPAN = dt.timedelta(days=30)
LOOKED_AT = 200
LEAST = 0.28


@dataclass(frozen=True, slots=True)
class Likely:
    """A candidate, and how much the two have in common: 1 is the same text."""

    report: Report
    likeness: float

    @property
    def pct(self) -> int:
        """In whole per cent."""
        return round(self.likeness * 100)


def likely_duplicates(report: Report, *, limit: int = 3) -> list[Likely]:
    """Open reports of the same area that share pairs of characters, most alike first; one query."""
    item = report.item
    near = Report.objects.filter(
        item__area_id=item.area_id,
        item__closed_at__isnull=True,
        item__opened_at__gt=item.opened_at - SPAN,
        item__opened_at__lt=item.opened_at + SPAN,
    ).exclude(pk=report.pk)
    mine = pairs_of(_words(report))
    rows = near.select_related("item").order_by("-item__opened_at")[:LOOKED_AT]
    found = [Likely(row, likeness(mine, pairs_of(_words(row)))) for row in rows]
    found = [one for one in found if one.likeness >= LEAST]
    return sorted(found, key=lambda one: (-one.likeness, one.report.pk))[:limit]


def _words(report: Report) -> str:
    return f"{report.item.title} {report.item.place} {report.body[:300]}"


def pairs_of(text: str) -> Counter[str]:
    """Neighbouring tokens, counted: in Chinese, roughly its words."""
    line = [token.text for token in tokens(text)]
    return Counter(first + second for first, second in itertools.pairwise(line))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Shared pairs over those of the shorter text, so that a short report is found in a long one."""
    smaller = min(one.total(), other.total())
    return (one & other).total() / smaller if smaller else 0.0
