"""A workbook brought into a list as its clerk would: received, columns as proposed, checked, confirmed."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from gongjian.core.areas.models import Area
from gongjian.core.intake.actions import confirm, receive, set_columns
from gongjian.core.intake.models import Batch
from gongjian.core.intake.steps import take_step
from gongjian.core.intake.tests.books import book_bytes
from gongjian.core.people.models import Person


def brought_in(
    ledger: str, rows: Sequence[Sequence[Any]], name: str, *, office: Area, person: Person, now: dt.datetime
) -> Batch:
    """The batch when all is done; the first of `rows` is the heading."""
    book = book_bytes([list(row) for row in rows[1:]], heading=list(rows[0]))
    batch, _new = receive(ledger, office=office, name=name, chunks=[book], person=person, now=now)
    batch = take_step(batch, now=now)
    assert batch.state == Batch.State.CHOOSING, batch.problem
    mapping = {int(place): field for place, field in batch.mapping.items()}
    batch = take_step(set_columns(batch, mapping=mapping, options={}, person=person, now=now), now=now)
    assert batch.state == Batch.State.READY, batch.problem
    return take_step(confirm(batch, person=person, now=now, queued=False), now=now)
