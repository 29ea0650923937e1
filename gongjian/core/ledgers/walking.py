"""A list of very many rows in the order of a name that stands in another table: name by name, each through an index of the
row's own, instead of sorting them all."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, ForeignKey, OuterRef, Q, QuerySet

from gongjian.core.areas.models import Area
from gongjian.core.areas.path import within_any
from gongjian.core.items.models import Item
from gongjian.core.items.models.item import with_a_hand_outside
from gongjian.core.people.access import Access
from gongjian.lib.keyset import Sort

NAMES = 40
"""So many names are asked for one by one; where they hold too few rows for a page, the others are asked for together."""

MOST_NAMES = 10_000
MOST_OUTSIDE = 500
BY_AREA = ("unit_id", "handler_id")
"""Columns of items whose index goes on with the area and the item: so far a reader's own rows of one name lie together."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where all rows of a list lie: on items under `paths` or, unless `access` is None, on such in which she has a hand."""

    paths: tuple[str, ...]
    access: Access | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The order of rows by `field` of the model behind `key`, a path such as "item__unit"."""

    key: str
    field: str
    model: Any
    table: str
    column: str

    @property
    def on_items(self) -> bool:
        """Whether it is items that bear the names."""
        return self.table == Item._meta.db_table

    @property
    def to_item(self) -> str:
        """The path from the row to what bears the name: "item__", or nothing."""
        return self.key[: self.key.rfind("__") + 2] if "__" in self.key else ""

    def sorts(self, *, descending: bool, nullable: bool) -> list[Sort]:
        """By name, then by which of those that bear it, then by the row: a total order that can be walked."""
        sorts = [
            Sort(f"{self.key}__{self.field}", descending, nullable=nullable),
            Sort(f"{self.key}_id", descending),
        ]
        if self.on_items and self.column in (*BY_AREA, "area_id"):
            sorts.append(Sort(f"{self.to_item}area_path", descending))
        return [*sorts, Sort("pk", descending)]


def names_of(queryset: "QuerySet[Any]", path: str) -> Names | None:
    """What can be walked in the order of the path: its last step but one leads from many rows to one name."""
    model, *steps = queryset.model, *path.split("__")
    if path in queryset.query.annotations or len(steps) < 2:
        return None
    for step in steps[:-1]:
        link = model._meta.get_field(step)
        model = link.related_model
    if not isinstance(link, ForeignKey) or link.unique:
        return None
    return Names("__".join(steps[:-1]), steps[-1], model, link.model._meta.db_table, link.column)


def keys_in_order(
    names: Names, *, falling: bool, beyond: tuple[Any, Any] | None, limit: int, reach: Reach | None = None
) -> dict[Any, Q]:
    """The next keys that stand in any row within reach, in the order of their names, each with the condition of its rows;
    `beyond` is the name and key of the row after which to go on, whose own key comes first again. Two queries or a few,
    none of which reads the rows."""
    present = _present(names, reach)
    found = names.model._base_manager.filter(pk__in=present)
    if beyond is not None:
        name, key = beyond
        than = "lt" if falling else "gt"
        behind = found.filter(**{f"{names.field}__{than}": name})
        level = found.filter(**{names.field: name, f"pk__{than}e": key})
        found = behind | level
    sign = "-" if falling else ""
    ordered = found.order_by(f"{sign}{names.field}", f"{sign}pk").values_list("pk", flat=True)[:limit]
    return {key: present[key] for key in ordered}


def _present(names: Names, reach: Reach | None) -> dict[Any, Q]:
    """The keys within reach, each with the condition of its rows."""
    if names.on_items and names.column == "area_id":
        found = _areas(names, reach)
    elif reach and names.on_items and names.column in BY_AREA:
        inside = within_any(f"{names.to_item}area_path", reach.paths)
        found = {key: Q(inside, **{f"{names.key}_id": key}) for key in _standing(names, reach.paths)}
    else:
        return _plain(names)
    if reach is None or reach.access is None:
        return found
    outside = with_a_hand_outside(reach.access, reach.paths, names.column, most=MOST_OUTSIDE)
    if len(outside) >= MOST_OUTSIDE:
        return _plain(names)
    by_key: dict[Any, list[int]] = {}
    for item, key in outside:
        by_key.setdefault(key, []).append(item)
    for key, items in by_key.items():
        more = {} if key in found else {f"{names.to_item}pk__in": items}
        found[key] = Q(**{f"{names.key}_id": key}, **more)
    return found


def _plain(names: Names) -> dict[Any, Q]:
    return {key: Q(**{f"{names.key}_id": key}) for key in _standing(names)}


def _areas(names: Names, reach: Reach | None) -> dict[Any, Q]:
    """Areas on which an item lies. Asked for by their paths: with an index on the area's key SQLite would begin every list
    of items with the areas."""
    areas = Area.objects.filter(within_any("path", reach.paths)) if reach else Area.objects.all()
    lies = Exists(Item.objects.filter(area_path=OuterRef("path")))
    return {
        pk: Q(**{f"{names.to_item}area_path": path})
        for pk, path in areas.filter(lies).order_by().values_list("pk", "path")
    }


def _standing(names: Names, paths: tuple[str, ...] | None = None) -> list[Any]:
    """The keys that occur in the column, whoever may read the rows, or on items under the paths alone: from one to the next
    through the column's index."""
    table, column = (connection.ops.quote_name(one) for one in (names.table, names.column))
    following = f"(SELECT {column} FROM {table} WHERE {column} {{than}} ORDER BY {column} LIMIT 1)"
    statement = (
        f"WITH RECURSIVE present(k) AS (SELECT {following.format(than='IS NOT NULL')} UNION ALL"
        f" SELECT {following.format(than='> present.k')} FROM present WHERE present.k IS NOT NULL)"
        " SELECT k FROM present WHERE k IS NOT NULL"
    )
    params: list[str] = []
    if paths is not None:
        ranges = " OR ".join(["(area_path >= %s AND area_path < %s)"] * len(paths)) or "1 = 0"
        statement += f" AND EXISTS (SELECT 1 FROM {table} WHERE {column} = k AND ({ranges}))"
        params = [end for path in paths for end in (path, path[:-1] + "0")]
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [key for (key,) in cursor.fetchall()]
