"""Digests of rows and the chain that ties them together, so that a later change anywhere shows."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

START = "0" * 64


def canonical(value: object) -> str:
    """The one way to write a value as JSON: keys sorted, no spaces, moments in UTC to the microsecond.

    Raises TypeError for floats, whose text is not the same everywhere, and for whatever JSON does not know.
    """
    return json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def row_digest(row: Mapping[str, Any]) -> str:
    """SHA-256 of the row's canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(row).encode()).hexdigest()


def chain(previous: str, digest: str) -> str:
    """The next link: SHA-256 over the link before (START for the first) and the row's digest."""
    return hashlib.sha256(f"{previous}{digest}".encode("ascii")).hexdigest()


def verify(rows: Iterable[tuple[Mapping[str, Any], str, str]]) -> int | None:
    """Index of the first of (row, digest, link) that does not fit, or None when all do."""
    previous = START
    for index, (row, digest, link) in enumerate(rows):
        if row_digest(row) != digest or chain(previous, digest) != link:
            return index
        previous = link
    return None


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            raise TypeError("a moment without a time zone has no single meaning")
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    raise TypeError(f"{type(value).__name__} cannot be written into a digest")
