"""Every row that matches as Excel or CSV, in constant memory, and a trail row that says what left the house."""

import datetime as dt
import tempfile
from collections.abc import Callable, Sequence
from typing import IO, Any

from django.db import transaction
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.files.downloads import as_download
from gongjian.core.ledgers.choosing import chosen_columns
from gongjian.core.ledgers.ledger import Column
from gongjian.core.ledgers.page import count_of
from gongjian.core.ledgers.question import Question
from gongjian.core.ledgers.writing import Cover, write_book, write_csv
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
ROW_LIMIT = 1_000_000
AT_ONCE = 20_000
"""More rows than these are written as a background task."""
Told = Callable[[int], None]


def export(
    question: Question, *, file_format: str, actor: Any, now: dt.datetime, base: str = ""
) -> FileResponse:
    """A file of all rows that match, in the order shown, with the columns asked for or else all; the trail names filters
    and count. `base` stands before the addresses of the rows.

    Raises Refused for an unknown format or more rows than a sheet holds.
    """
    check_export(question, file_format)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    count = write_export(file, question, file_format=file_format, actor=actor, now=now, base=base)
    with transaction.atomic():
        leave_trail(question, file_format=file_format, count=count, actor=actor, now=now)
    file.seek(0)
    return as_answer(file, name=name_of(question, file_format, now=now), slug=question.ledger.slug)


def check_export(question: Question, file_format: str, *, cap: int = ROW_LIMIT) -> bool:
    """Whether not more than `cap` rows match. Raises Refused for what cannot be exported at all."""
    if file_format not in TYPES:
        raise Refused(
            _("A list can be exported as Excel (xlsx) or CSV, not as “%(name)s”.")
            % {"name": file_format[:20]}
        )
    if count_of(question.rows(), cap=ROW_LIMIT)[1]:
        raise Refused(_("More than a million rows match: narrow the list before you export it."))
    return not count_of(question.rows(), cap=cap)[1]


def write_export(
    file: IO[bytes],
    question: Question,
    *,
    file_format: str,
    actor: Any,
    now: dt.datetime,
    base: str = "",
    told: Told | None = None,
) -> int:
    """Write the file; returns the number of rows. `told` hears how many are written, chunk by chunk. That they left the
    house stands in the trail only once `leave_trail` was called."""
    columns = export_columns(question)
    link = (lambda row: base + question.ledger.row_url(row)) if question.ledger.row_url else None  # type: ignore[misc]
    shared: dict[str, Any] = {"link": link, "told": told or (lambda done: None)}
    if file_format == "xlsx":
        cover = Cover(str(question.ledger.title), list(question.in_words().items()), str(actor), now)
        count = write_book(file, question, columns, cover=cover, **shared)
    else:
        count = write_csv(file, question, columns, **shared)
    return count


def export_columns(question: Question) -> Sequence[Column]:
    """Those that the address names, else all."""
    return chosen_columns(question) if question.given.getlist("columns") else question.ledger.columns


def name_of(question: Question, file_format: str, *, now: dt.datetime) -> str:
    """The file's name for people."""
    return f"{question.ledger.title} {timezone.localtime(now):%Y-%m-%d}.{file_format}"


def as_answer(file: IO[bytes], *, name: str, slug: str) -> FileResponse:
    """The file as a download."""
    ending = name.rpartition(".")[2]
    return as_download(
        FileResponse(file, content_type=TYPES.get(ending, "application/octet-stream")), name=name, stem=slug
    )


def leave_trail(question: Question, *, file_format: str, count: int, actor: Any, now: dt.datetime) -> None:
    """The trail row that says what left the house: the list, what it was asked for, how many rows. In the caller's
    transaction."""
    changes = {"filters": question.in_words(), "rows": count, "format": file_format}
    record(
        "ledgers.exported",
        actor=actor,
        obj=actor,
        office=_office_of(question, actor),
        label=question.ledger.title,
        changes=changes,
        now=now,
    )


def _office_of(question: Question, actor: Any) -> Area:
    """The office in whose trail the export stands: the person's own, else the first area she may read."""
    if actor.office_id:
        return actor.office  # type: ignore[no-any-return]
    paths = question.asked.access.paths(question.ledger.permission)
    return Area.objects.under_any(paths).order_by("depth", "path")[:1].get()
