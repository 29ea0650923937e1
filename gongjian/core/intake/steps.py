"""What a worker does for an import, whichever step it is at: read the file, check its rows, write them, take them back."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.intake import store
from gongjian.core.intake.actions import finish, take_columns
from gongjian.core.intake.checking import check
from gongjian.core.intake.course import Tell, course_of, silent
from gongjian.core.intake.heads import best_sheet, look
from gongjian.core.intake.models import Batch
from gongjian.core.intake.policy import must_import
from gongjian.core.intake.sentences import say_bad_book
from gongjian.core.intake.undoing import undo_rows
from gongjian.core.intake.writing import Stopped, bring_in
from gongjian.core.jobs.tasks import Cancelled
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.lib.sheets.bad import BadBook

if TYPE_CHECKING:
    from gongjian.core.jobs.tasks import Turn

State = Batch.State


def run(turn: "Turn") -> None:
    """The task: go on with the batch from where it stands."""
    batch = Batch.objects.select_related("office", "person").get(pk=turn.payload["batch"])
    try:
        take_step(batch, now=turn.moment(), tell=turn.progress)
    except Cancelled:
        _note_stop(batch, now=turn.moment())
        raise
    turn.result = {"state": batch.state, **batch.counts}


def take_step(batch: Batch, *, now: dt.datetime, tell: Tell = silent) -> Batch:
    """Do what the batch's state asks for; anything else than reading, checking, writing and taking back leaves it as it is."""
    if batch.state == State.READING:
        read(batch, tell=tell)
    elif batch.state == State.CHECKING:
        check_rows(batch, tell=tell)
    elif batch.state == State.RUNNING:
        write_rows(batch, now=now, tell=tell)
    elif batch.state == State.UNDOING:
        take_rows_back(batch, now=now, tell=tell)
    return batch


def read(batch: Batch, *, tell: Tell = silent) -> None:
    """Read the workbook, find its heading and suggest its columns; a file that cannot be used says why."""
    tell(0, None)
    try:
        book = store.read_source(batch.uid, name=batch.file_name)
        batch.book = {
            "kind": book.kind,
            "sheets": [
                {"name": one.name, "visible": one.visible, "rows": one.rows, "columns": one.columns}
                for one in book.sheets
            ],
        }
        batch.sheet = best_sheet(batch, book)
    except BadBook as bad:
        _fail(batch, say_bad_book(bad))
    except Refused as refused:
        _fail(batch, str(refused.reason))
    else:
        take_columns(batch, *look(batch, book.sheets[batch.sheet]))
        batch.state = State.CHOOSING
        batch.save()


def check_rows(batch: Batch, *, tell: Tell = silent) -> None:
    """Count what would happen; the batch is ready to be confirmed then."""
    try:
        settle_order(batch)
        batch.counts, batch.preview = check(course_of(batch), tell)
    except Refused as refused:
        batch.state, batch.problem = State.CHOOSING, str(refused.reason)
    else:
        batch.state = State.READY
    kept = Batch.objects.filter(pk=batch.pk, state=State.CHECKING)
    kept.update(
        state=batch.state,
        counts=batch.counts,
        preview=batch.preview,
        problem=batch.problem,
        day_order=batch.day_order,
    )


def settle_order(batch: Batch) -> None:
    """What the file itself shows of the order of days and months counts; where it shows nothing, the person is asked."""
    seen = course_of(batch).seen_order()
    if seen.certain:
        batch.day_order = seen.order
    elif not batch.day_order:
        batch.preview = {**batch.preview, "ask_order": seen.deciding}
        words = _("“%(day)s” can be read in two ways. Say below whether the day or the month comes first.")
        raise Refused(words % {"day": seen.deciding[:30]}, field="day_order")


def write_rows(batch: Batch, *, now: dt.datetime, tell: Tell = silent) -> None:
    """Write what is not written yet. Stopped in between, the batch says so and can go on later."""
    try:
        must_import(batch.ledger, batch.office, batch.person, now=now)
        bring_in(course_of(batch), tell)
    except Stopped:
        batch.refresh_from_db()
        return
    except Refused as refused:
        _note_stop(batch, now=now, problem=str(refused.reason))
        raise
    with transaction.atomic():
        held = (
            Batch.objects.select_for_update(of=("self",)).select_related("office", "person").get(pk=batch.pk)
        )
        if held.state == State.RUNNING:
            finish(held, now=now)
    batch.refresh_from_db()


def take_rows_back(batch: Batch, *, now: dt.datetime, tell: Tell = silent) -> None:
    """Take back what is not taken back yet, while whoever asked for it may."""
    person = Person.objects.filter(pk=batch.undo.get("by")).first()
    try:
        must_import(batch.ledger, batch.office, person, now=now)
    except Refused as refused:
        _note_stop(batch, now=now, problem=str(refused.reason))
        raise
    undo_rows(batch, now=now, tell=tell)


def _note_stop(batch: Batch, *, now: dt.datetime, problem: str = "") -> None:
    running = Batch.objects.filter(pk=batch.pk, state=State.RUNNING)
    running.update(state=State.CANCELLED, ended_at=now, problem=problem)
    undoing = Batch.objects.filter(pk=batch.pk, state=State.UNDOING)
    undoing.update(
        state=State.DONE, problem=problem or _("Taking it back was stopped; it can go on where it was.")
    )
    going = Batch.objects.filter(pk=batch.pk, state=State.CHECKING)
    going.update(state=State.CHOOSING)
    reading = Batch.objects.filter(pk=batch.pk, state=State.READING)
    reading.update(state=State.FAILED, problem=_("Reading was stopped. Nothing was taken in."))
    batch.refresh_from_db()


def _fail(batch: Batch, problem: str) -> None:
    batch.state, batch.problem = State.FAILED, problem
    batch.save()
    store.forget(batch.uid)
