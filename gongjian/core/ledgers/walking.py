"""A list of very many rows in the order of a name that stands in another table: name by name, each through an index of the
row's own, instead of sorting them all."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, ForeignKey, OuterRef, QuerySet

from gongjian.lib.keyset import Sort

NAMES = 6
"""So many names are asked for one by one; where they hold too few rows for a page, the next ones hold few as well and are
asked for together."""


@dataclass(frozen=True, slots=True)
class Names:
    """The order of rows by `field` of the model behind `key`, a path such as "item__unit"."""

    key: str
    field: str
    model: Any

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
    return Names("__".join(steps[:-1]), steps[-1], model)


def keys_in_order(
    names: Names, rows: "QuerySet[Any]", *, falling: bool, beyond: tuple[Any, Any] | None, limit: int
) -> list[Any]:
    """The next keys under which the queryset holds rows, in the order of their names; `beyond` is the name and key of the
    row after which to go on, whose own key comes first again."""
    held = rows.order_by().select_related(None).filter(**{f"{names.key}_id": OuterRef("pk")})
    found = names.model._base_manager.filter(Exists(held))
    if beyond is not None:
        name, key = beyond
        than = "lt" if falling else "gt"
        behind = found.filter(**{f"{names.field}__{than}": name})
        level = found.filter(**{names.field: name, f"pk__{than}e": key})
        found = behind | level
    sign = "-" if falling else ""
    return list(found.order_by(f"{sign}{names.field}", f"{sign}pk").values_list("pk", flat=True)[:limit])
