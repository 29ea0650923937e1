"""Keeps the tree's derived columns right: paths, depths, offices, and every copy of a path in other tables."""

from collections.abc import Iterable
from functools import cache

from django.apps import apps
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from gongjian.core.areas.models import Area, Level
from gongjian.core.areas.path import PathField, segment

TEMPORARY = "~"


def lock_tree(area: Area | None) -> None:
    """Let one change of the tree's shape at a time run in a city: take its root row, in the caller's transaction."""
    if area is not None:
        root = area.path.split("/")[0] + "/"
        list(Area.objects.select_for_update().filter(path=root).values_list("pk"))


def fresh(area: Area) -> Area:
    """The area as it is now, its row locked: paths may have changed since the caller read it."""
    lock_tree(area)
    return Area.objects.select_for_update().get(pk=area.pk)


def office_of(level: str, *, parent: Area | None, own_id: int) -> int | None:
    """The nearest subdistrict above; a subdistrict is its own office; above subdistricts there is none."""
    if level == Level.SUBDISTRICT:
        return own_id
    return parent.office_id if parent else None


def trail_office(area: Area) -> Area:
    """In whose chain of the trail an act on the area is written: its office, or the city for what lies above."""
    if area.office is not None:
        return area.office
    return Area.objects.get(path=area.path.split("/")[0] + "/")


def place(areas: Iterable[Area], *, parents: dict[int, Area]) -> None:
    """Give new rows (saved with temporary paths) their path, depth and office. `parents` by id holds what they need."""
    done = []
    for area in areas:
        parent = parents[area.parent_id] if area.parent_id else None
        area.path = (parent.path if parent else "") + segment(area.pk)
        area.depth = parent.depth + 1 if parent else 0
        area.office_id = office_of(area.level, parent=parent, own_id=area.pk)
        done.append(area)
    Area.objects.bulk_update(done, ["path", "depth", "office"], batch_size=500)


@cache
def path_columns() -> tuple[type[models.Model], ...]:
    """Every model that keeps a copy of its area's path: one with an `area` and an `area_path` beside it."""
    return tuple(model for model in apps.get_models() if _keeps_path(model))


def _keeps_path(model: type[models.Model]) -> bool:
    found = {field.name: field for field in model._meta.concrete_fields}
    area = found.get("area")
    return isinstance(found.get("area_path"), PathField) and area is not None and area.related_model is Area


def repath(area: Area, *, parent: Area) -> None:
    """Carry the whole subtree, and all copies of its paths, under another parent, in the caller's transaction."""
    old, new = area.path, parent.path + segment(area.pk)
    shift = parent.depth + 1 - area.depth
    moved: dict[str, object] = {"path": _swapped("path", old, new), "depth": F("depth") + shift}
    if area.level != Level.SUBDISTRICT:
        moved["office"] = parent.office_id
    Area.objects.within(old).update(**moved)
    Area.objects.filter(pk=area.pk).update(parent=parent)
    for model in path_columns():
        rows = model._default_manager.filter(area_path__within=old)
        rows.update(area_path=_swapped("area_path", old, new))
    area.refresh_from_db()


def _swapped(column: str, old: str, new: str) -> Concat:
    return Concat(Value(new), Substr(column, len(old) + 1), output_field=PathField())


def stale_rows() -> dict[str, int]:
    """How many rows per model carry a path that is not their area's: always none, unless a write raced a move."""
    found = {}
    for model in path_columns():
        count = model._default_manager.exclude(area_path=F("area__path")).count()
        if count:
            found[model._meta.label] = count
    return found
