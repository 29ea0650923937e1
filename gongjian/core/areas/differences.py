"""Compares a list with the tree: what is added, renamed, moved, recoded and gone. Reads only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from gongjian.core.areas.lists import Row
from gongjian.core.areas.models import Area, AreaChange, Level, OfficialCode

Kind = AreaChange.Kind


@dataclass(frozen=True, slots=True)
class Held:
    """What the tree says about one official place now."""

    area_id: int
    code: str
    name: str
    parent_code: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One proposed change; `was` is the name or code that changes, `accepted` what is ticked before the review."""

    kind: str
    code: str
    name: str
    parent_code: str
    area_id: int | None = None
    was: str = ""
    accepted: bool = True


def compare(rows: Iterable[Row], *, held: Iterable[Held]) -> list[Difference]:
    """All differences between a list and what is held in the part of the tree that the list covers.

    Places are taken for the same by code, name and parent; then by name and parent (a new code, also where two
    places change codes); then by code; then by a name that only one place on either side bears (moved).
    Gone places are ticked only where the list names their parent at all.
    """
    new = {row.code: row for row in rows}
    old = {place.code: place for place in held}
    parents = {row.parent_code for row in new.values()}
    _drop_equal(new, old)
    return [
        *_recoded(new, old),
        *_same_code(new, old),
        *_moved_by_name(new, old),
        *(Difference(Kind.ADDED, row.code, row.name, row.parent_code) for row in new.values()),
        *(_gone(place, ticked=place.parent_code in parents) for place in old.values()),
    ]


def _drop_equal(new: dict[str, Row], old: dict[str, Held]) -> None:
    for code in list(new):
        row, place = new[code], old.get(code)
        if place and (place.name, place.parent_code) == (row.name, row.parent_code):
            del new[code], old[code]


def _recoded(new: dict[str, Row], old: dict[str, Held]) -> list[Difference]:
    by_name = {(place.parent_code, place.name): place for place in old.values()}
    found = []
    for row in list(new.values()):
        place = by_name.get((row.parent_code, row.name))
        if place is None:
            continue
        found.append(Difference(Kind.RECODED, row.code, row.name, row.parent_code, place.area_id, place.code))
        del new[row.code], old[place.code]
    return found


def _same_code(new: dict[str, Row], old: dict[str, Held]) -> list[Difference]:
    found = []
    for code in sorted(set(new) & set(old)):
        row, place = new.pop(code), old.pop(code)
        moved = row.parent_code != place.parent_code
        was = place.parent_code if moved else place.name
        kind = Kind.MOVED if moved else Kind.RENAMED
        found.append(Difference(kind, code, row.name, row.parent_code, place.area_id, was))
    return found


def _moved_by_name(new: dict[str, Row], old: dict[str, Held]) -> list[Difference]:
    once = Counter(row.name for row in new.values())
    once_held = Counter(place.name for place in old.values())
    by_name = {place.name: place for place in old.values() if once_held[place.name] == 1}
    found = []
    for row in list(new.values()):
        place = by_name.get(row.name) if once[row.name] == 1 else None
        if place is None:
            continue
        found.append(
            Difference(Kind.MOVED, row.code, row.name, row.parent_code, place.area_id, place.parent_code)
        )
        del new[row.code], old[place.code]
    return found


def _gone(place: Held, *, ticked: bool) -> Difference:
    return Difference(Kind.GONE, place.code, place.name, place.parent_code, place.area_id, accepted=ticked)


def scopes_of(rows: Iterable[Row]) -> set[str]:
    """The code prefixes that a list covers whole: its one parent, or the county-level areas (the city) of its parents."""
    parents = {row.parent_code for row in rows}
    return parents if len(parents) == 1 else {parent[:6] for parent in parents}


def held_under(scopes: Iterable[str], *, level: str, codes: Iterable[str] = ()) -> list[Held]:
    """The current official places of a level whose parent's code begins with one of the scopes, or that bear one of the codes."""
    rows = list(
        OfficialCode.objects.filter(
            until__isnull=True, area__level=level, area__gone_on__isnull=True
        ).values_list(
            "area_id", "code", "name", "area__office_id" if level == Level.COMMUNITY else "area__parent_id"
        )
    )
    above = _codes_of({parent for *_rest, parent in rows if parent})
    places = [Held(area, code, name, above.get(parent, "")) for area, code, name, parent in rows]
    prefixes, named = tuple(scopes), set(codes)
    return [
        place
        for place in places
        if place.code in named or (place.parent_code or place.code).startswith(prefixes)
    ]


def _codes_of(area_ids: set[int]) -> dict[int, str]:
    live = OfficialCode.objects.filter(until__isnull=True, area__in=Area.objects.filter(pk__in=area_ids))
    return dict(live.values_list("area_id", "code"))
