"""Many reports in the empty database, written by the product's own bulk actions, for scenarios that only read."""

import datetime as dt
from typing import Any

from django.utils import timezone

from bench.data import report_rows
from gongjian.core.refusal import Refused
from gongjian.modules.reports.actions.bringing_in import Brought, bring_in

CHUNK = 500
COMMUNITIES = ("community", "second_community", "grid", "second_grid")


def fill_reports(cast: Any, count: int, *, now: dt.datetime) -> None:
    """`count` reports, spread over the office's communities and grids; every third has ended."""
    chunk: list[Brought] = []
    for place, row in enumerate(report_rows(count)):
        chunk.append(_brought(cast, place, row))
        if len(chunk) == CHUNK:
            _write(cast, chunk, now=now)
            chunk = []
    _write(cast, chunk, now=now)


def _brought(cast: Any, place: int, row: tuple[Any, ...]) -> Brought:
    number, at, title, text, where, category, name, phone = row
    opened = timezone.make_aware(at)
    ended = place % 3 == 0
    return Brought(
        key=number, opened_at=opened, title=title, body=text, place=where, category=category, name=name, phone=phone,
        area=getattr(cast, COMMUNITIES[place % len(COMMUNITIES)]), target=opened + dt.timedelta(days=7),
        closed_at=opened + dt.timedelta(days=place % 12) if ended else None, answer="已经办好。" if ended else "",
        answered_at=opened + dt.timedelta(days=place % 12) if ended else None,
    )  # fmt: skip


def _write(cast: Any, chunk: list[Brought], *, now: dt.datetime) -> None:
    refused = [
        one for one in bring_in(chunk, office=cast.office, actor=None, now=now) if isinstance(one, Refused)
    ]
    assert not refused, str(refused[0].reason)
