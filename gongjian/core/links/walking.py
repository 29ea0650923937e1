"""Walking a thread both ways from one row: back to the words that justified it, forward to what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongjian.core.compiled import Compiled
from gongjian.core.links.faces import Face, faces_of
from gongjian.core.links.models import Link, Name
from gongjian.core.people.access import Access

FURTHEST = 7
MOST = 400


@dataclass(slots=True)
class Knot:
    """One row in the thread, the link by which it was reached, and what hangs on it further on.

    `earlier`: on the way back, towards the origin. A row that is reached twice stands where it was reached first.
    """

    face: Face
    link: Link | None = None
    earlier: bool = False
    beyond: list["Knot"] = field(default_factory=list)


@dataclass(slots=True)
class Thread:
    """Both sides of a row. `cut`: more hangs on it than is shown (over `MOST` rows or `FURTHEST` links away)."""

    start: Face
    earlier: list[Knot] = field(default_factory=list)
    later: list[Knot] = field(default_factory=list)
    cut: bool = False

    @property
    def count(self) -> int:
        """How many rows are shown beside the one asked for."""
        return sum(1 for _knot in self.knots())

    def knots(self) -> Iterable[Knot]:
        """All of them, each side from near to far."""
        for side in (self.earlier, self.later):
            queue = list(side)
            while queue:
                knot = queue.pop(0)
                yield knot
                queue += knot.beyond


@dataclass(frozen=True, slots=True)
class _Reached:
    name: Name
    earlier: bool
    link: Link
    before: Name


def thread_of(name: Name, access: Access, *, furthest: int = FURTHEST) -> Thread | None:
    """The thread of a row as the person may read it; None when she may not read the row itself.

    What she may not read is left out, and with it what is reached through it alone. One query per step, then one per
    kind of row.
    """
    reached, cut = _reach(name, furthest=furthest)
    faces = faces_of([name, *(one.name for one in reached)], access)
    if name not in faces:
        return None
    return _woven(name, reached, faces, cut=cut)


def _reach(name: Name, *, furthest: int) -> tuple[list[_Reached], bool]:
    """Every row that is reached, in order of distance, and whether more was left out."""
    seen = {name}
    found: list[_Reached] = []
    edge: dict[Name, set[bool]] = {name: {True, False}}
    for _step in range(furthest):
        ahead: dict[Name, set[bool]] = {}
        for link in Link.objects.touching(edge).order_by("at", "pk")[: MOST * 2]:
            for one in _from(link, edge):
                if one.name in seen:
                    continue
                if len(found) >= MOST:
                    return found, True
                seen.add(one.name)
                found.append(one)
                ahead.setdefault(one.name, set()).add(one.earlier)
        if not ahead:
            return found, False
        edge = ahead
    return found, Link.objects.touching(edge).exclude(pk__in=[one.link.pk for one in found]).exists()


def _from(link: Link, edge: Mapping[Name, set[bool]]) -> Iterable[_Reached]:
    """What a link leads to from the rows just reached: back on the way back, forward on the way forward."""
    if True in edge.get(link.later, ()):
        yield _Reached(link.earlier, True, link, link.later)
    if False in edge.get(link.earlier, ()):
        yield _Reached(link.later, False, link, link.earlier)


def _woven(name: Name, reached: Sequence[_Reached], faces: Mapping[Name, Face], *, cut: bool) -> Thread:
    thread = Thread(faces[name], cut=cut)
    knots: dict[Name, Knot] = {}
    for one in reached:
        side = thread.earlier if one.earlier else thread.later
        above = side if one.before == name else knots[one.before].beyond if one.before in knots else None
        if above is None or one.name not in faces:
            continue
        knots[one.name] = knot = Knot(faces[one.name], one.link, one.earlier)
        above.append(knot)
    return thread


_TOUCHING = Compiled(
    lambda model, pk: Link.objects.touching([(model, pk)]).order_by().values_list("pk")[:1],
    model="a model",
    pk=-1,
)


def chain_of(name: Name, access: Access) -> list[dict[str, Any]]:
    """The strip on a detail page (`web/parts/thread.html`): nearest rows before and after; empty without any link.

    Two links away at most; rows of one distance share a cell.
    """
    if not _TOUCHING.rows(model=name[0], pk=name[1]):
        return []
    thread = thread_of(name, access, furthest=2)
    if thread is None or not thread.count:
        return []
    before, after = _levels(thread.earlier), _levels(thread.later)
    cells = [_cell(knots) for knots in reversed(before)]
    cells.append({**_shown(thread.start), "url": "", "current": True})
    return cells + [_cell(knots) for knots in after]


def _levels(knots: Sequence[Knot]) -> list[list[Knot]]:
    found, level = [], list(knots)
    while level:
        found.append(level)
        level = [far for knot in level for far in knot.beyond]
    return found


def _cell(knots: Sequence[Knot]) -> dict[str, Any]:
    first, more = knots[0], len(knots) - 1
    return {**_shown(first.face), "more": more}


def _shown(face: Face) -> dict[str, Any]:
    return {
        "icon": face.icon, "label": face.label, "number": face.number, "text": face.title, "hint": face.hint,
        "url": face.url,
    }  # fmt: skip
