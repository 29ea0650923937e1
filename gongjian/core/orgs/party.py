"""The Party organisations of an office as a tree: the "one axis" from the subdistrict's committee to the groups."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from gongjian.core.orgs.models import PARTY, Unit
from gongjian.core.orgs.models.post import ending_from, live_on
from gongjian.core.people.access import Access

ORDER = {kind.value: place for place, kind in enumerate(PARTY)}


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree; `level` counts from 1."""

    unit: Any
    level: int

    @property
    def indent(self) -> str:
        """Blanks in front of the name, as wide as a Chinese character for each step down."""
        return "\u3000" * (self.level - 1)


def party_tree(access: Access, *, today: dt.date) -> list[Branch]:
    """All Party organisations at work in the offices in which the person works, each behind the one above it; one query."""
    live = live_on(today, to="posts__terms__")
    soon = ending_from(today, to="posts__terms__")
    seats = live_on(today, to="appointments__")
    rows = (
        Unit.objects.party()
        .filter(_mine(access))
        .select_related("area", "office")
        .annotate(
            held=Count("posts__terms", filter=live, distinct=True),
            ending=Count("posts__terms", filter=soon, distinct=True),
            seated=Count("appointments", filter=seats, distinct=True),
        )
    )
    units = sorted(rows, key=lambda unit: (unit.office_id, ORDER[unit.kind], unit.pk))
    known = {unit.pk for unit in units}
    below: dict[int | None, list[Any]] = {}
    for unit in units:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    return _lines(below, None, 1)


def _mine(access: Access) -> Q:
    from gongjian.core.orgs.ledgers import units_for

    return Q(pk__in=units_for(access).order_by().values("pk"))


def _lines(below: dict[int | None, list[Any]], parent: int | None, level: int) -> list[Branch]:
    found: list[Branch] = []
    for unit in below.get(parent, ()):
        found += [Branch(unit, level), *_lines(below, unit.pk, level + 1)]
    return found
