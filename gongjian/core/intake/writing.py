"""Writing a batch's rows into the list: by chunks, each whole and once, whoever is killed in between."""

import gc
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from gongjian.core.intake.before import keep_before
from gongjian.core.intake.compare import Bad, FirstOnly, sort_out
from gongjian.core.intake.course import Course, Tell, silent
from gongjian.core.intake.fields import OWN, fill, own_values, with_own, without_own
from gongjian.core.intake.models import Batch, BatchRow, Gate
from gongjian.core.intake.spec import Entry, Key, Known
from gongjian.core.refusal import Refused
from gongjian.core.rows import insert, reserve_ids
from gongjian.lib.masks import mask_text

logger = logging.getLogger(__name__)
Outcome = BatchRow.Outcome
OBJECTS = 100_000
KEPT = ("id", "batch_id", "row", "outcome", "reason", "target")


class Became(NamedTuple):
    """What a `BatchRow` says of one row, in the order of KEPT."""

    row: int
    outcome: str
    reason: str = ""
    target: int | None = None


class Stopped(Exception):
    """Somebody stopped the import, or another worker has gone on with it: what is committed stays."""


def bring_in(course: Course, tell: Tell = silent) -> None:
    """Write every chunk that is not written yet, each in a transaction of its own. Raises Stopped."""
    first = FirstOnly()
    with _rarely_collecting():
        for rows in course.chunks():
            entries, bad = course.convert(rows, first)
            last = rows[-1][0]
            if last <= course.batch.position:
                continue  # written by an earlier turn; its keys are known now
            write_chunk(course, entries, bad, last=last)
            tell(last - course.head.start + 1, course.total)


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    """Nearly all that a chunk makes lives until it is written and holds no cycle: looking for garbage in between finds
    none and costs a tenth of the work."""
    usual = gc.get_threshold()
    gc.set_threshold(OBJECTS)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def write_chunk(course: Course, entries: Sequence[Entry], bad: Sequence[Bad], *, last: int) -> None:
    """One chunk in one transaction with its position. Where something unforeseen happens, row by row instead, so that
    the one row is named and the others come in."""
    try:
        with _held(course) as batch:
            outcomes, same = _write(course, entries)
            _keep(batch, outcomes, bad, same=same, last=last)
    except (OperationalError, InterfaceError, Stopped):
        raise
    except Exception as trouble:
        logger.warning(
            "A chunk of the import %s up to row %d failed (%s); its rows are written one by one.",
            course.batch.uid, last, type(trouble).__name__,
        )  # fmt: skip
        with _held(course) as batch:
            outcomes, same = _write_singly(course, entries)
            _keep(batch, outcomes, bad, same=same, last=last)
    course.batch.position, course.batch.counts = batch.position, batch.counts


@contextmanager
def _held(course: Course) -> Iterator[Batch]:
    """The batch, locked and still where we left it, with the list's door held until the chunk is committed."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=course.batch.pk)
        if batch.state != Batch.State.RUNNING or batch.position != course.batch.position:
            raise Stopped
        hold_gate(batch)
        yield batch


def hold_gate(batch: Batch) -> None:
    """Let nobody else add rows to this list of this office until the transaction ends."""
    Gate.objects.bulk_create([Gate(office_id=batch.office_id, ledger=batch.ledger)], ignore_conflicts=True)
    Gate.objects.select_for_update().get(office_id=batch.office_id, ledger=batch.ledger)


def _write(course: Course, entries: Sequence[Entry]) -> tuple[list[Became], int]:
    """Add what is new and change what differs; the outcome of each, and how many are the same."""
    taker, place = course.intake.taker, course.place
    found = sort_out(entries, known_of(course, entries))
    outcomes = []
    if found.new:
        answers = taker.add([without_own(entry) for entry in found.new], place)
        added = zip(found.new, answers, strict=True)
        fill(
            {pk: own_values(entry) for entry, pk in added if not isinstance(pk, Refused)}, place, is_new=True
        )
        outcomes = [
            _outcome(entry, answer, Outcome.NEW) for entry, answer in zip(found.new, answers, strict=True)
        ]
    for entry, known, names in found.changed:
        outcomes.append(_outcome(entry, _change(course, entry, known, names), Outcome.CHANGED))
    return outcomes, found.same


def known_of(course: Course, entries: Sequence[Entry]) -> Mapping[Key, Known]:
    """What is stored under the entries' keys."""
    if not entries:
        return {}
    return with_own(course.intake.taker.known([entry.key for entry in entries], course.place), entries)


def _change(course: Course, entry: Entry, known: Known, names: Sequence[str]) -> int | Refused:
    try:
        with transaction.atomic():
            if declared := [name for name in names if not name.startswith(OWN)]:
                course.intake.taker.change(without_own(entry), known, declared, course.place)
            fill({known.id: own_values(entry, names)}, course.place, is_new=False)
            keep_before(course, entry.row, known, names)
    except Refused as refused:
        return refused
    return known.id


def _write_singly(course: Course, entries: Sequence[Entry]) -> tuple[list[Became], int]:
    outcomes: list[Became] = []
    same = 0
    for entry in entries:
        try:
            with transaction.atomic():
                found, alike = _write(course, [entry])
        except (OperationalError, InterfaceError):
            raise
        except Refused as refused:
            found, alike = [_outcome(entry, refused, Outcome.BAD)], 0
        except Exception as trouble:
            logger.error(
                "Row %d of the import %s failed: %s", entry.row, course.batch.uid, type(trouble).__name__
            )
            found, alike = [_outcome(entry, Refused(_unforeseen()), Outcome.BAD)], 0
        outcomes += found
        same += alike
    return outcomes, same


def _unforeseen() -> str:
    return _(
        "this row could not be stored, for a reason that is in the log: tell the administrator the row's number"
    )


def _outcome(entry: Entry, answer: int | Refused, outcome: str) -> Became:
    if isinstance(answer, Refused):
        return Became(entry.row, Outcome.BAD, mask_text(str(answer.reason)).text)
    return Became(entry.row, outcome, target=answer)


def _keep(batch: Batch, outcomes: Sequence[Became], bad: Iterable[Bad], *, same: int, last: int) -> None:
    """The chunk's outcomes, and how far the batch is, in the chunk's own transaction."""
    rows = [*outcomes, *(Became(one.row, Outcome.BAD, one.reason) for one in bad)]
    counts = {name: batch.count(name) for name in ("new", "changed", "same", "bad")}
    for row in rows:
        counts[row.outcome] += 1
    counts["same"] += same
    ids = reserve_ids(BatchRow, len(rows))
    insert(BatchRow, KEPT, ((pk, batch.pk, *row) for pk, row in zip(ids, rows, strict=True)))
    batch.counts, batch.position = counts, last
    batch.save(update_fields=["counts", "position"])
