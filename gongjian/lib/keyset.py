"""Page cursors that carry the place in an order, and the arithmetic of paging by place instead of by number."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, NamedTuple, TypeVar

from gongjian.lib.problem import Problem

Row = TypeVar("Row")
CHECK_BYTES = 9
MAX_LENGTH = 2_000

_WRITE: dict[type, tuple[str, Callable[[Any], str]]] = {
    datetime: ("t", lambda value: value.isoformat()),
    date: ("d", lambda value: value.isoformat()),
    Decimal: ("n", str),
}
_READ: dict[str, Callable[[str], Any]] = {
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "n": Decimal,
}


def encode(values: Sequence[Any], *, back: bool = False, key: bytes = b"") -> str:
    """The cursor for the place right after `values` (right before them when `back`), safe in an address.

    Values are text, whole numbers, True, False, None, datetime, date or Decimal. The cursor can be read by anyone;
    with a `key` nobody else can make one.
    """
    body = json.dumps([int(back), *map(_written, values)], ensure_ascii=False, separators=(",", ":")).encode()
    return _spelled(_check(body, key) + body)


def decode(cursor: str, *, key: bytes = b"") -> tuple[list[Any], bool]:
    """The values and the direction. Raises `Problem` (a ValueError) when any character was changed."""
    try:
        if len(cursor) > MAX_LENGTH:
            raise _damaged()
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        check, body = raw[:CHECK_BYTES], raw[CHECK_BYTES:]
        if not hmac.compare_digest(check, _check(body, key)) or _spelled(raw) != cursor:
            raise _damaged()
        back, *values = json.loads(body)
        return [_read(value) for value in values], bool(back)
    except (binascii.Error, ValueError, TypeError, KeyError, InvalidOperation, RecursionError):
        raise _damaged() from None


def _spelled(raw: bytes) -> str:
    """Base 64 for addresses, without padding: each content has one spelling."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _damaged() -> Problem:
    return Problem(
        "bad_cursor", "The address of this page is damaged; go back to the first page of the list."
    )


def _check(body: bytes, key: bytes) -> bytes:
    return hmac.digest(key, body, hashlib.sha256)[:CHECK_BYTES]


def _written(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    for kind, (mark, write) in _WRITE.items():
        if isinstance(value, kind):
            return {mark: write(value)}
    raise TypeError(f"A {type(value).__name__} cannot stand in a cursor.")


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((mark, text),) = value.items()
    return _READ[mark](text)


@dataclass(frozen=True, slots=True)
class Sort:
    """One column of an order; rows without a value come last, whichever way it runs."""

    name: str
    descending: bool = False
    nullable: bool = False


def seek(order: Sequence[Sort], values: Sequence[Any], *, back: bool = False) -> list[dict[str, Any]]:
    """The rows strictly behind (or before) the place, as alternatives of lookups that must all hold.

    [{"due_at__gt": v}, {"due_at": v, "id__gt": w}] reads: due later, or due then with a greater id. The last column
    must be unique. Raises `Problem` when there are not as many values as columns.
    """
    if len(order) != len(values):
        raise _damaged()
    found: list[dict[str, Any]] = []
    same: dict[str, Any] = {}
    for sort, value in zip(order, values, strict=True):
        found += [{**same, **lookup} for lookup in _beyond(sort, value, back=back)]
        same[f"{sort.name}__isnull" if value is None else sort.name] = True if value is None else value
    return found


def _beyond(sort: Sort, value: Any, *, back: bool) -> list[dict[str, Any]]:
    if value is None:
        return [{f"{sort.name}__isnull": False}] if back else []
    further = {f"{sort.name}__{'lt' if sort.descending != back else 'gt'}": value}
    return [further, {f"{sort.name}__isnull": True}] if sort.nullable and not back else [further]


class Slice(NamedTuple, Generic[Row]):
    """A page in reading order, and the places to go on from: values for `encode`, or None where nothing follows."""

    rows: list[Row]
    previous: list[Any] | None
    next: list[Any] | None


def cut(
    fetched: Sequence[Row],
    *,
    size: int,
    place_of: Callable[[Row], list[Any]],
    back: bool = False,
    first: bool = False,
) -> Slice[Row]:
    """Makes a page of at most `size + 1` rows as fetched from a place on (in mirrored order when `back`).

    `first` says that the page was asked for without a cursor, so nothing comes before it.
    """
    more, rows = len(fetched) > size, list(fetched[:size])
    if back:
        rows.reverse()
    before, after = (more, True) if back else (not first, more)
    return Slice(
        rows,
        place_of(rows[0]) if rows and before else None,
        place_of(rows[-1]) if rows and after else None,
    )
