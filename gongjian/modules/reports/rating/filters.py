"""The filter of the list of reports that shows exactly the rows a rate was counted from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q

from gongjian.core.ledgers.asking import Asked
from gongjian.core.ledgers.filter_days import DatesFilter
from gongjian.core.words import Words
from gongjian.modules.reports.rating.rates import KINDS, RATES, rate_called


def choices() -> list[tuple[str, Words]]:
    """Every rate with each kind of its rows."""
    return [
        (f"{rate.name.value}.{kind}", f"{rate.label}: {words}")
        for rate in RATES
        for kind, words in KINDS.items()
    ]


@dataclass(frozen=True, slots=True)
class RateFilter(DatesFilter):
    """`rate=on_time.of`, with the days that the rate counts by: rate_from, rate_to, or a moving span."""

    def own_params(self) -> tuple[str, ...]:
        """Three: the rows of which rate, the first day and the last."""
        return (self.name, *DatesFilter.own_params(self))

    def is_on(self, given: Mapping[str, Any]) -> bool:
        """Days alone ask nothing: each rate counts by a day of its own."""
        return bool(given.get(self.name))

    def inputs(self, asked: Asked) -> dict[str, forms.Field]:
        """A choice and two dates."""
        chosen = forms.ChoiceField(label=self.label, required=False, choices=[("", "—"), *choices()])
        days = _days(self, self.path).inputs(asked)
        return {self.name: chosen, **days}

    def matches(self, given: Mapping[str, Any], asked: Asked) -> Q:
        """The reports on which such rows hang."""
        name, _dot, kind = str(given[self.name]).partition(".")
        rate = rate_called(name)
        span = _days(self, rate.basis.at).matches(given, asked)
        found = rate.rows(kind, asked.now).filter(span).order_by()
        return Q(pk__in=found.values(rate.basis.report_id))

    def words_of(self, given: Mapping[str, Any], form: forms.Form) -> str:
        """The rate, the kind of rows, and the days as far as given."""
        told = str(dict(choices())[given[self.name]])
        days = _days(self, self.path).words_of(given, form)
        return f"{told}（{days}）" if days else told


def _days(part: RateFilter, path: str) -> DatesFilter:
    return DatesFilter(part.name, part.label, path)
