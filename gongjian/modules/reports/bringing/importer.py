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
from gongjian.core.intake.spec import Entry, Key, Place
from gongjian.core.orgs.models import Unit
from gongjian.core.refusal import Refused
from gongjian.modules.reports.bringing.message import entry_of
from gongjian.modules.reports.bringing.sheet import Line, read_sheet
from gongjian.modules.reports.bringing.taker import ReportTaker

OPTIONS = ("office",)
CHUNK = 500
TAKER = ReportTaker()
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
    tally, place = Tally(rows=len(lines)), Place(office=office, now=now)
    seen: dict[Key, int] = {}
    progress(0, len(lines))
    for start in range(0, len(lines), CHUNK):
        chunk = list(_read(lines[start : start + CHUNK], place, tally=tally, seen=seen))
        with transaction.atomic():
            _bring_chunk(chunk, place, tally=tally)
        progress(min(start + CHUNK, len(lines)), len(lines))
    return tally


def _read(lines: Sequence[Line], place: Place, *, tally: Tally, seen: dict[Key, int]) -> Iterator[Entry]:
    for line in lines:
        try:
            entry = entry_of(line, place)
            if entry.key in seen:
                raise Refused(
                    _("the number %(key)s stands in row %(row)d already")
                    % {"key": entry.key[0], "row": seen[entry.key]}
                )
        except Refused as refused:
            tally.problems.append(_problem(line.number, refused))
            continue
        seen[entry.key] = line.number
        yield entry


def _problem(row: int, refused: Refused) -> str:
    return _("Row %(row)d: %(reason)s") % {"row": row, "reason": refused.reason}


def _bring_chunk(chunk: Sequence[Entry], place: Place, *, tally: Tally) -> None:
    known = TAKER.known([entry.key for entry in chunk], place)
    new = [entry for entry in chunk if entry.key not in known]
    for entry, answer in zip(new, TAKER.add(new, place), strict=True):
        if isinstance(answer, Refused):
            tally.problems.append(_problem(entry.row, answer))
        else:
            tally.taken += 1
            _count_answer(entry, tally)
    for entry in (entry for entry in chunk if entry.key in known):
        tally.known += 1
        stored = known[entry.key]
        names = [
            name
            for name in entry.values
            if name in stored.values and entry.values[name] != stored.values[name]
        ]
        if names:
            TAKER.change(entry, stored, names, place)
            if "answer" in names:
                _count_answer(entry, tally)


def _count_answer(entry: Entry, tally: Tally) -> None:
    tally.answered += "answer" in entry.values
    tally.day_only += bool(entry.values.get("answered_day_only"))
