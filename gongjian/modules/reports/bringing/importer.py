"""Takes a file of messages in: whole, in chunks, each message once however often the file comes."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.codes import area_of_code
from gongjian.core.areas.models import Area, Level
from gongjian.core.orgs.models import Unit
from gongjian.core.refusal import Refused
from gongjian.modules.reports.actions.bringing_in import bring_answer, bring_message
from gongjian.modules.reports.bringing.message import Message, message_of
from gongjian.modules.reports.bringing.sheet import Line, read_sheet
from gongjian.modules.reports.forms.desk import categories_of
from gongjian.modules.reports.models import Category, Report

OPTIONS = ("office",)
CHUNK = 200
SHOWN_PROBLEMS = 20
Progress = Callable[[int, int | None], None]


@dataclass(slots=True)
class Tally:
    """What became of the rows."""

    rows: int = 0
    taken: int = 0
    answered: int = 0
    known: int = 0
    day_only: int = 0
    problems: list[str] = field(default_factory=list)

    def summary(self, office: Area) -> dict[str, Any]:
        """Words and numbers to print."""
        found: dict[str, Any] = {
            _("office"): office.short_name,
            _("rows"): self.rows,
            _("taken in"): self.taken,
            _("answered"): self.answered,
            _("here already"): self.known,
        }
        if self.day_only:
            found[_("answers with a day but no hour (counted from the day's beginning)")] = self.day_only
        if self.problems:
            shown = self.problems[:SHOWN_PROBLEMS]
            if more := len(self.problems) - len(shown):
                shown = [*shown, _("… and %(count)d more.") % {"count": more}]
            found[_("rows left out")] = "\n  ".join([str(len(self.problems)), *shown])
        return found


def _silent(done: int, total: int | None) -> None:
    """For callers who do not watch."""


def run(path: Path, options: Mapping[str, str], progress: Progress = _silent) -> dict[str, Any]:
    """Bring a workbook in. Option `office`: the official code of the subdistrict whose messages they are."""
    office = office_of(options.get("office", ""))
    sheet = read_sheet(Path(path))
    return bring_lines(sheet.lines, office=office, now=timezone.now(), progress=progress).summary(office)


def office_of(code: str) -> Area:
    """The office of the code; without one the office that works here, the first with units if there are several."""
    if code:
        area = area_of_code(code)
        if area is None or area.level != Level.SUBDISTRICT:
            raise Refused(
                _("No subdistrict bears the code %(code)s now.") % {"code": code[:30]}, field="office"
            )
        return area
    offices = list(Area.objects.offices().current().order_by("path"))
    if not offices:
        raise Refused(
            _("No office works here yet. Run `gongjian demo`, or name the office with --office CODE.")
        )
    staffed = set(Unit.objects.filter(office__in=offices).values_list("office_id", flat=True))
    return next((office for office in offices if office.pk in staffed), offices[0])


def bring_lines(
    lines: Sequence[Line], *, office: Area, now: dt.datetime, progress: Progress = _silent
) -> Tally:
    """All rows, a chunk at a time, each chunk whole; a bad row is told and leaves the others alone."""
    tally = Tally(rows=len(lines))
    seen: dict[str, int] = {}
    categories = {category.name: category for category in categories_of(office)}
    progress(0, len(lines))
    for start in range(0, len(lines), CHUNK):
        chunk = list(_read(lines[start : start + CHUNK], tally=tally, seen=seen, now=now))
        with transaction.atomic():
            _bring_chunk(chunk, office=office, categories=categories, tally=tally, now=now)
        progress(min(start + CHUNK, len(lines)), len(lines))
    return tally


def _read(
    lines: Sequence[Line], *, tally: Tally, seen: dict[str, int], now: dt.datetime
) -> Iterator[tuple[Line, Message]]:
    for line in lines:
        try:
            message = message_of(line, now=now)
            if message.key in seen:
                raise Refused(
                    _("the number %(key)s stands in row %(row)d already")
                    % {"key": message.key, "row": seen[message.key]}
                )
        except Refused as refused:
            tally.problems.append(_problem(line, refused))
            continue
        seen[message.key] = line.number
        yield line, message


def _problem(line: Line, refused: Refused) -> str:
    return _("Row %(row)d: %(reason)s") % {"row": line.number, "reason": refused.reason}


def _bring_chunk(
    chunk: Sequence[tuple[Line, Message]],
    *,
    office: Area,
    categories: Mapping[str, Category],
    tally: Tally,
    now: dt.datetime,
) -> None:
    keys = [message.key for _line, message in chunk]
    known = {
        report.external_id: report
        for report in Report.objects.filter(office=office, external_id__in=keys).select_related("item")
    }
    for line, message in chunk:
        try:
            with transaction.atomic():
                _bring(
                    message,
                    known.get(message.key),
                    office=office,
                    categories=categories,
                    tally=tally,
                    now=now,
                )
        except Refused as refused:
            tally.problems.append(_problem(line, refused))


def _bring(
    message: Message,
    known: Report | None,
    *,
    office: Area,
    categories: Mapping[str, Category],
    tally: Tally,
    now: dt.datetime,
) -> None:
    """A message that is here already gets only the answer it lacked."""
    if known is None:
        report = bring_message(message, office=office, category=categories.get(message.category), now=now)
    elif message.answer and known.item.state == "new":
        report = known
    else:
        tally.known += 1
        return
    if message.answer:
        bring_answer(report, message)
    tally.taken += known is None
    tally.known += known is not None
    tally.answered += bool(message.answer)
    tally.day_only += message.answer_day_only
