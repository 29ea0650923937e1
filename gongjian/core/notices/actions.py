"""Telling people, and their saying that they have read it."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from gongjian.core.notices.models import Notice
from gongjian.core.notices.outbox import queue_calls, queue_letters
from gongjian.core.people.models import Person

if TYPE_CHECKING:
    from gongjian.core.items.models import Item


def notify(
    person: Person,
    *,
    kind: str,
    cause: str,
    now: dt.datetime,
    item: "Item | None" = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Leave one notice per person and cause, however often it is called; while away the stand-in gets one too.

    In the same transaction a letter is put into the outbox for whoever wants one at once, and a message for the
    office's robots.

    `kind` chooses the words (see `kinds.py`), `data` fills them and holds nothing personal about residents.
    Disabled people get none.
    """
    told = [(person, dict(data or {}))]
    stand_in = _stand_in(person, day=timezone.localdate(now))
    if stand_in is not None:
        told.append((stand_in, dict(data or {}) | {"for": person.name}))
    told = [(reader, facts) for reader, facts in told if reader.is_active]
    rows = [
        Notice(person=reader, item=item, cause=cause[:80], kind=kind, data=facts, at=now)
        for reader, facts in told
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    readers = [(reader, "for" in facts) for reader, facts in told]
    queue_letters(readers, kind=kind, cause=cause[:80], item=item, now=now)
    queue_calls(kind=kind, cause=cause[:80], item=item, now=now)


def mark_read(person: Person, notice_id: int, *, now: dt.datetime) -> bool:
    """Mark one of the person's own notices as read; False when there is no such unread notice of hers."""
    unread = Notice.objects.filter(pk=notice_id, person=person, read_at__isnull=True)
    return bool(unread.update(read_at=now))


def mark_all_read(person: Person, *, upto: int, now: dt.datetime) -> int:
    """Mark all notices up to the newest one shown as read, so that none that came meanwhile is lost unseen."""
    unread = Notice.objects.filter(person=person, read_at__isnull=True, pk__lte=upto)
    return unread.update(read_at=now)


def settle(cause: str, *, now: dt.datetime) -> int:
    """What was told for this cause is done with: nobody has to read it any more. Says how many notices were open."""
    return Notice.objects.filter(cause=cause[:80], read_at__isnull=True).update(read_at=now)


def _stand_in(person: Person, *, day: dt.date) -> Person | None:
    return person.stand_in if person.is_away(day) else None
