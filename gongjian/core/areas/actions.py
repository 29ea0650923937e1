"""The writers of the tree: add, open, rename, move and close an area. Nothing is ever deleted."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.codes import end_code
from gongjian.core.areas.levels import fits
from gongjian.core.areas.models import Area, Level
from gongjian.core.areas.names import clean_name
from gongjian.core.areas.tree import TEMPORARY, fresh, lock_tree, place, repath, trail_office
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

FARTHEST = {"lat": 90.0, "lon": 180.0}


@transaction.atomic
def add_area(
    parent: Area | None,
    *,
    level: str,
    name: str,
    actor: "Person | None",
    now: dt.datetime,
    lat: float | None = None,
    lon: float | None = None,
    outline: Any = None,
    is_office: bool = False,
    is_demo: bool = False,
) -> Area:
    """Add a place under `parent` (None: a city). Raises Refused for a wrong level, a gone parent or a name taken."""
    above = fresh(parent) if parent else None
    name = clean_name(name)
    _check_spot(above, level=level)
    _check_free(name, parent=above, level=level)
    _check_point(lat, lon)
    area = Area(parent=above, level=level, name=name, lat=lat, lon=lon, outline=outline)
    area.path, area.depth = f"{TEMPORARY}{uuid.uuid4()}/", 0
    area.is_office, area.is_demo = is_office and level == Level.SUBDISTRICT, is_demo
    area.save()
    place([area], parents={above.pk: above} if above else {})
    record(
        "areas.add",
        actor=actor,
        obj=area,
        office=trail_office(area),
        label=str(area),
        changes={"name": [None, name], "level": [None, str(level)], "parent": [None, str(above or "")]},
        area_path=area.path,
        now=now,
    )
    return area


@transaction.atomic
def open_office(area: Area, *, actor: "Person | None", now: dt.datetime) -> Area:
    """Let a subdistrict work here as an office. One that works here already stays as it is."""
    lock_tree(area)
    area = fresh(area)
    _check_current(area)
    if area.level != Level.SUBDISTRICT:
        words = _("%(area)s is no subdistrict but: %(level)s. Only a subdistrict is opened as an office.")
        raise Refused(words % {"area": area.name, "level": area.get_level_display()}, field="area")
    if not area.is_office:
        area.is_office = True
        area.save(update_fields=["is_office"])
        _record("areas.open_office", area, actor=actor, now=now, reason="", changes={})
    return area


@transaction.atomic
def rename_area(area: Area, *, name: str, actor: "Person | None", now: dt.datetime, reason: str = "") -> Area:
    """Call the place something else. Its official name stays as the official list has it."""
    area = fresh(area)
    name = clean_name(name)
    _check_current(area)
    if name == area.name:
        raise Refused(_("It is called so already."), field="name")
    _check_free(name, parent=area.parent, level=area.level)
    before, area.name = area.name, name
    area.save(update_fields=["name"])
    _record("areas.rename", area, actor=actor, now=now, reason=reason, changes={"name": [before, name]})
    return area


@transaction.atomic
def move_area(
    area: Area, *, parent: Area, actor: "Person | None", now: dt.datetime, reason: str = ""
) -> Area:
    """Put the place and all below it under another parent; paths kept in other tables follow in the same breath."""
    area = fresh(area)
    above = fresh(parent)
    _check_move(area, above)
    before = area.parent
    repath(area, parent=above)
    changes = {"parent": [str(before or ""), str(above)]}
    _record("areas.move", area, actor=actor, now=now, reason=reason, changes=changes)
    return area


@transaction.atomic
def close_area(
    area: Area, *, on: dt.date, actor: "Person | None", now: dt.datetime, reason: str = ""
) -> Area:
    """The place no longer exists from `on`. Raises Refused while something current still hangs on it."""
    area = fresh(area)
    _check_current(area)
    if on > timezone.localdate(now):
        raise Refused(_("The day lies in the future. Close the area when the day has come."), field="on")
    if words := why_not_closed(area):
        raise Refused(words)
    end_code(area, on=on)
    area.gone_on = on
    area.save(update_fields=["gone_on"])
    _record(
        "areas.close", area, actor=actor, now=now, reason=reason, changes={"gone_on": [None, on.isoformat()]}
    )
    return area


def why_not_closed(area: Area) -> str:
    """What still hangs on the place, in words; empty when it may be closed."""
    children = Area.objects.filter(parent=area).current().count()
    if children:
        return _("Areas still below it: %(count)d. Move or close them first.") % {"count": children}
    if count := open_items(area):
        return _("Matters still open there: %(count)d. Close them first.") % {"count": count}
    if count := apps.get_model("orgs", "Unit")._default_manager.filter(area=area, active=True).count():
        return _("Units still working for it: %(count)d. Close them first.") % {"count": count}
    holdings = apps.get_model("people", "Holding")._default_manager
    if count := holdings.filter(area=area, until__isnull=True).count():
        return _("Roles still held for it: %(count)d. End them first.") % {"count": count}
    return ""


def why_not_moved(area: Area, *, parent: Area) -> str:
    """Why the place may not go there, in words; empty when it may."""
    if parent.path.startswith(area.path):
        return _("An area cannot lie inside itself.")
    if parent.gone_on:
        return _("%(name)s no longer exists.") % {"name": parent}
    if not fits(area.level, parent=parent):
        return _("%(level)s cannot lie directly under %(above)s.") % _level_words(area.level, parent)
    if _taken(area.name, parent=parent, level=area.level):
        return _taken_words(area.name, parent)
    leaves = area.level != Level.SUBDISTRICT and area.office_id != parent.office_id
    if leaves and (count := open_items(area)):
        return _("Matters still open there with the present office: %(count)d. Close them first.") % {
            "count": count
        }
    return ""


def open_items(area: Area) -> int:
    """How many matters in the place and below are not closed."""
    items = apps.get_model("items", "Item")._default_manager
    return items.filter(area_path__within=area.path, closed_at__isnull=True).count()


def _check_move(area: Area, parent: Area) -> None:
    _check_current(area)
    if area.parent_id == parent.pk:
        raise Refused(_("It lies there already."), field="parent")
    if words := why_not_moved(area, parent=parent):
        raise Refused(words, field="parent")


def _check_spot(parent: Area | None, *, level: str) -> None:
    if level not in Level.values:
        raise Refused(_("There is no such level."), field="level")
    if parent:
        _check_current(parent)
    if not fits(level, parent=parent):
        words = _("%(level)s cannot lie directly under %(above)s.")
        raise Refused(words % _level_words(level, parent), field="level")


def _level_words(level: str, parent: Area | None) -> dict[str, object]:
    return {"level": Level(level).label, "above": Level(parent.level).label if parent else _("nothing")}


def _check_current(area: Area) -> None:
    if area.gone_on:
        words = _("%(name)s no longer exists since %(day)s; nothing about it can be changed.")
        raise Refused(words % {"name": area, "day": area.gone_on.isoformat()})


def _check_free(name: str, *, parent: Area | None, level: str) -> None:
    if _taken(name, parent=parent, level=level):
        raise Refused(_taken_words(name, parent), field="name")


def _taken(name: str, *, parent: Area | None, level: str) -> bool:
    return Area.objects.current().filter(parent=parent, level=level, name=name).exists()


def _taken_words(name: str, parent: Area | None) -> str:
    return _("%(above)s has %(name)s already.") % {"above": parent or _("The list"), "name": name}


def _check_point(lat: float | None, lon: float | None) -> None:
    if (lat is None) != (lon is None):
        raise Refused(
            _("Give both latitude and longitude, or neither."), field="lat" if lat is None else "lon"
        )
    for field, value in (("lat", lat), ("lon", lon)):
        if value is not None and not -FARTHEST[field] <= value <= FARTHEST[field]:
            raise Refused(_("There is no such place on the map: check latitude and longitude."), field=field)


def _record(
    action: str,
    area: Area,
    *,
    actor: "Person | None",
    now: dt.datetime,
    reason: str,
    changes: dict[str, Any],
) -> None:
    record(
        action,
        actor=actor,
        obj=area,
        office=trail_office(area),
        label=str(area),
        changes=changes,
        reason=reason,
        area_path=area.path,
        now=now,
    )
