"""One spelling for facts, digests over it, and a chain of digests in which any change shows.

The spelling is JSON with sorted keys and no spaces, in UTF-8. So that facts spell the same before and after a database
or a JSON column kept them, numbers have one form (whole ones as integers, others as decimal text without trailing
zeros) and moments are written in UTC to the microsecond.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

GENESIS = "0" * 64
_AS_IT_IS = frozenset({str, int, bool, type(None)})
_WRITER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]


class Link(NamedTuple):
    """A row of a chain: its facts, the digest kept with them, and the chain value kept after it."""

    facts: Mapping[str, object]
    digest: str
    chained: str


def plain(value: object) -> Plain:
    """`value` in the one form that is spelled; `plain(plain(x)) == plain(x)`.

    Raises ValueError for a number that is not finite, a moment without zone, a text that cannot be encoded, or a type
    that has no one form.
    """
    if type(value) in _AS_IT_IS:
        return value  # type: ignore[return-value]
    if type(value) is dict:
        return {_key(key): part if type(part) in _AS_IT_IS else plain(part) for key, part in value.items()}
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float | Decimal):
        return _number(value)
    if isinstance(value, Mapping):
        return {_key(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, str):
        return str(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"The time {value} has no time zone; give one.")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise ValueError(
        f"A value of type {type(value).__name__} has no one spelling; give text, a number or a date."
    )


def _number(value: float | Decimal) -> int | str:
    exact = Decimal(repr(value)) if isinstance(value, float) else value
    if not exact.is_finite():
        raise ValueError(f"{value} is not a number that can be kept.")
    if exact == exact.to_integral_value():
        return int(exact)
    return format(exact, "f").rstrip("0")


def _key(key: object) -> str:
    if type(key) is str:
        return key
    if not isinstance(key, str):
        raise ValueError(f"The name {key!r} of a fact is not text.")
    return str(key)


def canonical(value: object) -> bytes:
    """The one spelling of `value`. Raises ValueError like `plain`."""
    text = _WRITER.encode(plain(value))
    return text.encode()


def row_digest(facts: Mapping[str, object]) -> str:
    """SHA-256 of the spelling, 64 hexadecimal digits."""
    return sha256(canonical(facts)).hexdigest()


def chain(previous: str, digest: str) -> str:
    """The chain value after a row: SHA-256 over the value before it and the row's digest; `GENESIS` begins a chain."""
    return sha256(bytes.fromhex(previous) + bytes.fromhex(digest)).hexdigest()


def verify(rows: Iterable[Link], *, start: str = GENESIS, head: str | None = None) -> int | None:
    """The place (from 0) of the first row that does not fit, or None when all fit.

    `head` is the last chain value as noted elsewhere; when rows are cut from the end, the answer is the number of rows
    that are left.
    """
    value, count = start, 0
    for place, row in enumerate(rows):
        value = _next(value, row)
        if not value:
            return place
        count = place + 1
    return count if head is not None and value != head else None


def _next(previous: str, row: Link) -> str:
    """The chain value after `row`, or nothing when the row does not fit."""
    try:
        if row_digest(row.facts) != row.digest:
            return ""
        value = chain(previous, row.digest)
    except ValueError:
        return ""
    return value if value == row.chained else ""
