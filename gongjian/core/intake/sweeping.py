"""Workbooks of imports go: after a day when nothing came of them, after a month when rows did."""

import datetime as dt
import logging

from gongjian.core.intake.models import Batch, Replaced
from gongjian.core.intake.store import close_left_open, folders, forget

logger = logging.getLogger(__name__)
KEPT = dt.timedelta(days=30)
KEPT_UNUSED = dt.timedelta(days=1)
LEFT_OPEN = dt.timedelta(hours=1)
UNDER_WAY = (Batch.State.RUNNING, Batch.State.UNDOING)
USED = (*UNDER_WAY, Batch.State.CANCELLED, Batch.State.DONE, Batch.State.UNDONE)


def sweep(now: dt.datetime) -> int:
    """Take away what is due; returns how many workbooks. A folder without a batch is left over from a crash."""
    batches = {batch.uid: batch for batch in Batch.objects.filter(swept_at__isnull=True)}
    swept = 0
    for uid, changed in list(folders()):
        close_left_open(uid, before=(now - LEFT_OPEN).timestamp())
        batch = batches.get(uid)
        if batch is None and changed > (now - KEPT_UNUSED).timestamp():
            continue
        if batch is not None and not _is_due(batch, now):
            continue
        forget(uid)
        swept += 1
    gone = [batch.pk for batch in batches.values() if _is_due(batch, now)]
    Replaced.objects.filter(batch__in=gone).delete()
    Batch.objects.filter(pk__in=gone).update(swept_at=now, preview={}, book={})
    if swept:
        logger.info("The workbooks of %d imports were removed.", swept)
    return swept


def _is_due(batch: Batch, now: dt.datetime) -> bool:
    if batch.state in UNDER_WAY:
        return False
    kept = KEPT if batch.state in USED else KEPT_UNUSED
    return (batch.ended_at or batch.made_at) + kept <= now
