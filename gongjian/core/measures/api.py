"""The named numbers for programs: all of them, and one with its parts and the lists of rows behind."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from gongjian.core.measures.asking import PERMISSION, Question, read_question
from gongjian.core.measures.cuts import cut, cuts_of
from gongjian.core.measures.measure import Measure, MeasureResult
from gongjian.core.measures.registry import registry
from gongjian.core.people.api_guard import allow_api
from gongjian.core.refusal import Refused

router = Router()


class FigureOut(Schema):
    """`value` is null when there is nothing to measure yet. Shares carry their numerator and denominator."""

    value: float | int | None
    numerator: float | int | None
    denominator: float | int | None


class PartOut(FigureOut):
    """One part: `key` is an area's id, a month as 2026-03, or a value of the dimension; `rows` the list behind it."""

    key: str
    label: str
    rows: str


class MeasureOut(Schema):
    """A number as declared. `cuts` are what it can be told by."""

    name: str
    label: str
    formula: str
    unit: str
    better: str
    cuts: list[str]


class AnswerOut(MeasureOut, FigureOut):
    """The number for what was asked, as of `at`; `parts` when `by` was given."""

    at: dt.datetime
    rows: str
    parts: list[PartOut]


@router.get("/", response=list[MeasureOut], auth=allow_api(PERMISSION))
def all_measures(request: HttpRequest) -> list[dict[str, Any]]:
    """Every named number."""
    return [_declared(measure) for measure in registry().values()]


@router.get("/{name}/", response=AnswerOut, auth=allow_api(PERMISSION))
def one_measure(
    request: HttpRequest,
    name: str,
    area: str = "",
    since: str = "",
    until: str = "",
    at: str = "",
    by: str = "",
) -> dict[str, Any]:
    """One number for an area (its id) and days as 2026-03-05, as of a day, told by one of its cuts."""
    measure = registry().get(name)
    if measure is None:
        raise Http404
    given = {"area": area, "since": since, "until": until, "at": at, "by": by}
    access = request.access  # type: ignore[attr-defined]
    question = read_question(given, access, now=timezone.now(), measure=measure)
    if question.problems:
        raise Refused(" ".join(question.problems))
    return answer_of(measure, question)


def answer_of(measure: Measure, question: Question) -> dict[str, Any]:
    """The number and its parts as plain values."""
    scope = question.scope
    parts = [
        {"key": str(one.key), "label": one.label, "rows": measure.rows(one.scope), **_figure(one.answer)}
        for one in (cut(measure, scope, question.by) if question.by else [])
    ]
    whole = {"at": scope.now, "rows": measure.rows(scope), "parts": parts}
    return _declared(measure) | _figure(measure.answer(scope)) | whole


def _declared(measure: Measure) -> dict[str, Any]:
    return {
        "name": measure.name,
        "label": str(measure.label),
        "formula": str(measure.formula),
        "unit": str(measure.unit),
        "better": measure.better,
        "cuts": list(cuts_of(measure)),
    }


def _figure(answer: MeasureResult) -> dict[str, Any]:
    return {"value": answer.value, "numerator": answer.numerator, "denominator": answer.denominator}
