"""Brings an official list in: what is new to the tree is added, what contradicts it is proposed for review."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from posixpath import commonpath
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.additions import Progress, add_rows, areas_by_code, silent
from gongjian.core.areas.codes import begin_code
from gongjian.core.areas.differences import Difference, compare, held_under, scopes_of
from gongjian.core.areas.lists import AreaList, Row
from gongjian.core.areas.models import Area, AreaChange, AreaFile, Level, OfficialCode
from gongjian.core.areas.tree import lock_tree, trail_office
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

CITIES = {"4101": "郑州市"}
"""Names of cities by code: the lists of districts name only the code of the city above."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a list. `file` is None when it held nothing new; `proposed` counts lines that wait for review."""

    file: AreaFile | None
    rows: int
    added: int
    proposed: int
    problems: tuple[str, ...]


@transaction.atomic
def bring_list(
    area_list: AreaList,
    *,
    since: dt.date,
    actor: "Person | None",
    now: dt.datetime,
    cities: Mapping[str, str] = CITIES,
    paths: list[str] | None = None,
    progress: Progress = silent,
) -> Brought:
    """Add and propose what the list has to say; its codes hold from `since`.

    A list as old as what is held, or the first one, adds the places that are missing; everything else in it, and
    everything in a later list, becomes a proposal. `paths` narrows the areas for which the actor may bring one.
    Raises Refused for a list of which no row can be used. Twice the same list adds nothing.
    """
    if area_list.level == Level.DISTRICT:
        _add_cities(area_list, cities=cities, since=since, actor=actor, now=now)
    parents = areas_by_code(row.parent_code for row in area_list.rows)
    rows = [row for row in area_list.rows if row.parent_code in parents]
    problems = (*area_list.problems, *_orphans(area_list.rows, parents))
    if not rows:
        raise Refused(_no_row(area_list, problems))
    root = _root([parents[row.parent_code] for row in rows])
    _check_scope(root, paths)
    lock_tree(root)
    held = held_under(scopes_of(rows), level=area_list.level, codes=[row.code for row in rows])
    differences = compare(rows, held=held)
    direct = _is_direct(since, level=area_list.level, codes=[place.code for place in held])
    new = {d.code for d in differences if d.kind == AreaChange.Kind.ADDED} if direct else set()
    waiting = [d for d in differences if d.code not in new or d.kind != AreaChange.Kind.ADDED]
    earlier = _proposed_already(area_list, waiting)
    if not differences or (not new and earlier):
        return Brought(earlier, len(rows), 0, len(waiting), problems)
    file = _keep(area_list, root=root, since=since, waiting=waiting, problems=problems, actor=actor, now=now)
    add_rows(
        [row for row in rows if row.code in new],
        level=area_list.level,
        parents=parents,
        since=since,
        source=file.name,
        progress=progress,
    )
    _record_bringing(file, added=len(new), proposed=len(waiting), actor=actor, now=now)
    return Brought(file, len(rows), len(new), len(waiting), problems)


def _add_cities(
    area_list: AreaList,
    *,
    cities: Mapping[str, str],
    since: dt.date,
    actor: "Person | None",
    now: dt.datetime,
) -> None:
    from gongjian.core.areas.actions import add_area

    wanted = {row.parent_code for row in area_list.rows}
    for code in sorted(wanted - set(areas_by_code(wanted))):
        if code in cities:
            city = Area.objects.current().filter(parent=None, name=cities[code]).first()
            city = city or add_area(None, level=Level.CITY, name=cities[code], actor=actor, now=now)
            begin_code(city, code=code, name=city.name, since=since, source=area_list.name[:120])


def _orphans(rows: tuple[Row, ...], parents: Mapping[str, Area]) -> list[str]:
    words = _(
        "Row %(line)d: %(name)s lies in %(parent)s, a code that is not known. Bring the list of the level above first."
    )
    return [
        words % {"line": row.line, "name": row.name, "parent": row.parent_code}
        for row in rows
        if row.parent_code not in parents
    ]


def _no_row(area_list: AreaList, problems: tuple[str, ...]) -> str:
    words = _("No row of %(file)s can be used. %(problem)s")
    return words % {"file": area_list.name, "problem": problems[0] if problems else _("It is empty.")}


def _root(parents: list[Area]) -> Area:
    path = commonpath([parent.path for parent in parents]) + "/"
    if path == "/":
        raise Refused(_("The list is about several cities. Bring one list for each."))
    return Area.objects.get(path=path)


def _check_scope(root: Area, paths: list[str] | None) -> None:
    if paths is not None and not any(root.path.startswith(path) for path in paths):
        words = _(
            "The list is about %(root)s, which is not yours to manage. Bring a list of your own area only."
        )
        raise Refused(words % {"root": root})


def _is_direct(since: dt.date, *, level: str, codes: list[str]) -> bool:
    """Whether what is missing may be added at once: nothing is held yet, or the list is no later than what is held
    and no list of that day was ever up for review (a line that a person rejected must not come in by the back door).
    """
    live = OfficialCode.objects.filter(until__isnull=True, area__level=level, code__in=codes[:500])
    newest = reduce(max, live.values_list("since", flat=True), dt.date.min)
    reviewed = AreaFile.objects.filter(level=level, since=since, changes__isnull=False)
    return newest == dt.date.min or (since <= newest and not reviewed.exists())


def _proposed_already(area_list: AreaList, waiting: list[Difference]) -> AreaFile | None:
    """The same list, when all that it says stands there still: proposed, or refused line by line when it was applied."""
    same = AreaFile.objects.filter(sha256=area_list.sha256)
    if proposed := same.filter(state=AreaFile.State.PROPOSED).first():
        return proposed
    said = {(found.kind, found.code) for found in waiting}
    for file in same.filter(state=AreaFile.State.APPLIED):
        left = set(file.changes.filter(applied=False).values_list("kind", "code"))
        if said and said <= left:
            return file
    return None


def _keep(
    area_list: AreaList,
    *,
    root: Area,
    since: dt.date,
    waiting: list[Difference],
    problems: tuple[str, ...],
    actor: "Person | None",
    now: dt.datetime,
) -> AreaFile:
    file = AreaFile.objects.create(
        root=root,
        name=area_list.name,
        year=since.year,
        since=since,
        level=area_list.level,
        sha256=area_list.sha256,
        rows=len(area_list.rows),
        problems=list(problems)[:500],
        state=AreaFile.State.PROPOSED if waiting else AreaFile.State.APPLIED,
        brought_by=actor,
        brought_at=now,
        decided_by=None if waiting else actor,
        decided_at=None if waiting else now,
    )
    AreaChange.objects.bulk_create(
        [
            AreaChange(
                file=file,
                kind=found.kind,
                area_id=found.area_id,
                code=found.code,
                name=found.name,
                parent_code=found.parent_code,
                was=found.was,
                accepted=found.accepted,
            )
            for found in waiting
        ],
        batch_size=500,
    )
    return file


def _record_bringing(
    file: AreaFile, *, added: int, proposed: int, actor: "Person | None", now: dt.datetime
) -> None:
    record(
        "areas.bring_list",
        actor=actor,
        obj=file,
        office=trail_office(file.root),
        label=file.name,
        changes={"added": [0, added], "proposed": [0, proposed], "sha256": [None, file.sha256]},
        area_path=file.root.path,
        now=now,
    )
