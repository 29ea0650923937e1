"""Bringing every sealed value under the newest key, in steps that may be cut short and taken up again."""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction

from gongjian.core.manifest import manifests
from gongjian.core.privacy.keys import add_field_key, newest_number
from gongjian.core.privacy.sealing import column, key_number, seal, unseal

CHUNK = 500


def sealed_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Model and column of every personal field that the manifests declare and that is kept sealed."""
    declared = {
        (field.model, column(field.field)) for found in manifests() for field in found.personal_fields
    }
    for label, name in sorted(declared):
        model = apps.get_model(label)
        if any(field.name == name for field in model._meta.fields):
            yield model, name


def count_sealed() -> int:
    """How many values are sealed at all, whatever the key: what `rotate` looks at."""
    return sum(_stored(model, name).count() for model, name in sealed_columns())


def begin_rotation() -> tuple[int, bool]:
    """The number of the key to bring everything under, and whether it was made now.

    While a value still stands under an older key an earlier rotation was cut short, and its key serves.
    """
    newest = newest_number()
    for model, name in sealed_columns():
        for value in _stored(model, name).values_list(name, flat=True).iterator(chunk_size=CHUNK):
            if key_number(bytes(value)) != newest:
                return newest, False
    return add_field_key(), True


def rotate(*, progress: Callable[[int], None] | None = None) -> int:
    """Seal all older values anew; returns how many. A second run, or one after a crash, does only what is left.

    `progress` is told how many values were looked at since it was told last.
    """
    changed = 0
    for model, name in sealed_columns():
        for looked, count in _rotate_column(model, name):
            changed += count
            if progress:
                progress(looked)
    return changed


def _stored(model: type[models.Model], name: str) -> Any:
    return model._base_manager.exclude(**{name: None})


def _rotate_column(model: type[models.Model], name: str) -> Iterator[tuple[int, int]]:
    last: Any = None
    while True:
        rows = _stored(model, name).order_by("pk")
        chunk = list((rows if last is None else rows.filter(pk__gt=last))[:CHUNK])
        if not chunk:
            return
        last = chunk[-1].pk
        with transaction.atomic():
            count = sum(_rotate_value(row, name) for row in chunk)
        yield len(chunk), count


def _rotate_value(row: models.Model, name: str) -> int:
    """1 if sealed anew. A value that somebody changed meanwhile is left: it is under the newest key already."""
    stored = bytes(getattr(row, name))
    if key_number(stored) == newest_number():
        return 0
    fresh = seal(row, name, unseal(row, name))
    same = type(row)._base_manager.filter(**{"pk": row.pk, name: stored})
    return same.update(**{name: fresh})
