"""Reading the whole trail again and naming the first row that is not as it was written."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from gongjian.core.trail import anchors
from gongjian.core.trail.anchors import Anchor
from gongjian.core.trail.digest import COVERED, digest_of_values
from gongjian.core.trail.flaw import Flaw, Kind
from gongjian.core.trail.models import Seal, TrailRow, Unsealed
from gongjian.lib.chain import GENESIS, chain

CHUNK = 5_000
PATIENCE = dt.timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many rows were read, how many wait for their seal for longer than ten seconds, and the first flaw."""

    rows: int
    waiting: int
    flaw: Flaw | None


@dataclass(slots=True)
class _Chain:
    """The place reached while reading one office's chain."""

    office_id: int
    anchor: Anchor | None
    number: int = 0
    link: str = GENESIS
    flaw: Flaw | None = field(default=None)


def verify(
    office_id: int | None = None, *, now: dt.datetime, progress: Callable[[int], None] | None = None
) -> Verdict:
    """Check every row of one office, or of all: its digest, its place in the chain, gaps, the head kept outside.

    Stops at the first flaw. `progress` is called with the number of rows read since its last call.
    """
    rows = 0
    for state in _chains(office_id):
        for count in _read(state):
            rows += count
            if progress:
                progress(count)
        if state.flaw:
            return Verdict(rows, 0, state.flaw)
    flaw = _stray(office_id) or _waiting_flaw(office_id)
    late = _of(Unsealed.objects.all(), office_id).filter(row__at__lt=now - PATIENCE)
    return Verdict(rows, late.count(), flaw)


def count_rows(office_id: int | None = None) -> int:
    """How many sealed rows `verify` will read: for a progress bar."""
    found: int = _of(Seal.objects.all(), office_id).count()
    return found


def _chains(office_id: int | None) -> Iterator[_Chain]:
    if office_id is not None:
        offices = [office_id]
    else:
        offices = sorted({*Seal.objects.values_list("office_id", flat=True).distinct(), *anchors.offices()})
    for number in offices:
        # The head is read before the rows: sealing goes on meanwhile and only adds.
        yield _Chain(number, anchors.read(number))


def _read(state: _Chain) -> Iterator[int]:
    while state.flaw is None:
        seals = Seal.objects.filter(office_id=state.office_id, number__gt=state.number).order_by("number")
        places = list(seals.values_list("number", "chain", "row_id")[:CHUNK])
        rows = _rows([row_id for _number, _link, row_id in places])
        for number, link, row_id in places:
            state.flaw = _flaw_of(state, number, link, row_id, rows.get(row_id))
            if state.flaw:
                break
            state.number, state.link = number, link
        yield len(places)
        if len(places) < CHUNK:
            break
    if state.flaw is None and state.anchor and state.number < state.anchor.number:
        state.flaw = Flaw(Kind.CUT_OFF, state.office_id, number=state.number + 1, last=state.anchor.number)


def _rows(ids: list[int]) -> dict[int, tuple[Any, ...]]:
    """Digest and covered values by id. Asked for apart from the seals: a join is planned anew with every chunk, and
    on a fresh PostgreSQL as a scan of everything."""
    found = TrailRow.objects.filter(pk__in=ids).values_list("pk", "digest", *COVERED)
    return {row[0]: row[1:] for row in found}


def _flaw_of(state: _Chain, number: int, link: str, row_id: int, row: tuple[Any, ...] | None) -> Flaw | None:
    if number != state.number + 1:
        return Flaw(Kind.MISSING, state.office_id, number=state.number + 1)
    kind = None
    if row is None:
        kind = Kind.MISSING
    elif digest_of_values(row[1:]) != row[0]:
        kind = Kind.CHANGED
    elif chain(state.link, row[0]) != link:
        kind = Kind.OUT_OF_PLACE
    elif state.anchor and state.anchor.number == number and state.anchor.link != link:
        kind = Kind.REWRITTEN
    return Flaw(kind, state.office_id, number=number, row_id=row_id) if kind else None


def _stray(office_id: int | None) -> Flaw | None:
    """A row that no seal names and that does not wait for one: put in, or taken out of the chain, by hand."""
    stray = (
        _of(TrailRow.objects.filter(seal__isnull=True, unsealed__isnull=True), office_id)
        .order_by("pk")
        .first()
    )
    return Flaw(Kind.STRAY, stray.office_id, row_id=stray.pk) if stray else None


def _waiting_flaw(office_id: int | None) -> Flaw | None:
    """A row that was changed or removed before it was sealed."""
    waiting = _of(Unsealed.objects.all(), office_id)
    lost = waiting.exclude(row_id__in=TrailRow.objects.values("pk")).order_by("pk").first()
    if lost:
        return Flaw(Kind.MISSING, lost.office_id, row_id=lost.pk)
    names = ("office_id", "row_id", "row__digest", *(f"row__{name}" for name in COVERED))
    for office, row_id, digest, *values in waiting.order_by("pk").values_list(*names).iterator(CHUNK):
        if digest_of_values(values) != digest:
            return Flaw(Kind.CHANGED, office, row_id=row_id)
    return None


def _of(queryset: Any, office_id: int | None) -> Any:
    return queryset if office_id is None else queryset.filter(office_id=office_id)
