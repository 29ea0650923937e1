"""Taking a finished import back: who may and until when, what would happen, and the rows, by chunks, the last first.

Nothing is deleted: an added row is withdrawn by a step of its own, a changed one says again what it said before, and a
row that somebody has touched since stays, with the reason.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gongjian.core.intake.actions import lock_own, queue, record_batch
from gongjian.core.intake.before import values_before
from gongjian.core.intake.course import Tell, place_of, silent
from gongjian.core.intake.fields import OWN, fields_of, fill
from gongjian.core.intake.ledgers import intake_of, takers
from gongjian.core.intake.models import Batch, BatchRow, Kept, Replaced
from gongjian.core.intake.spec import Intake, Place
from gongjian.core.intake.writing import Stopped, hold_gate
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

UNDO_FOR = dt.timedelta(days=7)
CHUNK = 200
SHOWN = 50
State = Batch.State
Outcome = BatchRow.Outcome


def why_not_back(batch: Batch, *, now: dt.datetime) -> str:
    """Why the import cannot be taken back, in words; empty when it can."""
    if batch.state not in (State.DONE, State.CANCELLED) or batch.ended_at is None:
        return _("Only an import that has ended can be taken back.")
    if now - batch.ended_at > UNDO_FOR:
        return _(
            "An import can be taken back for %(days)d days only; change or close the rows one by one."
        ) % {"days": UNDO_FOR.days}
    if not batch.count("new") + batch.count("changed"):
        return _("Nothing came in with this import.")
    return ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What taking back would do: rows withdrawn, rows put back, and rows that stay, the first with their reasons."""

    withdrawn: int
    put_back: int
    staying: int
    reasons: Sequence[tuple[int, str]]


def outlook(batch: Batch) -> Outlook:
    """The preview: a handful of queries, however large the import."""
    rows = _rows(batch)
    changed = rows.filter(outcome=Outcome.CHANGED)
    lasting = Q(row__in=Replaced.objects.filter(batch=batch, lasting=True).values("row"))
    touched = Q(target__in=_touches(batch).filter(item__in=rows.values("target")).values("item"))
    blocked = rows.filter(touched | (Q(outcome=Outcome.CHANGED) & lasting))
    new_kept = blocked.filter(outcome=Outcome.NEW).count()
    changed_kept = blocked.filter(outcome=Outcome.CHANGED).count()
    first = list(blocked.order_by("row")[:SHOWN])
    since = _touched(batch, [row.target for row in first if row.target])
    reasons = [(row.row, _stays(since.get(row.target or 0))) for row in first]
    return Outlook(
        withdrawn=rows.filter(outcome=Outcome.NEW).count() - new_kept,
        put_back=changed.count() - changed_kept, staying=new_kept + changed_kept, reasons=reasons,
    )  # fmt: skip


@transaction.atomic
def take_back(
    batch: Batch, *, reason: str, person: "Person | None", now: dt.datetime, queued: bool = True
) -> Batch:
    """Begin to take the import back, as a task. A second time changes nothing. Raises Refused when it is too late, the
    person may not, or no reason is given. Taken up again after a stop it goes on where it was."""
    batch = lock_own(
        batch, person, now=now, states=(State.DONE, State.CANCELLED, State.UNDOING, State.UNDONE)
    )
    if batch.state in (State.UNDOING, State.UNDONE):
        return batch
    if refusal := why_not_back(batch, now=now):
        raise Refused(refusal, code="not_undone")
    if not reason.strip():
        raise Refused(_("Give the reason in a few words."), field="reason", code="missing")
    if len(reason) > 500:
        raise Refused(_("The text is too long: at most %(most)d characters.") % {"most": 500}, field="reason")
    batch.state, batch.undo_at = State.UNDOING, batch.undo_at or now
    batch.undo = {"back": 0, "kept": 0, "position": None, **batch.undo, "reason": reason.strip()}
    batch.undo["by"], batch.problem = person.pk if person else None, ""
    record_batch("taking_back", batch, person, now=now, changes={}, reason=reason.strip())
    if queued:
        queue(batch, now=now)
    batch.save()
    return batch


def undo_rows(batch: Batch, *, now: dt.datetime, tell: Tell = silent) -> None:
    """Take back every chunk that is not yet, each in a transaction of its own. Stops where somebody stopped it."""
    course = _Back(batch)
    total = _rows(batch).count()
    try:
        while course.chunk():
            tell(int(batch.undo["back"]) + int(batch.undo["kept"]), total)
    except Stopped:
        batch.refresh_from_db()
        return
    with transaction.atomic():
        held = _held(batch)
        held.state, held.problem = State.UNDONE, ""
        held.save(update_fields=["state", "problem"])
        counts = {name: held.undo[name] for name in ("back", "kept")}
        record_batch("took_back", held, course.place.actor, now=now, changes=counts)
    batch.refresh_from_db()


class _Back:
    """The way back of one batch: built once, then chunk by chunk."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.intake: Intake = intake_of(batch.ledger)
        self.fields = fields_of(takers()[batch.ledger], batch.office)
        self.place = _place(batch)

    def chunk(self) -> bool:
        """Take the next rows back, in one transaction with how far it is; whether there were any."""
        with transaction.atomic():
            held = _held(self.batch)
            hold_gate(held)
            rows = _rows(held).order_by("-row")
            if held.undo["position"] is not None:
                rows = rows.filter(row__lt=held.undo["position"])
            chosen = list(rows[:CHUNK])
            if chosen:
                kept = self._take(chosen)
                Kept.objects.bulk_create([Kept(batch=held, row=row, reason=why) for row, why in kept.items()])
                held.undo["back"] += len(chosen) - len(kept)
                held.undo["kept"] += len(kept)
                held.undo["position"] = chosen[-1].row
                held.save(update_fields=["undo"])
            self.batch.undo = held.undo
        return bool(chosen)

    def _take(self, rows: Sequence[BatchRow]) -> dict[int, str]:
        """Why rows stay, by their number; the others are back where they were."""
        lock_items([row.target for row in rows if row.target])
        since = _touched(self.batch, [row.target for row in rows if row.target])
        kept = {row.row: _stays(since[row.target]) for row in rows if row.target and row.target in since}
        free = [row for row in rows if row.row not in kept and row.target]
        kept |= self._put_back([row for row in free if row.outcome == Outcome.CHANGED])
        added = {row.target: row.row for row in free if row.outcome == Outcome.NEW and row.target}
        if added:
            refused = self.intake.taker.withdraw(list(added), self.place, reason=self.batch.undo["reason"])
            kept |= {added[pk]: str(why.reason) for pk, why in refused.items()}
        return kept

    def _put_back(self, rows: Sequence[BatchRow]) -> dict[int, str]:
        kept: dict[int, str] = {}
        known = Replaced.objects.filter(batch=self.batch, row__in=[row.row for row in rows])
        before = {one.row: one for one in known}
        for row in rows:
            try:
                with transaction.atomic():
                    self._put_one_back(row, before.get(row.row))
            except Refused as refused:
                kept[row.row] = str(refused.reason)
        return kept

    def _put_one_back(self, row: BatchRow, replaced: Replaced | None) -> None:
        if replaced is None:
            raise Refused(_("what it said before is not known any more"))
        if replaced.lasting:
            raise Refused(_stays(None))
        assert row.target is not None
        values = values_before(replaced.before, self.fields)
        own = {name.removeprefix(OWN): value for name, value in values.items() if name.startswith(OWN)}
        if declared := {name: value for name, value in values.items() if not name.startswith(OWN)}:
            self.intake.taker.put_back(row.target, declared, self.place)
        fill({row.target: own}, self.place, is_new=False)


def lock_items(ids: Sequence[int]) -> None:
    """Hold the rows' matters until the chunk is committed, so that nobody touches them between look and act."""
    from gongjian.core.items.models import Item

    list(Item.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))


def _held(batch: Batch) -> Batch:
    held = Batch.objects.select_for_update(of=("self",)).select_related("office", "person").get(pk=batch.pk)
    if held.state != State.UNDOING or held.undo["position"] != batch.undo["position"]:
        raise Stopped
    return held


def _place(batch: Batch) -> Place:
    """As the import's own, by the person who takes it back, at the one moment at which she said so."""
    from gongjian.core.people.models import Person

    own = place_of(batch)
    person = Person.objects.filter(pk=batch.undo.get("by")).first()
    return Place(own.office, batch.undo_at or own.now, person, own.access, own.options)


def _rows(batch: Batch) -> "QuerySet[BatchRow]":
    return BatchRow.objects.filter(batch=batch, target__isnull=False).exclude(outcome=Outcome.BAD)


def _touches(batch: Batch) -> "QuerySet[TrailRow]":
    """Rows of the trail that are no act of the import or of its taking back. The import's own acts bear the moment of
    its confirmation, or an earlier one where the file tells of the past, and stand before the row of its end."""
    own = TrailRow.objects.filter(model="intake.batch", object_id=str(batch.pk)).order_by("pk")
    begun = own.filter(action="intake.begun").values_list("pk", flat=True).first() or 0
    ended = (
        own.filter(action__in=("intake.finished", "intake.stopped")).values_list("pk", flat=True).last()
        or begun
    )
    later = Q(pk__gt=ended) | Q(at__gt=batch.confirmed_at or batch.made_at)
    found = TrailRow.objects.filter(later, pk__gt=begun, item__isnull=False)
    return found.exclude(at=batch.undo_at) if batch.undo_at else found


def _touched(batch: Batch, ids: Sequence[int]) -> Mapping[int, TrailRow]:
    """The last act since the import, by matter."""
    acts = _touches(batch).filter(item__in=ids).select_related("actor").order_by("pk")
    return {row.item_id: row for row in acts if row.item_id}


def _stays(act: TrailRow | None) -> str:
    if act is None:
        return _("its end came with the file, and that is not taken back: reopen it on its own page")
    words = _("%(who)s has gone on with it since the import (%(label)s): decide on its own page")
    return words % {"who": act.actor or _("the system"), "label": act.label}
