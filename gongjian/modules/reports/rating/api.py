"""The table of rates for programs."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from gongjian.core.items.api import Failure, Refusal
from gongjian.core.people.api_guard import allow_api
from gongjian.core.refusal import Refused
from gongjian.modules.reports.rating.asking import PERMISSION, answer_rates, read_rates
from gongjian.modules.reports.rating.rates import RATES
from gongjian.modules.reports.rating.table import Cell, Line

router = Router()


class RateCellOut(Schema):
    """`value`, `low` and `high` are per cent (Wilson's interval at 95 %), null below five cases. The addresses lead to the
    lists behind numerator, denominator and what was left out by approved request."""

    rate: str
    numerator: int
    denominator: int
    excluded: int
    value: float | None
    low: float | None
    high: float | None
    rows: str
    all_rows: str
    excluded_rows: str


class RateLineOut(Schema):
    """`number` is the one number by the office's weights and `rank` its place; both null where there is none."""

    key: str
    label: str
    number: float | None
    rank: int | None
    rates: list[RateCellOut]


class MethodOut(Schema):
    """The weights that held through all the days; `problem` says in words why there are none."""

    weights: dict[str, int]
    since: dt.date | None
    until: dt.date | None
    source: str
    problem: str


class RatesOut(Schema):
    """The table, with the formula of each rate in words. `at` is when it was counted: up to a day ago where that took long;
    `anew=true` counts now."""

    by: str
    since: dt.date
    until: dt.date
    at: dt.datetime
    formulas: dict[str, str]
    method: MethodOut
    lines: list[RateLineOut]
    total: RateLineOut


@router.get(
    "",
    response={200: RatesOut, 401: Failure, 403: Refusal, 409: Refusal},
    auth=allow_api(PERMISSION),
    operation_id="reports_rates",
)
def rates(
    request: HttpRequest,
    area: str = "",
    since: str = "",
    until: str = "",
    at: str = "",
    by: str = "unit",
    anew: bool = False,
) -> Any:
    """The rates of an area (its id) and days as 2026-03-05, told by unit, category, area or month."""
    given = {"area": area, "since": since, "until": until, "at": at, "by": by}
    question = read_rates(given, request.access, now=timezone.now())  # type: ignore[attr-defined]
    if question.problems:
        raise Refused(" ".join(question.problems))
    table = answer_rates(question, anew=anew)
    scope, method = question.scope, table.method
    return 200, {
        "by": table.by, "since": scope.since, "until": scope.until, "at": table.at,
        "formulas": {rate.name.value: str(rate.formula) for rate in RATES},
        "method": method, "lines": [_line(line) for line in table.lines], "total": _line(table.total),
    }  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    key = "" if line.key is None else str(line.key)
    cells = [_cell(cell) for cell in line.cells]
    return {"key": key, "label": line.label, "number": line.number, "rank": line.rank, "rates": cells}


def _cell(cell: Cell) -> dict[str, Any]:
    low, high = cell.interval or (None, None)
    return {
        "rate": cell.rate.name.value, "numerator": cell.numerator, "denominator": cell.denominator,
        "excluded": cell.excluded, "value": cell.value, "low": low, "high": high, "rows": cell.url,
        "all_rows": cell.all_url, "excluded_rows": cell.out_url,
    }  # fmt: skip
