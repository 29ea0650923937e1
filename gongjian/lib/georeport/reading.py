"""Reading what another server answers, whichever form it chose; nothing in it is trusted."""

import json
from typing import Any

from gongjian.lib.trees import etree

MOST_ROWS = 1000
MOST_CHARACTERS = 4000


class Unreadable(ValueError):
    """The answer is not what the standard describes. `str()` says in English what is wrong with it."""


def rows_in(body: bytes) -> list[dict[str, str]]:
    """The rows of an answer (requests, services, tokens, errors): by field name what it says, as text without edges.

    Nested lists are left out, null and empty elements are "". At most 1,000 rows of 4,000 characters a field. Raises
    Unreadable.
    """
    told = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not told:
        raise Unreadable("the answer is empty")
    rows = _of_xml(told) if told.startswith(b"<") else _of_json(told)
    return [{key: value[:MOST_CHARACTERS] for key, value in row.items()} for row in rows[:MOST_ROWS]]


def error_in(body: bytes) -> str:
    """The reasons that a refusal gives, or "" where it gives none that can be read; at most 300 characters."""
    try:
        rows = rows_in(body)
    except Unreadable:
        return ""
    return "; ".join(row["description"] for row in rows if row.get("description"))[:300]


def _of_json(body: bytes) -> list[dict[str, str]]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("the answer is neither JSON nor XML") from error
    if isinstance(told, dict):
        inner = [value for value in told.values() if isinstance(value, list)]
        told = inner[0] if len(told) == 1 and inner else [told]
    if not isinstance(told, list):
        raise Unreadable("the answer holds no rows")
    return [{str(key): _plain(value) for key, value in row.items()} for row in told if isinstance(row, dict)]


def _plain(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def _of_xml(body: bytes) -> list[dict[str, str]]:
    parser = etree().XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree().fromstring(body, parser)
    except (etree().XMLSyntaxError, ValueError) as error:
        raise Unreadable("the answer is no XML that can be read") from error
    rows = _elements(root)
    if rows and not any(map(_elements, rows)):
        rows = [root]
    return [_row(row) for row in rows]


def _row(element: Any) -> dict[str, str]:
    inner = [one for one in _elements(element) if not _elements(one)]
    return {etree().QName(one).localname: (one.text or "").strip() for one in inner}


def _elements(element: Any) -> list[Any]:
    """Those below, without comments and entities."""
    return [one for one in element if isinstance(one.tag, str)]
