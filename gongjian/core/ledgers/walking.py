"""A list of very many rows in the order of a name that stands in another table: name by name, each through an index of the
row's own, instead of sorting them all."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import ForeignKey, QuerySet

from gongjian.lib.keyset import Sort

NAMES = 12
"""So many names are asked for one by one; where they hold too few rows for a page, the others are asked for together."""

MOST_NAMES = 10_000


@dataclass(frozen=True, slots=True)
class Names:
    """The order of rows by `field` of the model behind `key`, a path such as "item__unit"."""

    key: str
    field: str
    model: Any
    table: str
    column: str

    def sorts(self, *, descending: bool, nullable: bool) -> list[Sort]:
        """By name, then by which of those that bear it, then by the row: a total order that can be walked."""
        name = f"{self.key}__{self.field}"
        return [
            Sort(name, descending, nullable=nullable),
            Sort(f"{self.key}_id", descending),
            Sort("pk", descending),
        ]


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


def keys_in_order(names: Names, *, falling: bool, beyond: tuple[Any, Any] | None, limit: int) -> list[Any]:
    """The next keys that stand in any row, in the order of their names; `beyond` is the name and key of the row after which
    to go on, whose own key comes first again. Two queries, neither of which reads the rows."""
    found = names.model._base_manager.filter(pk__in=_present(names))
    if beyond is not None:
        name, key = beyond
        than = "lt" if falling else "gt"
        behind = found.filter(**{f"{names.field}__{than}": name})
        level = found.filter(**{names.field: name, f"pk__{than}e": key})
        found = behind | level
    sign = "-" if falling else ""
    return list(found.order_by(f"{sign}{names.field}", f"{sign}pk").values_list("pk", flat=True)[:limit])


def _present(names: Names) -> list[Any]:
    """The keys that occur in the column, whoever may read the rows: from one to the next through the column's index."""
    table, column = (connection.ops.quote_name(one) for one in (names.table, names.column))
    following = f"(SELECT {column} FROM {table} WHERE {column} {{than}} ORDER BY {column} LIMIT 1)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE present(k) AS (SELECT {following.format(than='IS NOT NULL')} UNION ALL"
            f" SELECT {following.format(than='> present.k')} FROM present WHERE present.k IS NOT NULL)"
            " SELECT k FROM present WHERE k IS NOT NULL"
        )
        return [key for (key,) in cursor.fetchall()]
