"""Answers in the two forms of GeoReport v2; what belongs where is named by the standard."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gongjian.lib.trees import etree

FORMS = ("json", "xml")
CONTENT_TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
ENTRIES = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
"""What the entries of a list are called in XML."""


def write(root: str, told: Mapping[str, Any] | Sequence[Any], *, form: str) -> bytes:
    """`told` as `form` ("json" or "xml"), in UTF-8. `root` is the outermost element, which JSON leaves out.

    Values are text, numbers, booleans, None, mappings and lists of mappings or texts. Characters that XML cannot hold are
    left out there. Raises KeyError for another form or a list that the standard does not know.
    """
    return _WRITERS[form](root, told)


def _json(_root: str, told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")


def _xml(root: str, told: Any) -> bytes:
    element = etree().Element(root)
    _fill(element, told, name=root)
    written: bytes = etree().tostring(element, xml_declaration=True, encoding="utf-8")
    return written


def _fill(element: Any, value: Any, *, name: str) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _fill(etree().SubElement(element, key), inner, name=key)
    elif isinstance(value, list | tuple):
        for inner in value:
            _fill(etree().SubElement(element, ENTRIES[name]), inner, name=ENTRIES[name])
    elif value is not None:
        element.text = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "".join(filter(_can_be_written, str(value)))


def _can_be_written(char: str) -> bool:
    code = ord(char)
    return char in "\t\n\r" or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code >= 0x10000


_WRITERS = {"json": _json, "xml": _xml}
