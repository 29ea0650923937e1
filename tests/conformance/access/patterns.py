"""What is copied into the twins: few rows of what the seeds make many of, and a made-up row where they make none."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import NOT_PROVIDED, Model
from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.items.models import Item
from tests.conformance.access.belonging import Shared, columns, copied_models, label

Kind = type[Model]
Rows = dict[Kind, list[Any]]
MOST = 24
MOST_ITEMS_OF_A_STATE = 3
GIVEN = {
    "ledger": "reports", "model": "reports.report", "object_id": 0, "kind": "report", "key": "k", "code": "c",
    "state": "", "suffix": "xlsx", "name": "汉字汉字汉字", "title": "汉字汉字汉字", "language": "zh-hans", "position": 0,
}  # fmt: skip
"""Values of made-up rows where a word of a language, or an empty one, will not do."""
HINTS = {
    "jobs.Task": {"state": "done", "kind": "ledgers.export"},
    "bulk.BulkRun": {"act": "note", "state": "done"},
}


def thinned(rows: Rows, shared: Shared) -> Rows:
    """A few items of each kind and state with what hangs on them; of everything else no more than MOST rows."""
    kept = rows | {Item: _few_items(rows[Item])}
    kept = without_orphans(kept, shared)
    for model in reversed(_children_first(kept)):
        kept[model] = _few(model, kept)
    for model in _children_first(kept):
        if len(kept[model]) > MOST:
            kept[model] = _pointed_to(model, kept)
    return without_orphans(kept, shared)


def _few_items(items: Iterable[Any]) -> list[Any]:
    seen: Counter[tuple[str, str]] = Counter()
    kept = []
    for item in sorted(items, key=lambda one: (one.kind, one.state, one.pk)):
        seen[item.kind, item.state] += 1
        if seen[item.kind, item.state] <= MOST_ITEMS_OF_A_STATE:
            kept.append(item)
    return kept


def _children_first(rows: Rows) -> list[Kind]:
    """Models before those that they point to, as far as there is such an order."""
    order: list[Kind] = []

    def walk(model: Kind, above: tuple[Kind, ...]) -> None:
        if model in order or model in above:
            return
        for other in rows:
            if any(column.related_model is model for column in columns(other)):
                walk(other, (*above, model))
        order.append(model)

    for model in rows:
        walk(model, ())
    return order


def _few(model: Kind, rows: Rows) -> list[Any]:
    """At most MOST rows of a model that nothing needs: first those whose neighbours are all kept."""
    some = rows[model]
    needed = any(
        column.related_model is model and not column.null for other in rows for column in columns(other)
    )
    if needed or len(some) <= MOST or model is Item:
        return some
    keys = {other: {row.pk for row in theirs} for other, theirs in rows.items()}
    links = [column for column in columns(model) if column.related_model in keys]

    def lost(row: Any) -> int:
        given = [(column, getattr(row, column.attname)) for column in links]
        return sum(key is not None and key not in keys[column.related_model] for column, key in given)

    return sorted(some, key=lambda row: (lost(row), row.pk))[:MOST]


def _pointed_to(model: Kind, rows: Rows) -> list[Any]:
    """The rows that another kept row points to, and some more."""
    wanted = set()
    for other, theirs in rows.items():
        for column in columns(other):
            if column.related_model is model:
                wanted |= {getattr(row, column.attname) for row in theirs}
    meant = [row for row in rows[model] if row.pk in wanted]
    return meant + [row for row in rows[model] if row.pk not in wanted][: max(0, MOST // 3 - len(meant))]


def without_orphans(rows: Rows, shared: Shared) -> Rows:
    """Without rows that point, where they must, to one that is not kept; asked until nothing changes."""
    while True:
        keys = {model: {row.pk for row in some} for model, some in rows.items()}
        left = {model: [row for row in some if _stands(row, keys, shared)] for model, some in rows.items()}
        if all(len(left[model]) == len(some) for model, some in rows.items()):
            return left
        rows = left


def _stands(row: Any, keys: Mapping[Kind, set[Any]], shared: Shared) -> bool:
    for column in columns(type(row)):
        target, key = column.related_model, getattr(row, column.attname)
        if target in keys and not column.null and key not in keys[target] and not shared.holds(target, key):
            return False
    return True


def with_made_up(rows: Rows) -> Rows:
    """A row, never saved, for every model that has none."""
    found = dict(rows)
    for _round in range(4):
        for model in copied_models():
            if not found.get(model) and (made := _made_up(model, found)) is not None:
                found[model] = [made]
    return found


def _made_up(model: Kind, rows: Rows) -> Any:
    if (there := model._base_manager.order_by("pk").first()) is not None:
        return _beside_what_is_kept(there, rows)
    values: dict[str, Any] = {}
    for column in columns(model):
        target = column.related_model
        if target is Area:
            values[column.attname] = 0
        elif target is not None:
            if not rows.get(target) and not column.null and target in copied_models():
                return None
            values[column.attname] = _row_for(column, rows)
        elif not column.primary_key:
            values[column.attname] = _value(model, column)
    made = model(**values)
    if made.pk is None:
        made.pk = -1
    return made


def _beside_what_is_kept(row: Any, rows: Rows) -> Any:
    """A row of which there is none among those kept, as if it hung on them."""
    for column in columns(type(row)):
        some = rows.get(column.related_model) if column.related_model else None
        key = None if column.primary_key else getattr(row, column.attname)
        if some and key is not None and all(key != one.pk for one in some):
            setattr(row, column.attname, some[0].pk)
    return row


def with_sealed_words(rows: Rows) -> Rows:
    """The rows, the first of each model with something in every sealed column; nothing is saved."""
    for model, some in rows.items():
        for column in columns(model):
            if (
                some
                and column.name.endswith("_sealed")
                and not any(getattr(row, column.attname) for row in some)
            ):
                setattr(some[0], column.attname, b"there")
    return rows


def _row_for(column: Any, rows: Rows) -> Any:
    some = rows.get(column.related_model) or []
    return (
        some[0].pk if some and (not column.null or label(column.related_model) != "people.Person") else None
    )


def _value(model: Kind, column: Any) -> Any:
    hint = HINTS.get(label(model), {}).get(column.name)
    if hint is not None:
        return hint
    kind = column.get_internal_type()
    if column.name.endswith("_sealed"):
        return b"there"
    if column.null and kind not in ("DateTimeField",):
        return None
    if column.name.endswith("_at") and column.null:
        return None
    if kind == "UUIDField":
        return uuid.uuid4()
    if column.choices:
        return column.choices[0][0]
    if column.name in GIVEN and kind in ("CharField", "TextField"):
        return str(GIVEN[column.name])[: column.max_length]
    if column.default is not NOT_PROVIDED and column.default not in ("", b""):
        return column.get_default()
    return _plain(column, kind)


def _plain(column: Any, kind: str) -> Any:
    now = timezone.now()
    if kind in ("CharField", "TextField"):
        long = column.max_length is None or column.max_length >= 12
        coded = column.name.endswith(("sha256", "hash", "digest", "code", "token", "_key", "key"))
        return "汉字" if long and not coded else ""
    if kind == "JSONField":
        return {}
    if kind == "BinaryField":
        return b"-"
    if kind == "DateField":
        return now.date() - dt.timedelta(days=1)
    if kind == "DateTimeField":
        return now
    return 1 if "Integer" in kind else 0
