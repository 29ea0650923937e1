"""The named numbers of programmes: answers in time, goals reached."""

import datetime as dt
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongjian.core.measures.counted import Counted, by_unit
from gongjian.core.measures.measure import Measure, MeasureResult
from gongjian.core.measures.scope import Scope
from gongjian.modules.programmes.models import AnnualGoal, ThemeAnswer


def _answers(kept: bool | None, **params: Any) -> Counted:
    """Answers by the day until which one answers."""
    rows = ThemeAnswer.objects.all() if kept is None else ThemeAnswer.objects.filter(in_time=kept)
    return Counted(
        rows=lambda now: rows.all(), at="theme__answer_by", day=True, page="programmes:answers", params=params,
        dates="answer_by", dimensions=(by_unit(),),
    )  # fmt: skip


def goals_reached(scope: Scope) -> MeasureResult:
    """Goals of the year of the span's last day whose target is reached, of all of them, in per cent."""
    day: dt.date = scope.until or timezone.localdate(scope.now)
    goals = scope.in_areas(AnnualGoal.objects.filter(year=day.year), path="office__path")
    whole, part = goals.count(), goals.filter(reached__gte=F("target")).count()
    return MeasureResult(round(100 * part / whole, 1) if whole else None, part, whole)


MEASURES = (
    Measure(
        name="programmes.answered_in_time", label=_("Share of communities that answered the theme in time"),
        formula=_("Lists handed in by the day set ÷ all communities asked, by that day"), unit="%",
        part=_answers(True, in_time="yes"), whole=_answers(None), better="up",
    ),
    Measure(
        name="programmes.goals_reached", label=_("Share of the year's goals reached"),
        formula=_("Goals whose target is reached ÷ all goals of the year"), unit="%", compute=goals_reached, better="up",
    ),
)  # fmt: skip
