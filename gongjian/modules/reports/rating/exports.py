"""The table of rates as Excel or CSV, the formulas above it, and a trail row that says what left the house."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.files.downloads import as_download
from gongjian.core.ledgers.exports import TYPES
from gongjian.core.measures.asking import Question
from gongjian.core.measures.exports import sheet_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.modules.reports.models import RateName
from gongjian.modules.reports.rating.rates import RATES
from gongjian.modules.reports.rating.table import CUTS, Cell, Line, Table


def rates_file(table: Table, question: Question, *, file_format: str, actor: Person) -> HttpResponse:
    """The whole table. Raises Refused for an unknown format."""
    if file_format not in TYPES:
        raise Refused(
            _("A table can be taken out as Excel (xlsx) or CSV, not as “%(name)s”.")
            % {"name": file_format[:20]}
        )
    body = sheet_of(_above(table, question), _rows(table), file_format=file_format)
    _leave_trail(question, file_format=file_format, actor=actor)
    answer = HttpResponse(body, content_type=TYPES[file_format])
    name = f"{_('Rates')} {timezone.localdate(question.scope.now)}.{file_format}"
    return as_download(answer, name=name, stem="rates")


def method_words(table: Table) -> str:
    """The method in one line: weights and document, or why there are none."""
    method = table.method
    if method.problem:
        return method.problem
    weights = "、".join(f"{RateName(rate).label} {weight}" for rate, weight in method.weights.items())
    return _("%(weights)s; %(source)s, from %(since)s on") % {
        "weights": weights, "source": method.source, "since": method.since,
    }  # fmt: skip


def _above(table: Table, question: Question) -> list[list[Any]]:
    scope = question.scope
    return [
        [_("Rates")],
        [_("Area"), question.area.short_name if question.area else _("all of mine")],
        [_("Days"), f"{scope.since} – {scope.until}"],
        [_("As of"), f"{timezone.localtime(table.at):%Y-%m-%d %H:%M}"],
        [_("Weights"), method_words(table)],
        *([str(rate.label), str(rate.formula)] for rate in RATES),
    ]


def _rows(table: Table) -> list[list[Any]]:
    heading = [str(CUTS[table.by]), _("Overall number"), _("Rank")]
    for rate in RATES:
        parts = ("%", _("Numerator"), _("Denominator"), _("Low"), _("High"), _("Left out"))
        heading += [f"{rate.label} {part}" for part in parts]
    return [heading, *(_row(line) for line in (*table.lines, table.total))]


def _row(line: Line) -> list[Any]:
    found: list[Any] = [line.label, _told(line.number), _told(line.rank)]
    for cell in line.cells:
        found += _cells(cell)
    return found


def _cells(cell: Cell) -> list[Any]:
    low, high = cell.interval or ("", "")
    return [_told(cell.value), cell.numerator, cell.denominator, low, high, cell.excluded]


def _told(value: float | None) -> Any:
    return "" if value is None else value


def _leave_trail(question: Question, *, file_format: str, actor: Person) -> None:
    office = (
        actor.office
        or Area.objects.under_any(list(question.scope.paths or ())).order_by("depth", "path")[:1].get()
    )
    with transaction.atomic():
        record(
            "measures.exported", actor=actor, obj=actor, office=office, label=_("Rates"), now=timezone.now(),
            changes={"measure": "reports.rates", "by": question.by, "format": file_format},
        )  # fmt: skip
