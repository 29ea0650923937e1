"""Many reports in the empty database, written by the product's own bulk actions, for scenarios that only read."""

import datetime as dt
from typing import Any

from django.utils import timezone

from bench.data import report_rows
from bench.multiply import APART, multiply
from bench.scenario import moment
from gongjian.core.items.models import Item
from gongjian.core.orgs.actions import add_unit
from gongjian.core.orgs.models import UnitKind
from gongjian.core.refusal import Refused
from gongjian.modules.reports.actions.bringing_in import Brought, bring_in
from tests.cast import make_person

CHUNK, BASE = 500, 10_000
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


def fill_many(cast: Any, count: int, *, now: dt.datetime, over: dt.timedelta | None = None) -> None:
    """As `fill_reports` up to ten thousand; beyond, those are copied inside the database, spread `over` that time before them
    or, if nothing is said, seconds apart. Units, handlers and states are spread over the open ones, as they are in an office
    at work."""
    base = min(count, BASE)
    fill_reports(cast, base, now=now)
    _spread(cast)
    times = count // base
    multiply(times, apart=over / times if over else APART)


def _spread(cast: Any) -> None:
    """Forty units and sixty handlers hold the reports; of the open ones most are being handled."""
    units = [
        add_unit(cast.office, kind=UnitKind.DEPARTMENT, name=f"第{n}科", actor=None, now=moment())
        for n in range(40)
    ]
    people = [make_person(f"经办{n}", username=f"hand{n}", office=cast.office) for n in range(60)]
    states = ("new", "dispatched", "handling", "handling", "checking")
    for place, item in enumerate(Item.objects.order_by("pk").iterator()):
        if place % 17:
            item.unit, item.handler = units[place % 40], people[place % 60] if place % 3 else None
        if item.closed_at is None:
            item.state = states[place % 5]
        item.save(update_fields=["unit", "handler", "state"])


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
