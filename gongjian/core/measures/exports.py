"""The table of one number as Excel or CSV, with its formula on top, and a trail row that says what left the house."""

import csv
import io
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.files.downloads import as_download
from gongjian.core.ledgers.exports import TYPES
from gongjian.core.measures.asking import PERMISSION, Question
from gongjian.core.measures.cuts import cuts_of
from gongjian.core.measures.measure import Measure, MeasureResult
from gongjian.core.measures.shown import Shown
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.new_book import new_book


def table_file(
    measure: Measure, shown: Shown, question: Question, *, file_format: str, actor: Any
) -> HttpResponse:
    """The whole and its parts as a file. Raises Refused for an unknown format."""
    if file_format not in TYPES:
        raise Refused(
            _("A table can be taken out as Excel (xlsx) or CSV, not as “%(name)s”.")
            % {"name": file_format[:20]}
        )
    above, table = _above(measure, question), _table(measure, shown, question)
    body = sheet_of(above, table, file_format=file_format)
    _leave_trail(measure, question, file_format=file_format, actor=actor)
    answer = HttpResponse(body, content_type=TYPES[file_format])
    name = f"{measure.label} {timezone.localdate(question.scope.now)}.{file_format}"
    return as_download(answer, name=name, stem=measure.name)


def sheet_of(above: list[list[Any]], table: list[list[Any]], *, file_format: str) -> bytes:
    """A file of one sheet, as xlsx or csv: lines above, an empty one, then the table whose first row is its heading."""
    return (_xlsx if file_format == "xlsx" else _csv)(above, table)


def _above(measure: Measure, question: Question) -> list[list[Any]]:
    scope = question.scope
    days = f"{scope.since or '…'} – {scope.until or '…'}"
    return [
        [str(measure.label)],
        [_("How it is counted"), str(measure.formula)],
        [_("Area"), question.area.short_name if question.area else _("all of mine")],
        [_("Days"), days],
        [_("As of"), f"{timezone.localtime(scope.now):%Y-%m-%d %H:%M}"],
    ]


def _table(measure: Measure, shown: Shown, question: Question) -> list[list[Any]]:
    share = measure.whole is not None
    heading = [str(cuts_of(measure).get(question.by, _("Part"))), f"{measure.label} ({measure.unit})"]
    rows = [heading + ([_("Numerator"), _("Denominator")] if share else [])]
    for line in shown.lines:
        rows.append([line.label, *_figures(line.answer, share=share)])
    if shown.total is not None:
        rows.append([_("In all"), *_figures(shown.total, share=share)])
    return rows


def _figures(answer: MeasureResult, *, share: bool) -> list[Any]:
    value = "" if answer.value is None else answer.value
    return [value, answer.numerator, answer.denominator] if share else [value]


def _xlsx(above: list[list[Any]], table: list[list[Any]]) -> bytes:
    target = io.BytesIO()
    book = new_book(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, max(map(len, table)), 16)
    for line, row in enumerate([*above, [], *table]):
        sheet.write_row(line, 0, row, bold if line in (0, len(above) + 1) else None)
    book.close()
    return target.getvalue()


def _csv(above: list[list[Any]], table: list[list[Any]]) -> bytes:
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerows([*above, [], *table])
    return ("\ufeff" + target.getvalue()).encode()


def _leave_trail(measure: Measure, question: Question, *, file_format: str, actor: Any) -> None:
    office = (
        actor.office
        or Area.objects.under_any(access_of(actor).paths(PERMISSION)).order_by("depth", "path")[:1].get()
    )
    with transaction.atomic():
        record(
            "measures.exported", actor=actor, obj=actor, office=office, label=measure.label,
            changes={"measure": measure.name, "by": question.by, "format": file_format}, now=timezone.now(),
        )  # fmt: skip
