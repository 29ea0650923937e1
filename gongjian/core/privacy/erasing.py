"""Destroying personal data, and taking rights away, so that no backup brings them back.

Whoever empties a sealed column, takes a private link back or disables an account does it through here: the ledger tells a
restored backup what to do once more. A row of the ledger names the row and the empty values, never what stood there.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from gongjian.core.privacy.models import Erasure

CHUNK = 500
EMPTY = (None, "", False, True)


@transaction.atomic
def erase(rows: models.QuerySet[Any], *, now: dt.datetime, **values: Any) -> int:
    """Set the fields of all these rows to empty values (or to the moment it was done) and note it; returns how many.

    Raises ValueError for a value that is neither: the ledger must not hold what it is there to forget.
    """
    plain = _plain(values)
    name = _name_of(rows.model)
    found = dict(rows.order_by().values_list("pk", name).distinct())
    for start in range(0, len(found), CHUNK):
        part = list(found)[start : start + CHUNK]
        rows.model._base_manager.filter(pk__in=part).update(**values)
        _note(rows.model, [found[pk] for pk in part], plain, now=now)
    return len(found)


@transaction.atomic
def erase_rows(rows: models.QuerySet[Any], *, now: dt.datetime) -> int:
    """Delete these rows and note it; returns how many."""
    found = list(rows.order_by().values_list("pk", _name_of(rows.model)))
    for start in range(0, len(found), CHUNK):
        part = found[start : start + CHUNK]
        rows.model._base_manager.filter(pk__in=[pk for pk, _name in part]).delete()
        _note(rows.model, [name for _pk, name in part], {}, now=now)
    return len(found)


def note_erased(row: models.Model, *fields: str, now: dt.datetime) -> None:
    """Note that these fields of the row, saved already, are empty now. Call it in the transaction that saved it."""
    values = _plain({field: getattr(row, field) for field in fields})
    _note(type(row), [getattr(row, _name_of(type(row)))], values, now=now)


def _note(
    model: type[models.Model], names: list[Any], values: Mapping[str, Any], *, now: dt.datetime
) -> None:
    label = model._meta.label_lower
    Erasure.objects.bulk_create(
        [Erasure(at=now, model=label, row=str(name), values=values) for name in names], batch_size=CHUNK
    )


def _name_of(model: type[models.Model]) -> str:
    """By what a row is named for good: its uid, which no other row ever bears, or its id."""
    return "uid" if any(field.name == "uid" for field in model._meta.fields) else "pk"


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for field, value in values.items():
        if isinstance(value, dt.date):  # or a moment
            plain[field] = value.isoformat()
        elif any(value is empty or (empty == "" and value == "") for empty in EMPTY):
            plain[field] = value
        else:
            raise ValueError(f"{field} is not empty: the ledger of deletions keeps no values")
    return plain
