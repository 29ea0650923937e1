"""What a sample tells: counts, the share of satisfied residents, and how sure one can be of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from gongjian.core.asking.models import Outcome, Sample
from gongjian.lib.numbers import wilson_interval


@dataclass(frozen=True, slots=True)
class Summary:
    """`counts` by outcome. `share` of those who answered were satisfied, a partly satisfied one counting half; `low` and
    `high` are Wilson's interval at 95 %. All shares from 0 to 1, None where nobody answered."""

    drawn: int
    counts: dict[str, int]
    waiting: int

    @property
    def answered(self) -> int:
        """How many said whether they are satisfied."""
        return sum(self.counts[name] for name in ("satisfied", "partly", "not"))

    @property
    def points(self) -> float:
        """Satisfied ones, and half of the partly satisfied."""
        return self.counts["satisfied"] + self.counts["partly"] / 2

    @property
    def share(self) -> float | None:
        """The satisfaction rate."""
        return self.points / self.answered if self.answered else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the rate of all residents lies in 95 of 100 such draws."""
        return wilson_interval(round(self.points), self.answered)

    @property
    def margin(self) -> float | None:
        """Half the interval's width."""
        low, high = self.interval
        return (high - low) / 2 if self.answered else None


def summary_of(sample: Sample) -> Summary:
    """Two numbers by outcome; one query."""
    rows: Any = sample.respondents.drawn().order_by().values_list("outcome").annotate(Count("pk"))
    found = dict(rows)
    waiting = found.pop("", 0)
    counts = {outcome.value: found.get(outcome.value, 0) for outcome in Outcome}
    return Summary(sum(counts.values()) + waiting, counts, waiting)
