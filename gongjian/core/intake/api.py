"""Imports for programs: send a workbook, follow it, read which rows stayed out and why."""

import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from gongjian.core.areas.models import Area
from gongjian.core.intake.actions import give_up, receive
from gongjian.core.intake.ledgers import offices_for, takers
from gongjian.core.intake.mapping import Columns, from_json, named
from gongjian.core.intake.models import Batch, BatchRow
from gongjian.core.intake.straight import choose, let_in, look_over
from gongjian.core.items.api import Refusal
from gongjian.core.people.api_guard import allow_api_signed_in
from gongjian.core.people.views.forms_page import me
from gongjian.core.refusal import Refused

router = Router()
IMPORTER = allow_api_signed_in(
    "the list's own permission to import, asked for inside; the office is one of hers"
)
REFUSALS = {403: Refusal, 404: Refusal, 409: Refusal}
MOST = 500


class ImportIn(Schema):
    """`mapping` is the name of a kept choice of columns or its JSON; empty: as the headings were chosen last time, or as
    they seem. `options` is JSON with the list's further questions. `look` only checks. `office` is its id, needed where
    the caller has several. The same `once` is done once."""

    mapping: str = ""
    sheet: str = ""
    options: str = "{}"
    office: int | None = None
    look: bool = False
    once: str = ""


class ImportOut(Schema):
    """Where the import stands: choosing, checking, ready, running, cancelled, done or failed; rows by outcome."""

    uid: UUID
    state: str
    problem: str
    new: int
    changed: int
    same: int
    bad: int
    url: str


class LeftOut(Schema):
    """A row that stayed out, by its number in the sheet, and why."""

    row: int
    reason: str


@router.post(
    "{slug:ledger}/imports/",
    auth=IMPORTER,
    response={202: ImportOut, **REFUSALS},
    operation_id="imports_bring",
)
def bring_import(request: HttpRequest, ledger: str, given: Form[ImportIn], file: File[UploadedFile]) -> Any:
    """Bring a workbook in: its rows are written as a task, unless `look` is set."""
    office = _office(request, ledger, given.office)
    options = _options(given.options)

    now, person = timezone.now(), me(request)
    columns = _columns(ledger, office, given.mapping)
    batch, is_new = receive(
        ledger,
        office=office,
        name=file.name or "",
        chunks=file.chunks(),
        person=person,
        now=now,
        once=given.once,
    )
    if is_new:
        try:
            batch = choose(batch, person=person, now=now, columns=columns, sheet=given.sheet, options=options)
            batch = (
                look_over(batch, now=now)
                if given.look
                else let_in(batch, person=person, now=now, queued=True)
            )
        except Refused as refused:
            give_up(batch, problem=str(refused.reason))
            raise
    return 202, _told(batch)


@router.get(
    "{slug:ledger}/imports/{uid}/",
    auth=IMPORTER,
    response={200: ImportOut, **REFUSALS},
    operation_id="imports_get",
)
def get_import(request: HttpRequest, ledger: str, uid: str) -> Any:
    """How an import stands."""
    return 200, _told(_batch(request, ledger, uid))


@router.get(
    "{slug:ledger}/imports/{uid}/left-out/",
    auth=IMPORTER,
    response={200: list[LeftOut], **REFUSALS},
    operation_id="imports_left_out",
)
def left_out(request: HttpRequest, ledger: str, uid: str, after: int = 0) -> Any:
    """The rows that stayed out behind row `after`, at most 500."""
    batch = _batch(request, ledger, uid)
    if batch.state == Batch.State.READY:
        return 200, [one for one in batch.preview.get("bad", []) if one["row"] > after]
    rows = BatchRow.objects.filter(
        batch=batch, outcome=BatchRow.Outcome.BAD, row__gt=max(0, min(after, 2**31 - 1))
    )
    return 200, [{"row": row.row, "reason": row.reason} for row in rows.order_by("row")[:MOST]]


def _office(request: HttpRequest, ledger: str, office: int | None) -> Area:
    if ledger not in takers():
        raise Http404
    offices = offices_for(request.access, ledger)  # type: ignore[attr-defined]
    if office is not None:
        return get_object_or_404(offices, pk=office)
    mine = list(offices[:2])
    if not mine:
        raise Refused(_("You may not import into this list for this office."), code="not_allowed")
    if len(mine) > 1:
        raise Refused(_("Say for which office: you may import for several."), field="office")
    return mine[0]


def _columns(ledger: str, office: Area, mapping: str) -> Columns | None:
    if not mapping:
        return None
    return (
        from_json(mapping, ledger=ledger)
        if mapping.lstrip().startswith("{")
        else named(office, ledger, mapping)
    )


def _options(text: str) -> dict[str, str]:
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Refused(_("“options” is a JSON object."), field="options")
    return {str(name): str(value) for name, value in said.items()}


def _batch(request: HttpRequest, ledger: str, uid: str) -> Batch:
    try:
        wanted = UUID(uid)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Batch.objects.visible_to(request.access), ledger=ledger, uid=wanted)  # type: ignore[attr-defined]


def _told(batch: Batch) -> dict[str, Any]:
    counts = {name: batch.count(name) for name in ("new", "changed", "same", "bad")}
    url = reverse("intake:batch", args=[batch.uid])
    return {"uid": batch.uid, "state": str(batch.state), "problem": batch.problem, **counts, "url": url}
