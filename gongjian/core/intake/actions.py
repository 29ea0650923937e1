"""The verbs of an import: receive a workbook, choose its columns, confirm, stop, go on. The work itself is in `steps`."""

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.core.intake import store
from gongjian.core.intake.course import sheet_of
from gongjian.core.intake.fields import fields_of
from gongjian.core.intake.heads import Head, look
from gongjian.core.intake.ledgers import takers
from gongjian.core.intake.mapping import Columns, labels, remember
from gongjian.core.intake.models import Batch
from gongjian.core.intake.options import read_options
from gongjian.core.intake.policy import must_import
from gongjian.core.jobs.tasks import enqueue
from gongjian.core.once.actions import do_once
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.masks import mask_text

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.people.models import Person

State = Batch.State
TASK = "intake.run"
LONGEST_NAME = 120


def receive(
    ledger: str,
    *,
    office: "Area",
    name: str,
    chunks: Iterable[bytes],
    person: "Person | None",
    now: dt.datetime,
    once: str = "",
) -> tuple[Batch, bool]:
    """Keep a workbook that is to go into a list, once for each key `once`; whether it is new. The file is written before
    the transaction begins. Raises Refused when the person may not, or it cannot be stored."""
    must_import(ledger, office, person, now=now)
    uid = uuid4()
    sha256 = store.keep_source(uid, chunks)
    label = mask_text(PurePath(name.replace("\\", "/")).name).text[-LONGEST_NAME:]

    def work() -> dict[str, Any]:
        batch = Batch.objects.create(
            uid=uid, office=office, ledger=ledger, file_name=label or _("workbook"), sha256=sha256, person=person,
            made_at=now,
        )  # fmt: skip
        return {"batch": batch.pk}

    try:
        outcome = do_once(once, "intake.receive", work, person=person)
    except BaseException:
        store.forget(uid)
        raise
    batch = Batch.objects.select_related("office", "person").get(pk=outcome["batch"])
    if batch.uid != uid:
        store.forget(uid)
    return batch, batch.uid == uid


def look_at(
    batch: Batch, *, sheet: int, rows: tuple[int, int] | None, person: "Person | None", now: dt.datetime
) -> Batch:
    """Take another sheet, or say in which rows the heading stands. The columns are suggested anew."""
    if not 0 <= sheet < len(batch.sheets):
        raise Refused(_("There is no such sheet in the workbook."), field="sheet")
    batch.sheet = sheet
    found = look(batch, sheet_of(batch), rows=rows)
    with transaction.atomic():
        batch = lock_own(batch, person, now=now, states=(State.CHOOSING, State.READY))
        batch.sheet, batch.state = sheet, State.CHOOSING
        take_columns(batch, *found)
        batch.save()
    return batch


@transaction.atomic
def set_columns(
    batch: Batch,
    *,
    mapping: Mapping[int, str],
    day_order: str = "",
    options: Mapping[str, str] | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
    person: "Person | None",
    now: dt.datetime,
    save_as: str = "",
) -> Batch:
    """Say which column means what; the choice is remembered for the same headings. The rows are to be checked next."""
    batch = lock_own(batch, person, now=now, states=(State.CHOOSING, State.READY))
    head = Head(**batch.heading)
    chosen = {place: name for place, name in mapping.items() if name and 0 <= place < len(head.names)}
    _demand_right(batch, chosen)
    batch.mapping = {str(place): name for place, name in chosen.items()}
    batch.day_order = day_order
    batch.options = read_options(batch, options or {})
    if words is not None:
        batch.words = {name: dict(meant) for name, meant in words.items()}
    batch.state, batch.counts, batch.preview, batch.problem = State.CHECKING, {}, {}, ""
    batch.save()
    for name in {"", save_as.strip()}:
        remember(
            batch.office, batch.ledger, columns_of(batch), names=head.names, person=person, now=now, name=name
        )
    return batch


@transaction.atomic
def give_up(batch: Batch, *, problem: str) -> None:
    """The workbook cannot be used; nothing of it came in, and it is not kept."""
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    locked.state, locked.problem = State.FAILED, problem
    locked.save(update_fields=["state", "problem"])
    transaction.on_commit(lambda: store.forget(locked.uid))


def columns_of(batch: Batch) -> Columns:
    """The batch's choice by its headings; columns left out are said so."""
    names = Head(**batch.heading).names
    by_heading = {label: batch.mapping.get(str(place), "") for place, label in enumerate(labels(names))}
    return Columns(by_heading, batch.day_order, batch.options, batch.words)


@transaction.atomic
def confirm(batch: Batch, *, person: "Person | None", now: dt.datetime, queued: bool = True) -> Batch:
    """Let the rows come in. A second time changes nothing. `queued=False` leaves the work to the caller."""
    batch = lock_own(batch, person, now=now, states=(State.READY, State.RUNNING, State.DONE))
    if batch.state == State.READY:
        batch.state, batch.confirmed_at, batch.position = State.RUNNING, now, 0
        batch.counts, batch.preview = {"expected": batch.counts}, {}
        record_batch(
            "begun",
            batch,
            person,
            now=now,
            changes={"expected": batch.counts["expected"], "sha256": batch.sha256},
        )
        if queued:
            queue(batch, now=now)
        batch.save()
    return batch


@transaction.atomic
def stop(batch: Batch, *, person: "Person | None", now: dt.datetime) -> Batch:
    """Stop after the chunk that is being written: what has come in stays, and the rest can follow later."""
    batch = lock_own(
        batch, person, now=now,
        states=(State.RUNNING, State.CHECKING, State.READING, State.CANCELLED, State.UNDOING),
    )  # fmt: skip
    if batch.state == State.RUNNING:
        batch.state, batch.ended_at = State.CANCELLED, now
        record_batch("stopped", batch, person, now=now, changes=dict(batch.counts))
    elif batch.state == State.UNDOING:
        batch.state, batch.problem = State.DONE, _("Taking it back was stopped; it can go on where it was.")
    elif batch.state != State.CANCELLED:
        batch.state = State.CHOOSING if batch.heading else State.FAILED
        batch.problem = "" if batch.heading else _("Reading was stopped. Nothing was taken in.")
    batch.save(update_fields=["state", "ended_at", "problem"])
    return batch


@transaction.atomic
def go_on(batch: Batch, *, person: "Person | None", now: dt.datetime, queued: bool = True) -> Batch:
    """Take a stopped import up again, from the row after the last one that is stored."""
    batch = lock_own(batch, person, now=now, states=(State.CANCELLED, State.RUNNING, State.DONE))
    if batch.state == State.CANCELLED:
        batch.state, batch.ended_at = State.RUNNING, None
        record_batch("went_on", batch, person, now=now, changes={"row": batch.position})
        if queued:
            queue(batch, now=now)
        batch.save()
    return batch


def queue(batch: Batch, *, now: dt.datetime) -> None:
    """Put the batch's next step into the queue; the caller saves it."""
    task = enqueue(
        TASK, payload={"batch": batch.pk}, now=now, key=f"{batch.uid}:{batch.state}", person=batch.person,
        office=batch.office, label=_label(batch), url=reverse("intake:batch", args=[batch.uid]),
    )  # fmt: skip
    batch.task_uid = task.uid


def finish(batch: Batch, *, now: dt.datetime) -> None:
    """All rows have their outcome. Called in a transaction."""
    batch.state, batch.ended_at, batch.problem = State.DONE, now, ""
    batch.save(update_fields=["state", "ended_at", "problem"])
    counts = {name: batch.count(name) for name in ("new", "changed", "same", "bad")}
    record_batch("finished", batch, batch.person, now=now, changes=counts)


def _label(batch: Batch) -> str:
    return f"{takers()[batch.ledger].title} · {batch.file_name}"


def lock_own(batch: Batch, person: "Person | None", *, now: dt.datetime, states: tuple[str, ...]) -> Batch:
    """The batch, locked, when the person may still import there and it is in one of the states."""
    locked = Batch.objects.select_for_update(of=("self",)).select_related("office", "person").get(pk=batch.pk)
    must_import(locked.ledger, locked.office, person, now=now)
    if locked.state not in states:
        words = _("This import is “%(state)s” by now. Reload the page to see how it stands.")
        raise Refused(words % {"state": locked.get_state_display()}, code="moved_on")
    return locked


def _demand_right(batch: Batch, chosen: Mapping[int, str]) -> None:
    """Every field once, all fields known, none that is required left out."""
    fields = {one.name: one for one in fields_of(takers()[batch.ledger], batch.office)}
    names = list(chosen.values())
    for place, name in chosen.items():
        if name not in fields:
            raise Refused(
                _("This list has no field “%(name)s”.") % {"name": name[:40]}, field=f"column_{place}"
            )
        if names.count(name) > 1:
            words = _("“%(field)s” is chosen for several columns. Leave all but one out.")
            raise Refused(words % {"field": fields[name].label}, field=f"column_{place}")
    missing = [str(one.label) for one in fields.values() if one.required and one.name not in names]
    if missing:
        words = _("No column is chosen for %(fields)s, without which no row can come in.")
        raise Refused(words % {"fields": "、".join(missing)}, code="missing_columns")


def take_columns(batch: Batch, head: Head, columns: Columns, reasons: Mapping[str, str]) -> None:
    """Put a heading and a choice of columns into the batch, with the reasons for it. Saves nothing."""
    batch.heading, batch.preview = head.as_json(), {"reasons": dict(reasons)}
    batch.rows = max(0, head.stop - head.start + 1)
    batch.mapping = {str(place): name for place, name in columns.by_number(head.names).items()}
    batch.day_order = columns.day_order
    batch.options = dict(columns.options) or batch.options
    batch.words = {name: dict(meant) for name, meant in columns.words.items()}


def record_batch(
    act: str,
    batch: Batch,
    person: "Person | None",
    *,
    now: dt.datetime,
    changes: Mapping[str, Any],
    reason: str = "",
) -> None:
    """The trail row of an act on an import."""
    told = {"ledger": batch.ledger, **changes}
    record(
        f"intake.{act}", actor=person, obj=batch, office=batch.office, label=_label(batch), now=now, changes=told,
        reason=reason,
    )  # fmt: skip
