"""A workbook that comes in without pages in between: for the command line and for programs."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from gongjian.core.areas.codes import area_of_code
from gongjian.core.areas.models import Area, Level
from gongjian.core.intake.actions import confirm, look_at, receive, set_columns
from gongjian.core.intake.course import Tell, silent
from gongjian.core.intake.heads import Head
from gongjian.core.intake.mapping import Columns
from gongjian.core.intake.models import Batch
from gongjian.core.intake.steps import settle_order, take_step
from gongjian.core.orgs.models import Unit
from gongjian.core.refusal import Refused

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

State = Batch.State


def bring(
    ledger: str,
    *,
    office: Area,
    name: str,
    chunks: Iterable[bytes],
    person: "Person | None",
    now: dt.datetime,
    columns: Columns | None = None,
    sheet: str = "",
    options: Mapping[str, str] | None = None,
) -> Batch:
    """Receive a workbook and choose its columns (see `choose`)."""
    batch, _is_new = receive(ledger, office=office, name=name, chunks=chunks, person=person, now=now)
    return choose(batch, person=person, now=now, columns=columns, sheet=sheet, options=options)


def choose(
    batch: Batch,
    *,
    person: "Person | None",
    now: dt.datetime,
    columns: Columns | None = None,
    sheet: str = "",
    options: Mapping[str, str] | None = None,
) -> Batch:
    """Read a workbook that was received and choose its columns: those given, else as the same headings were chosen last
    time or as they seem to be. Raises Refused in words; nothing is written into the list yet."""
    batch = take_step(batch, now=now)
    if batch.state != State.CHOOSING:
        raise Refused(batch.problem, field="file", code="bad_file")
    if sheet:
        batch = look_at(batch, sheet=_place_of(batch, sheet), rows=None, person=person, now=now)
    if columns is None:
        mapping = {int(place): field for place, field in batch.mapping.items()}
        columns = Columns({}, batch.day_order, batch.options, batch.words)
    else:
        mapping = columns.by_number(Head(**batch.heading).names)
    return set_columns(
        batch, mapping=mapping, day_order=columns.day_order, options={**columns.options, **(options or {})},
        words=columns.words, person=person, now=now,
    )  # fmt: skip


def look_over(batch: Batch, *, now: dt.datetime, tell: Tell = silent) -> Batch:
    """Check the rows: counts and preview, nothing written. Raises Refused where the days can be read in two ways."""
    take_step(batch, now=now, tell=tell)
    if batch.state != State.READY:
        raise Refused(batch.problem)
    return batch


def let_in(
    batch: Batch, *, person: "Person | None", now: dt.datetime, queued: bool, tell: Tell = silent
) -> Batch:
    """Write the rows without a look at them first, at once or as a task."""
    if batch.state == State.CHECKING:
        settle_order(batch)
        batch.state = State.READY
        batch.save(update_fields=["state", "day_order"])
    batch = confirm(batch, person=person, now=now, queued=queued)
    return batch if queued else take_step(batch, now=now, tell=tell)


def _place_of(batch: Batch, sheet: str) -> int:
    names = [one["name"] for one in batch.sheets]
    if sheet not in names:
        words = _("The workbook has no sheet “%(name)s”; it has: %(names)s.")
        raise Refused(words % {"name": sheet[:40], "names": "、".join(names)[:200]}, field="sheet")
    return names.index(sheet)


def office_of(code: str, person: "Person | None") -> Area:
    """The office of the code; without one the person's own, else the one that works here, the first with units."""
    if code:
        area = area_of_code(code)
        if area is None or area.level != Level.SUBDISTRICT or not area.is_office:
            raise Refused(
                _("No working office bears the code %(code)s.") % {"code": code[:30]}, field="office"
            )
        return area
    if person is not None and person.office is not None:
        return person.office
    offices = list(Area.objects.offices().current().order_by("path"))
    if not offices:
        raise Refused(
            _("No office works here yet. Run `gongjian demo`, or name the office with --office CODE.")
        )
    staffed = set(Unit.objects.filter(office__in=offices).values_list("office_id", flat=True))
    return next((office for office in offices if office.pk in staffed), offices[0])
