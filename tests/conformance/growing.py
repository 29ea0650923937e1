"""Copies rows of a module, thousands at a time, with new numbers and keys, into another office."""

import itertools
import secrets
import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Model

from gongjian.core.areas.models import Area
from gongjian.core.items.models import Item

_count = itertools.count(1)


def grow(model: type[Model], *, office: Area, number: int, like: Sequence[Any] = ()) -> None:
    """Make `number` rows like the first seeded ones, or like those given, as if they belonged to `office`."""
    patterns = list(like or model._base_manager.order_by("pk")[:7])
    assert patterns, f"the seeds make no {model.__name__}"
    chosen = list(itertools.islice(itertools.cycle(patterns), number))
    if model is Item:
        _copies_of_items(chosen, office)
    elif any(
        column.name == "item" and column.is_relation and not column.null
        for column in model._meta.concrete_fields
    ):
        items = _copies_of_items([row.item for row in chosen], office)
        model._base_manager.bulk_create(
            [_copy(row, item=item) for row, item in zip(chosen, items, strict=True)], batch_size=500
        )
    else:
        model._base_manager.bulk_create(
            [_copy(row, office=office, area=office, area_path=office.path) for row in chosen], batch_size=500
        )


def _copies_of_items(items: list[Item], office: Area) -> list[Item]:
    made = [_copy(item, office=office, area=office, area_path=office.path) for item in items]
    for item in made:
        item.number = f"COPY-{next(_count):06}"
    return Item.objects.bulk_create(made, batch_size=500)


def _copy(row: Any, **changed: Any) -> Any:
    """The row anew: own key, own unique values, everything else as it is, but what is `changed`."""
    values = {}
    together = {name for one in row._meta.constraints for name in getattr(one, "fields", ())}
    for column in row._meta.concrete_fields:
        if column.name in changed:
            values[column.name] = changed[column.name]
        elif column.primary_key and column.remote_field is None:
            continue
        elif column.unique or (
            column.name in together
            and (_is_text(column) or _is_number(column))
            and getattr(row, column.attname)
        ):
            values[column.name] = _another(column)
        else:
            values[column.attname] = getattr(row, column.attname)
    return type(row)(**values)


def _is_text(column: Any) -> bool:
    return column.get_internal_type() in ("CharField", "TextField")


def _is_number(column: Any) -> bool:
    return column.remote_field is None and "Integer" in column.get_internal_type()


def _another(column: Any) -> Any:
    if column.null:
        return None
    if "Integer" in column.get_internal_type():
        return 3_000 + next(_count) % 27_000  # no year that a seeded row has
    if column.get_internal_type() == "UUIDField":
        return uuid.uuid4()
    if column.get_internal_type() == "BinaryField":
        return secrets.token_bytes(16)
    return secrets.token_hex(32)[: column.max_length or 32]
