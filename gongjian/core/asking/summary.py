"""What a sample tells: counts, the share of satisfied residents, and how sure one can be of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count

from gongjian.core.asking.models import Outcome, Question, QuestionKind, Reply, Sample
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
    return _summed(dict(rows))


def summaries_of(sample: Sample) -> list[tuple[str, Summary]]:
    """The same for each stratum, by its name; one query. Of few answers the interval is as wide as it has to be."""
    rows: Any = sample.respondents.drawn().order_by().values_list("stratum", "outcome").annotate(Count("pk"))
    found: dict[str, dict[str, int]] = {}
    for stratum, outcome, count in rows:
        found.setdefault(stratum, {})[outcome] = count
    return [(stratum, _summed(found[stratum])) for stratum in sorted(found)]


def _summed(found: dict[str, int]) -> Summary:
    waiting = found.pop("", 0)
    counts = {outcome.value: found.get(outcome.value, 0) for outcome in Outcome}
    return Summary(sum(counts.values()) + waiting, counts, waiting)


@dataclass(frozen=True, slots=True)
class Answers:
    """What all who answered said to one question: a scale's `mean`, how often each choice was `chosen`, or their `words`."""

    question: Question
    number: int
    mean: float | None
    chosen: list[tuple[str, int]]
    words: list[str]


def answers_of(sample: Sample) -> list[Answers]:
    """Question by question, without saying who; three queries."""
    rows: Any = Reply.objects.filter(call__respondent__sample=sample)
    counted = rows.values("question").order_by().annotate(mean=Avg("number"), count=Count("pk"))
    means = {row["question"]: row for row in counted}
    texts: dict[int, dict[str, int]] = {}
    for pk, text, count in rows.exclude(text="").order_by("text").values_list("question", "text").annotate(Count("pk")):  # fmt: skip
        texts.setdefault(pk, {})[text] = count
    found = []
    for one in sample.questionnaire.questions.all():
        said = texts.get(one.pk, {})
        chosen = (
            [(choice, said.get(choice, 0)) for choice in one.choices]
            if one.kind == QuestionKind.CHOICE
            else []
        )
        told = means.get(one.pk, {"mean": None, "count": 0})
        words = list(said) if one.kind == QuestionKind.TEXT else []
        found.append(Answers(one, told["count"], told["mean"], chosen, words))
    return found
