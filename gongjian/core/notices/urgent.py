"""Telling robots of new urgent matters: by range since the robot was switched on, each matter once."""

import datetime as dt

from gongjian.core.items.models import Item
from gongjian.core.notices.models import Delivery, Robot
from gongjian.core.notices.outbox import call_of

LOOK_BACK = dt.timedelta(days=3)
MOST = 500


def tell_of_urgent(now: dt.datetime) -> int:
    """Put a call for each urgent matter into the outbox that the robot was not told of yet; returns how many."""
    told = 0
    for robot in Robot.objects.filter(active=True, removed_at__isnull=True, since__isnull=False):
        if "urgent" in robot.topics and robot.since is not None:
            told += _tell(robot, since=max(robot.since, now - LOOK_BACK), now=now)
    return told


def _tell(robot: Robot, *, since: dt.datetime, now: dt.datetime) -> int:
    items = Item.objects.open().filter(
        office=robot.office_id, urgent=True, opened_at__gte=since, opened_at__lte=now
    )
    known = Delivery.objects.filter(robot=robot, kind="urgent", made_at__gte=since).values_list(
        "cause", flat=True
    )
    causes = set(known)
    fresh = [item for item in items.select_related("area")[:MOST] if f"urgent:{item.pk}" not in causes]
    calls = [call_of(robot, kind="urgent", cause=f"urgent:{item.pk}", item=item, now=now) for item in fresh]
    Delivery.objects.bulk_create(calls, ignore_conflicts=True)
    return len(calls)
