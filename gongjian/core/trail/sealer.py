"""Chaining committed trail rows, office by office, so that writers share no lock."""

import datetime as dt
from functools import partial

from django.db import transaction

from gongjian.core.areas.models import Area
from gongjian.core.trail import anchors
from gongjian.core.trail.models import Seal, Unsealed
from gongjian.lib.chain import GENESIS, chain

CHUNK = 500


def seal_pending(now: dt.datetime, *, limit: int = 20_000) -> int:
    """Chain up to `limit` waiting rows; returns how many. May be called by several workers at once, and at any time."""
    sealed = 0
    for office_id in Unsealed.objects.order_by("office_id").values_list("office_id", flat=True).distinct():
        while sealed < limit:
            count = seal_office(office_id, now=now, limit=min(CHUNK, limit - sealed))
            sealed += count
            if count < CHUNK:
                break
    return sealed


def seal_office(office_id: int, *, now: dt.datetime, limit: int = CHUNK, locked: bool = True) -> int:
    """Append up to `limit` waiting rows of one office to its chain, in one transaction; returns how many.

    The office's row is locked, so that two sealers follow each other; the unique place in the chain is the net below.
    """
    with transaction.atomic():
        if locked:
            # NO KEY: new trail rows that point to the office are not kept waiting.
            Area.objects.select_for_update(no_key=True).only("pk").get(pk=office_id)
        waiting = Unsealed.objects.filter(office_id=office_id).order_by("row_id")
        rows = list(waiting.values_list("row_id", "row__digest")[:limit])
        if not rows:
            return 0
        seals = _links(office_id, rows, now=now)
        Seal.objects.bulk_create(seals)
        Unsealed.objects.filter(pk__in=[row_id for row_id, _digest in rows]).delete()
        transaction.on_commit(partial(anchors.keep, office_id, seals[-1].number, seals[-1].chain))
    return len(rows)


def _links(office_id: int, rows: list[tuple[int, str]], *, now: dt.datetime) -> list[Seal]:
    last = Seal.objects.filter(office_id=office_id).order_by("-number").first()
    number, link = (last.number, last.chain) if last else (0, GENESIS)
    seals = []
    for row_id, digest in rows:
        number, link = number + 1, chain(link, digest)
        seals.append(Seal(office_id=office_id, number=number, row_id=row_id, chain=link, at=now))
    return seals
