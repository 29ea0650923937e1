"""Items as plain rows, for tests that need one and not its loop."""

import datetime as dt
import itertools
from typing import Any

from gongjian.core.areas.models import Area
from gongjian.core.items.models import Item
from gongjian.core.manifest import flow_for
from tests.cast import Cast

WHEN = dt.datetime(2026, 3, 3, 1, 0, tzinfo=dt.UTC)
_numbers = itertools.count(1)


def make_item(
    cast: Cast, *, title: str = "路灯不亮", area: Area | None = None, kind: str = "report", **more: Any
) -> Item:
    """An item just reported in the area (default: the first community), without steps, clocks or trail."""
    where = area or cast.home.community
    flow = flow_for(kind)
    facts = {
        "office": where.office, "area": where, "area_path": where.path, "kind": kind, "title": title,
        "number": f"GJ2603-{next(_numbers):05}", "state": flow.start, "phase": flow.states[flow.start].phase,
        "opened_at": WHEN, "changed_at": WHEN,
    }  # fmt: skip
    return Item.objects.create(**(facts | more))
