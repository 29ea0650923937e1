"""XML of an untrusted workbook: no entities, no network, no document type, bounded depth and texts."""

import re
from collections.abc import Iterator
from typing import IO, Any

from gongjian.lib.trees import etree
from gongjian.lib.xlsx.bad import BadWorkbook

Element = Any
HEADER = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "huge_tree": False,
    "load_dtd": False,
}
_DECLARATION = re.compile(rb' xmlns(?::[\w.-]+)?="[^"]*"')


def parse(data: bytes, *, part: str) -> Element:
    """The root of a part. Raises BadWorkbook."""
    try:
        root = etree().fromstring(data, etree().XMLParser(**_OPTIONS))
    except etree().XMLSyntaxError as error:
        raise BadWorkbook("broken", part=part) from error
    _refuse_doctype(root)
    return root


def as_bytes(root: Element) -> bytes:
    """A whole part, as it is stored."""
    return HEADER + bytes(etree().tostring(root, encoding="UTF-8", xml_declaration=False, with_tail=False))


def events(file: IO[bytes], *, part: str, tags: tuple[str, ...]) -> Iterator[tuple[str, Element]]:
    """("start" | "end", element) for elements of these local names, in any namespace. Raises BadWorkbook."""
    names = [f"{{*}}{tag}" for tag in tags]
    try:
        first = True
        for event, element in etree().iterparse(file, events=("start", "end"), tag=names, **_OPTIONS):
            if first:
                _refuse_doctype(element)
                first = False
            yield event, element
    except etree().XMLSyntaxError as error:
        raise BadWorkbook("broken", part=part) from error


def local(element: Element) -> str:
    """The tag without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element, name: str) -> Element:
    """The first child of this local name, or None."""
    return next((one for one in element if local(one) == name), None)


def every(element: Element, name: str) -> list[Element]:
    """All descendants of this local name."""
    return list(element.iter(f"{{*}}{name}"))


class Shell:
    """Writes a part piece by piece: the root's opening tag, inner elements without repeated namespaces, the end."""

    def __init__(self, root: Element) -> None:
        bare = etree().Element(root.tag, attrib=dict(root.attrib), nsmap=root.nsmap)
        text = bytes(etree().tostring(bare))
        self.opening = HEADER + (text[:-2] + b">" if text.endswith(b"/>") else text.partition(b"</")[0])
        name = text[1:].split(None, 1)[0].rstrip(b"/>")
        self.closing = b"</" + name + b">"
        self._known = frozenset(_DECLARATION.findall(text))

    def inner(self, element: Element) -> bytes:
        """An element of the part, as it stands inside it."""
        text = bytes(etree().tostring(element, encoding="UTF-8", xml_declaration=False, with_tail=False))
        end = text.find(b">") + 1
        head = _DECLARATION.sub(lambda found: b"" if found[0] in self._known else found[0], text[:end])
        return head + text[end:]


def _refuse_doctype(element: Element) -> None:
    if element.getroottree().docinfo.doctype:
        raise BadWorkbook("unsafe")
