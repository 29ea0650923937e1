"""What the tests of this package share: a fixed moment, and a look at the trail."""

import datetime as dt
from zoneinfo import ZoneInfo

from gongjian.core.trail.models import TrailRow

NOW = dt.datetime(2026, 3, 5, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
DAY = dt.timedelta(days=1)


def trail_of(action: str) -> list[TrailRow]:
    """The rows of one action, oldest first."""
    return list(TrailRow.objects.filter(action=action).order_by("pk"))
