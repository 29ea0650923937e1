"""A cut number as the page, a file and the API show it: lines with figure, picture, and the way to the rows."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from gongjian.core.measures.cuts import AREA, MONTH, Slice
from gongjian.core.measures.measure import Measure, MeasureResult
from gongjian.core.measures.scope import Scope
from gongjian.lib.charts import BAR_WIDTH, Course, course_of


@dataclass(frozen=True, slots=True)
class Line:
    """One part. `width` is the length of its bar; `deeper` the same number for the area alone, to go on from."""

    key: Any
    label: str
    answer: MeasureResult
    url: str
    all_url: str
    width: float
    deeper: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole and its parts; `course` is the line through the months, None where there is none to draw."""

    total: MeasureResult | None = None
    url: str = ""
    all_url: str = ""
    lines: list[Line] = field(default_factory=list)
    course: Course | None = None


def show_slices(measure: Measure, scope: Scope, slices: list[Slice], *, by: str) -> Shown:
    """Bars are drawn against the largest part, or against 100 for shares."""
    values = [float(one.answer.value or 0) for one in slices]
    most = 100.0 if measure.whole is not None else max(values, default=0.0)
    lines = [
        Line(
            key=one.key,
            label=one.label,
            answer=one.answer,
            url=measure.rows(one.scope),
            all_url=measure.all_rows(one.scope),
            width=round(BAR_WIDTH * value / most, 1) if most else 0.0,
            deeper=_deeper(one) if by == AREA else "",
        )
        for one, value in zip(slices, values, strict=True)
    ]
    course = course_of([one.answer.value for one in slices]) if by == MONTH else None
    return Shown(measure.answer(scope), measure.rows(scope), measure.all_rows(scope), lines, course)


def _deeper(one: Slice) -> str:
    if one.scope.here or one.scope.area_id is None:
        return ""
    given = {"area": one.scope.area_id, "by": AREA, "since": one.scope.since, "until": one.scope.until}
    return urlencode({name: value for name, value in given.items() if value})
