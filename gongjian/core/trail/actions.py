"""Writing the trail: one row per write, in the transaction of the write itself. The database queues it for the sealer."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from gongjian.core.rows import add, insert, reserve_ids
from gongjian.core.trail.digest import COVERED, digest_of, digest_of_values
from gongjian.core.trail.models import TrailRow
from gongjian.lib.masks import mask_text

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.items.models import Item
    from gongjian.core.people.models import Person

LABEL_LENGTH = 200
_AS_JSON = frozenset({str, int, bool, float, type(None)})


def record(
    action: str,
    *,
    actor: "Person | None",
    obj: models.Model,
    office: "Area",
    label: object,
    now: dt.datetime,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
    item: "Item | None" = None,
    behalf: "Person | None" = None,
    area_path: str | None = None,
) -> TrailRow:
    """Add one row, which the database puts into the sealer's queue; both stand or fall with the caller's transaction.

    `action` is "package.verb"; `changes` is JSON-like and must name no personal value in clear (phone and identity
    numbers in texts are masked here all the same). `area_path` is the item's or the office's unless given.
    Raises RuntimeError outside a transaction: a trail row without its write, or the other way round, must not exist.
    """
    _demand_transaction(action)
    row = TrailRow(
        office=office,
        area_path=_place(area_path, item, office),
        at=now,
        actor=actor,
        behalf=behalf,
        action=action,
        model=obj._meta.label_lower,
        object_id=str(obj.pk),
        label=_clean(str(label))[:LABEL_LENGTH],
        item=item,
        changes=plain(changes or {}),
        reason=_clean(str(reason)),
    )
    row.digest = digest_of(row)
    add(row)
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One of many writes that are recorded together; the fields are those of `record`."""

    action: str
    obj: models.Model
    label: str
    now: dt.datetime
    changes: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    item: "Item | None" = None


def record_many(acts: Sequence[Act], *, actor: "Person | None", office: "Area") -> None:
    """The rows that `record` would add for each act, in their order; two queries, however many.

    Raises RuntimeError outside a transaction.
    """
    if not acts:
        return
    _demand_transaction(acts[0].action)
    ids = reserve_ids(TrailRow, len(acts))
    told: dict[int, Any] = {}
    rows = [_values(act, told, actor_id=actor.pk if actor else None, office=office) for act in acts]
    digests = [digest_of_values(values) for values in rows]
    whole = ((pk, *values, digest) for pk, values, digest in zip(ids, rows, digests, strict=True))
    insert(TrailRow, ("id", *COVERED, "digest"), whole)


def _values(act: Act, told: dict[int, Any], *, actor_id: int | None, office: "Area") -> tuple[Any, ...]:
    """What the digest covers, in its order. `told` keeps changes made plain: many acts often share one object."""
    if (changes := told.get(id(act.changes))) is None:
        changes = told[id(act.changes)] = plain(act.changes)
    return (
        office.pk, _place(None, act.item, office), act.now, actor_id, None, act.action, act.obj._meta.label_lower,
        str(act.obj.pk), _clean(act.label)[:LABEL_LENGTH], act.item.pk if act.item else None, changes,
        _clean(act.reason) if act.reason else "",
    )  # fmt: skip


def _demand_transaction(action: str) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"the trail row of {action} must be written inside the action's transaction")


def plain(value: Any) -> Any:
    """The value as JSON that both databases give back unchanged: floats as text, no NUL, numbers masked in texts."""
    return _plain(
        value if _is_json(value) else json.loads(json.dumps(value, cls=DjangoJSONEncoder, default=str))
    )


def _is_json(value: Any) -> bool:
    """Whether a trip through JSON would give the same back."""
    kind = type(value)
    if kind is dict:
        return all(type(key) is str and _is_json(inner) for key, inner in value.items())
    return all(map(_is_json, value)) if kind is list else kind in _AS_JSON


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {_clean(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, str):
        return _clean(value)
    return str(value) if isinstance(value, float | Decimal) else value


def _clean(text: str) -> str:
    if not text.isprintable():  # NUL and halves of a character are not
        text = text.replace("\x00", "").encode("utf-8", "replace").decode()
    return mask_text(text).text


def _place(area_path: str | None, item: "Item | None", office: "Area") -> str:
    if area_path is not None:
        return area_path
    path: str = item.area_path if item is not None else office.path
    return path
