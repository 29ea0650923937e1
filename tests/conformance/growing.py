"""Copies rows of a module, thousands at a time, with new numbers and keys, into another office."""

import itertools
import secrets
import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model

from gongjian.core.areas.models import Area
from gongjian.core.items.models import Item
from gongjian.core.rows import insert, reserve_ids

_count = itertools.count(1)


@transaction.atomic
def grow(model: type[Model], *, office: Area, number: int, like: Sequence[Any] = ()) -> None:
    """Make `number` rows like the first seeded ones, or like those given, as if they belonged to `office`."""
    patterns = list(like or model._base_manager.order_by("pk")[:7])
    assert patterns, f"the seeds make no {model.__name__}"
    at_home: dict[str, Any] = {"office_id": office.pk, "area_id": office.pk, "area_path": office.path}
    if model is not Item and any(
        column.name == "item" and column.is_relation and not column.null
        for column in model._meta.concrete_fields
    ):
        items = _write_copies(Item, [row.item for row in patterns], number, **at_home, number=_numbers())
        _write_copies(model, patterns, number, item_id=iter(items))
    else:
        _write_copies(model, patterns, number, **at_home, number=_numbers() if model is Item else None)


def _numbers() -> Iterator[str]:
    return (f"COPY-{one:06}" for one in _count)


def _write_copies(model: type[Model], patterns: Sequence[Any], many: int, **changed: Any) -> list[int]:
    """Write rows by turns like the patterns: own keys, own unique values, everything else as it is, but what is `changed`, by
    the names of attributes (from an iterator: another value for each row). Their keys."""
    own = model._meta.pk is not None and model._meta.pk.remote_field is None
    columns = list(model._meta.concrete_fields)
    turns = itertools.islice(itertools.cycle(patterns), many)
    makers = {id(pattern): [_maker(column, pattern, changed) for column in columns] for pattern in patterns}
    keys = iter(reserve_ids(model, many)) if own else iter(())
    key = columns.index(model._meta.pk) if own else -1
    written = []
    for pattern in turns:
        row = [make() for make in makers[id(pattern)]]
        if own:
            row[key] = next(keys)
        written.append(row)
    insert(model, [column.attname for column in columns], written)
    place = [column.primary_key for column in columns].index(True)
    return [row[place] for row in written]


def _maker(column: Any, pattern: Any, changed: dict[str, Any]) -> Callable[[], Any]:
    """What gives the column's value of one copy after another."""
    given = changed.get(column.attname)
    if given is not None:
        return partial(next, given) if isinstance(given, Iterator) else lambda: given
    together = {name for one in pattern._meta.constraints for name in getattr(one, "fields", ())}
    is_own = column.name in together and (_is_text(column) or _is_number(column))
    if not column.primary_key and (column.unique or (is_own and getattr(pattern, column.attname))):
        return partial(_another, column)
    kept = getattr(pattern, column.attname)
    return lambda: kept


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
