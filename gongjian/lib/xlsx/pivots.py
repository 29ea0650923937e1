"""Pivot tables over a changed sheet: they are computed anew on opening, and keep nothing of before by heart."""

import datetime as dt
from collections.abc import Iterable

from gongjian.lib.xlsx.moving import moved_areas
from gongjian.lib.xlsx.package import Package, Sheet, Writer
from gongjian.lib.xlsx.refs import area_at
from gongjian.lib.xlsx.rowmap import RowMap
from gongjian.lib.xlsx.xml import Element, as_bytes, child, every, local

EXTREMES = ("minValue", "maxValue", "minDate", "maxDate")
FIRST_DAY = dt.date(1900, 1, 1)


def fresh_pivots(
    package: Package, sheet: Sheet, rows: RowMap, *, cut: bool = False
) -> dict[str, bytes | Writer]:
    """New content of the caches of pivot tables that draw on the sheet, or on a name that may stand for it: their kept
    records are emptied and Excel reads the sheet anew on opening. With `cut`, the values to choose from are blinded too,
    their number staying, since the pivot tables count on it."""
    changed: dict[str, bytes | Writer] = {}
    for part in package.zip.namelist():
        if "pivotCacheDefinition" not in part or not part.endswith(".xml"):
            continue
        root = package.tree(part)
        if not _draws_on(root, sheet, rows):
            continue
        root.set("refreshOnLoad", "1")
        root.attrib.pop("recordCount", None)
        if cut:
            root.set("missingItemsLimit", "0")
            _blind(every(root, "sharedItems"))
        changed[part] = as_bytes(root)
        changed |= _emptied_records(package, part)
    return changed


def _draws_on(root: Element, sheet: Sheet, rows: RowMap) -> bool:
    found = False
    for source in every(root, "worksheetSource"):
        if source.get("sheet") not in (None, sheet.name):
            continue
        found = True
        if source.get("ref"):
            area = moved_areas(area_at(source.get("ref")), rows)
            if area:
                source.set("ref", area[0].ref)
    return found


def _emptied_records(package: Package, part: str) -> dict[str, bytes]:
    found = {}
    for relation in package.relations(part):
        if relation.kind == "pivotCacheRecords" and package.has(relation.target):
            root = package.tree(relation.target)
            for record in list(root):
                root.remove(record)
            root.set("count", "0")
            found[relation.target] = as_bytes(root)
    return found


def _blind(holders: Iterable[Element]) -> None:
    for holder in holders:
        for name in EXTREMES:
            holder.attrib.pop(name, None)
        for number, item in enumerate(holder, start=1):
            match local(item):
                case "s" | "e":
                    item.set("v", f"#{number}")
                case "n":
                    item.set("v", str(number))
                case "d":
                    item.set("v", f"{FIRST_DAY + dt.timedelta(days=number)}T00:00:00")
            for held in [one for one in (child(item, "tpls"), child(item, "x")) if one is not None]:
                item.remove(held)
            item.attrib.pop("c", None)
