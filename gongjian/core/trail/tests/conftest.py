import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction

from gongjian.core.areas.models import Area
from gongjian.core.trail.actions import record
from gongjian.core.trail.models import TrailRow
from tests.cast import Cast

NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)
Writer = Callable[..., list[TrailRow]]


@pytest.fixture(autouse=True)
def _own_anchors(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.HOME = tmp_path


@pytest.fixture
def write(cast: Cast) -> Writer:
    """Write `count` rows about an office, one a second."""

    def rows(count: int = 1, *, office: Area | None = None, **more: object) -> list[TrailRow]:
        facts = {"actor": cast.dispatcher, "obj": cast.community, "office": office or cast.office} | more
        with transaction.atomic():
            return [
                record("areas.rename", **{"label": f"第{n}行", "now": NOW + dt.timedelta(seconds=n)} | facts)
                for n in range(count)
            ]

    return rows
