"""Adds the rows of an official list that the tree does not know yet, many at a time."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping

from gongjian.core.areas.lists import Row
from gongjian.core.areas.models import Area, OfficialCode
from gongjian.core.areas.tree import TEMPORARY, place

CHUNK = 500
Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


def add_rows(
    rows: Iterable[Row],
    *,
    level: str,
    parents: Mapping[str, Area],
    since: dt.date,
    source: str,
    progress: Progress = silent,
) -> list[Area]:
    """Add an area with its code for each row, in the caller's transaction; `parents` by code must hold all that are named.

    A place of the same name that was added by hand, without a code, under the same parent takes the code instead.
    """
    rows = list(rows)
    known = _without_code(level, parents=parents)
    added: list[Area] = []
    for first in range(0, len(rows), CHUNK):
        some = rows[first : first + CHUNK]
        areas = [
            known.get((parents[row.parent_code].pk, row.name)) or _new(row, level, parents) for row in some
        ]
        new = [area for area in areas if area.pk is None]
        Area.objects.bulk_create(new)
        place(new, parents={parent.pk: parent for parent in parents.values()})
        OfficialCode.objects.bulk_create(
            OfficialCode(area=area, code=row.code, name=row.name, since=since, source=source[:120])
            for area, row in zip(areas, some, strict=True)
        )
        added += areas
        progress(first + len(some), len(rows))
    return added


def _new(row: Row, level: str, parents: Mapping[str, Area]) -> Area:
    path = f"{TEMPORARY}{uuid.uuid4()}/"
    return Area(parent=parents[row.parent_code], level=level, name=row.name, path=path, depth=0)


def _without_code(level: str, *, parents: Mapping[str, Area]) -> dict[tuple[int | None, str], Area]:
    """Current places of the level that bear no code, by the official parent and the name."""
    coded = OfficialCode.objects.filter(until__isnull=True).values("area_id")
    bare = Area.objects.current().filter(level=level).exclude(pk__in=coded)
    ids = {parent.pk for parent in parents.values()}
    found: dict[tuple[int | None, str], Area] = {}
    for area in bare:
        for above in (area.parent_id, area.office_id):
            if above in ids:
                found[above, area.name] = area
    return found


def areas_by_code(codes: Iterable[str]) -> dict[str, Area]:
    """The current areas that bear these codes now."""
    wanted = sorted(set(codes))
    found = {}
    for first in range(0, len(wanted), CHUNK):
        some = wanted[first : first + CHUNK]
        rows = OfficialCode.objects.filter(code__in=some, until__isnull=True, area__gone_on__isnull=True)
        found.update({row.code: row.area for row in rows.select_related("area")})
    return found
