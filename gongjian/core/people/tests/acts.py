"""What the tests of this package share: a fixed moment, a look at the trail, and acts done at the same moment."""

import datetime as dt
import threading
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.db import connection

from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow

NOW = dt.datetime(2026, 3, 5, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
DAY = dt.timedelta(days=1)


def trail_of(action: str) -> list[TrailRow]:
    """The rows of one action, oldest first."""
    return list(TrailRow.objects.filter(action=action).order_by("pk"))


def at_once(act: Callable[[], None], *, times: int) -> int:
    """Run the act in so many threads started together; how many were let through. Other errors come out."""
    start, passed, faults = threading.Barrier(times, timeout=20), [], []

    def run() -> None:
        try:
            start.wait()
            act()
            passed.append(1)
        except Refused:
            pass
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return len(passed)
