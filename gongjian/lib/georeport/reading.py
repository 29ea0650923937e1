"""Reading what another server answers, whichever form it chose; nothing in it is trusted."""

import json
from typing import Any, NamedTuple

from gongjian.lib.trees import etree

MOST_ROWS = 1000
MOST_CHARACTERS = 4000
MOST_QUESTIONS, MOST_VALUES = 50, 300


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
    return rows[:MOST_ROWS]


class TheirQuestion(NamedTuple):
    """What another server wants to know beside a report, an attribute of its service definition. `kind` is the standard's
    datatype ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"); `values` are pairs of key and
    name, for lists alone."""

    code: str
    label: str
    kind: str
    required: bool
    hint: str
    values: tuple[tuple[str, str], ...]


KINDS = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")


def questions_in(body: bytes) -> list[TheirQuestion]:
    """The questions of a service definition in their own order; what only informs asks nothing and is left out.

    A datatype that the standard does not know is a "string", a list without values too. At most 50 questions with 300 values
    each. Raises Unreadable.
    """
    told = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not told:
        raise Unreadable("the answer is empty")
    pairs = _definition_of_xml(told) if told.startswith(b"<") else _definition_of_json(told)
    asked = [
        (row, values[:MOST_VALUES])
        for row, values in pairs
        if row.get("code") and row.get("variable", "true").lower() != "false"
    ]
    asked.sort(key=lambda one: int(order) if (order := one[0].get("order", "")).isdecimal() else 0)
    return [_question(row, values) for row, values in asked[:MOST_QUESTIONS]]


def _question(row: dict[str, str], values: list[dict[str, str]]) -> TheirQuestion:
    named = [(one.get("key", ""), one.get("name", "")) for one in values]
    pairs = tuple((key or name, name or key) for key, name in named if key or name)
    kind = row.get("datatype", "").lower()
    if kind not in KINDS or (kind.endswith("list") and not pairs):
        kind = "string"
    label = row.get("description") or row["code"]
    hint = row.get("datatype_description", "")
    required = row.get("required", "").lower() == "true"
    return TheirQuestion(row["code"], label, kind, required, hint, pairs if kind.endswith("list") else ())


def _definition_of_json(body: bytes) -> list[tuple[dict[str, str], list[dict[str, str]]]]:
    told = _loaded(body)
    if isinstance(told, dict) and isinstance(told.get("service_definition"), dict):
        told = told["service_definition"]
    if isinstance(told, list) and len(told) == 1:
        told = told[0]
    if not isinstance(told, dict) or not isinstance(told.get("attributes", []), list):
        raise Unreadable("the answer is no service definition")
    rows = [row for row in told.get("attributes", []) if isinstance(row, dict)]
    return [
        (_flat(row), [_flat(one) for one in row.get("values") or [] if isinstance(one, dict)]) for row in rows
    ]


def _definition_of_xml(body: bytes) -> list[tuple[dict[str, str], list[dict[str, str]]]]:
    root = _root(body)
    if etree().QName(root).localname != "service_definition":
        raise Unreadable("the answer is no service definition")
    found = root.iter("{*}attribute")
    return [(_row(one), [_row(value) for value in one.iter("{*}value")]) for one in found]


def error_in(body: bytes) -> str:
    """The reasons that a refusal gives, or "" where it gives none that can be read; at most 300 characters."""
    try:
        rows = rows_in(body)
    except Unreadable:
        return ""
    return "; ".join(row["description"] for row in rows if row.get("description"))[:300]


def _loaded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("the answer is neither JSON nor XML") from error


def _of_json(body: bytes) -> list[dict[str, str]]:
    told = _loaded(body)
    if isinstance(told, dict):
        inner = [value for value in told.values() if isinstance(value, list)]
        told = inner[0] if len(told) == 1 and inner else [told]
    if not isinstance(told, list):
        raise Unreadable("the answer holds no rows")
    return [_flat(row) for row in told if isinstance(row, dict)]


def _flat(row: dict[Any, Any]) -> dict[str, str]:
    return {str(key): _plain(value)[:MOST_CHARACTERS] for key, value in row.items()}


def _plain(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def _root(body: bytes) -> Any:
    parser = etree().XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree().fromstring(body, parser)
    except (etree().XMLSyntaxError, ValueError) as error:
        raise Unreadable("the answer is no XML that can be read") from error


def _of_xml(body: bytes) -> list[dict[str, str]]:
    root = _root(body)
    rows = _elements(root)
    if rows and not any(map(_elements, rows)):
        rows = [root]
    return [_row(row) for row in rows]


def _row(element: Any) -> dict[str, str]:
    inner = [one for one in _elements(element) if not _elements(one)]
    return {etree().QName(one).localname: (one.text or "").strip()[:MOST_CHARACTERS] for one in inner}


def _elements(element: Any) -> list[Any]:
    """Those below, without comments and entities."""
    return [one for one in element if isinstance(one.tag, str)]
