"""Looks of a Word document: what styles, numbering and direct settings say of paragraphs and letters."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gongjian.lib.typeset.looks import EDGES, Edge
from gongjian.lib.xlsx.package import Parts
from gongjian.lib.xlsx.xml import Element, child, every, local

TWIP = 1 / 20
PITCH, LETTER = 1.3, 1.1
ALIGN = {"center": "center", "right": "right", "end": "right", "both": "justify", "distribute": "justify"}
Said = dict[str, Any]


@dataclass(slots=True)
class Styles:
    """Named styles by id, and what holds where nothing is said. `of_tables` are the lines of table styles."""

    letters: Said = field(default_factory=dict)
    paragraphs: Said = field(default_factory=dict)
    named: dict[str, Element] = field(default_factory=dict)
    usual: str = ""

    def chain(self, name: str) -> Iterator[Element]:
        """The style and those on which it is based, the widest first."""
        found: list[Element] = []
        while name in self.named and self.named[name] not in found:
            found.append(self.named[name])
            based = child(found[-1], "basedOn")
            name = told(based) if based is not None else ""
        return reversed(found)

    def paragraph(self, element: Element) -> tuple[Said, Said]:
        """(of the paragraph, of its letters) as its style and its own settings say."""
        own = child(element, "pPr")
        name = told(child(own, "pStyle")) if own is not None else ""
        looks, letters = dict(self.paragraphs), dict(self.letters)
        for style in self.chain(name or self.usual):
            looks |= paragraph_of(child(style, "pPr"))
            letters |= letters_of(child(style, "rPr"))
        return looks | paragraph_of(own), letters

    def run(self, element: Element, base: Said) -> Said:
        """What the run's letters look like."""
        own = child(element, "rPr")
        found = dict(base)
        if own is not None and child(own, "rStyle") is not None:
            for style in self.chain(told(child(own, "rStyle"))):
                found |= letters_of(child(style, "rPr"))
        return found | letters_of(own)


def styles_of(parts: Parts) -> Styles:
    """The document's styles."""
    found = Styles()
    for one in parts.relations(parts.main_part):
        if one.kind == "styles" and parts.has(one.target):
            root = parts.tree(one.target)
            for defaults in every(root, "docDefaults"):
                for holder in every(defaults, "rPr"):
                    found.letters |= letters_of(holder)
                for holder in every(defaults, "pPr"):
                    found.paragraphs |= paragraph_of(holder)
            for style in every(root, "style"):
                name = attribute(style, "styleId")
                found.named[name] = style
                if attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true"):
                    found.usual = name
    return found


def letters_of(element: Element) -> Said:
    """What run properties say."""
    found: Said = {}
    for one in element if element is not None else ():
        match local(one):
            case "b" | "i" | "strike" | "vanish":
                name = {"b": "bold", "i": "italic", "strike": "struck", "vanish": "hidden"}[local(one)]
                found[name] = told(one) not in ("0", "false", "off")
            case "u":
                found["under"] = told(one) not in ("none", "0")
            case "sz":
                found["size"] = min(max(number(told(one), 21) / 2, 1), 200)
            case "color":
                colour = told(one).lower()
                found["colour"] = colour if is_colour(colour) else ""
            case "vertAlign":
                found["raised"] = told(one) if told(one) != "baseline" else ""
            case "rFonts":
                name = attribute(one, "eastAsia") or attribute(one, "ascii")
                if name:
                    found["family"] = name
            case "highlight" | "shd" if told(one) not in ("none", "clear") or is_colour(
                attribute(one, "fill")
            ):
                found["marked"] = True
    return found


def paragraph_of(element: Element) -> Said:
    """What paragraph properties say; lengths are points, those in `*_chars` are widths of a letter."""
    found: Said = {}
    for one in element if element is not None else ():
        match local(one):
            case "jc":
                found["align"] = ALIGN.get(told(one), "left")
            case "ind":
                found |= _indents(one)
            case "spacing":
                found |= _spacing(one)
            case "pageBreakBefore":
                found["break"] = told(one) not in ("0", "false", "off")
            case "numPr":
                level, kind = child(one, "ilvl"), child(one, "numId")
                if kind is not None:
                    found["list"] = (told(kind), int(number(told(level), 0)) if level is not None else 0)
            case "pBdr":
                sides = {local(side): edge_of(side) for side in one}
                found["lines"] = [sides.get("top"), sides.get("bottom")]
            case "tabs":
                found["stops"] = [told(stop) for stop in one]
    return found


def edge_of(element: Element) -> Edge | None:
    """A line of a paragraph or table; sizes are eighths of a point."""
    kind = told(element) if element is not None else "nil"
    if kind in ("nil", "none", ""):
        return None
    dash = {"dotted": "dotted", "dashed": "dashed", "dashSmallGap": "dashed"}.get(
        kind, EDGES.get(kind, (0, "solid"))[1]
    )
    colour = attribute(element, "color").lower()
    width = min(max(number(attribute(element, "sz"), 4) / 8, 0.25), 6)
    return Edge(width, dash, colour if is_colour(colour) else "000000")


def attribute(element: Element, name: str) -> str:
    """An attribute of the element by its local name; empty for none."""
    if element is None:
        return ""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def told(element: Element) -> str:
    """The element's value."""
    return attribute(element, "val")


def number(text: str, other: float) -> float:
    """A length as the file writes it."""
    try:
        return float(text) if text else other
    except ValueError:
        return other


def is_colour(text: str) -> bool:
    """Whether these are six hexadecimal digits."""
    return len(text) == 6 and all(sign in "0123456789abcdefABCDEF" for sign in text)


def _indents(element: Element) -> Said:
    found: Said = {}
    names = {"left": "left", "start": "left", "right": "right", "end": "right"}
    for name, ours in names.items():
        if attribute(element, name):
            found[ours] = number(attribute(element, name), 0) * TWIP
    if attribute(element, "hanging"):
        found["first"] = -number(attribute(element, "hanging"), 0) * TWIP
    elif attribute(element, "firstLine"):
        found["first"] = number(attribute(element, "firstLine"), 0) * TWIP
    if attribute(element, "firstLineChars"):
        found["first_chars"] = number(attribute(element, "firstLineChars"), 0) / 100
    return found


def _spacing(element: Element) -> Said:
    found: Said = {}
    for name in ("before", "after"):
        if attribute(element, name):
            found[name] = number(attribute(element, name), 0) * TWIP
    if attribute(element, "line"):
        line = number(attribute(element, "line"), 240)
        found["line"] = (
            (line / 240, True) if attribute(element, "lineRule") in ("", "auto") else (line * TWIP, False)
        )
    return found
