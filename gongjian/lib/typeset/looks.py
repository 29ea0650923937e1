"""How cells look: font, fill, edges, alignment and number format of every cell style of a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from gongjian.lib.typeset.colours import THEME, colour_of, mixed, theme_of
from gongjian.lib.typeset.numbers import BUILT_IN
from gongjian.lib.xlsx.package import Package
from gongjian.lib.xlsx.xml import Element, child, every, local

T = TypeVar("T")
EDGES = {
    "hair": (0.25, "dotted"), "dotted": (0.5, "dotted"), "dashDotDot": (0.5, "dash-dotted"),
    "dashDot": (0.5, "dash-dotted"), "dashed": (0.5, "dashed"), "thin": (0.5, "solid"),
    "mediumDashDotDot": (1.0, "dash-dotted"), "slantDashDot": (1.0, "dash-dotted"), "mediumDashDot": (1.0, "dash-dotted"),
    "mediumDashed": (1.0, "dashed"), "medium": (1.0, "solid"), "thick": (1.75, "solid"), "double": (1.25, "solid"),
}  # fmt: skip
SHADES = {"gray125": 0.125, "gray0625": 0.0625, "lightGray": 0.25, "mediumGray": 0.5, "darkGray": 0.75}


@dataclass(frozen=True, slots=True)
class Ink:
    """The look of letters: size in points, colour as six hexadecimal digits, the family that the file names."""

    size: float = 11
    bold: bool = False
    italic: bool = False
    under: bool = False
    struck: bool = False
    raised: str = ""
    colour: str | None = None
    family: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line around a cell: width in points, kind of stroke, colour."""

    width: float
    dash: str
    colour: str


@dataclass(frozen=True, slots=True)
class Look:
    """A cell style. `edges` are left, right, top, bottom; `turned` is an angle in degrees, 255 for letters one below
    another."""

    ink: Ink = Ink()
    fill: str | None = None
    edges: tuple[Edge | None, ...] = (None, None, None, None)
    code: str = "General"
    across: str = "general"
    down: str = "bottom"
    wrap: bool = False
    shrink: bool = False
    indent: int = 0
    turned: int = 0


@dataclass(slots=True)
class Looks:
    """All cell styles by number. `lost` are kinds of decoration that have no like in a PDF."""

    styles: list[Look] = field(default_factory=lambda: [Look()])
    theme: Sequence[str] = THEME
    lost: set[str] = field(default_factory=set)

    def at(self, number: str | None) -> Look:
        """The style of this number; the first one for any that is not there."""
        place = int(number) if number and number.isdigit() else 0
        return self.styles[place] if place < len(self.styles) else self.styles[0]


def looks_of(package: Package) -> Looks:
    """The workbook's cell styles."""
    found = Looks(theme=theme_of(package))
    for one in package.relations(package.workbook_part):
        if one.kind == "styles" and package.has(one.target):
            _read(package.tree(one.target), found)
    return found


def ink_of(element: Element, theme: Sequence[str], base: Ink = Ink()) -> Ink:
    """The look of a font, or of a run within a cell's text."""
    if element is None:
        return base
    size, name = child(element, "sz"), child(element, "name")
    name = child(element, "rFont") if name is None else name
    raised = child(element, "vertAlign")
    return replace(
        base,
        size=float(size.get("val", "11")) if size is not None else base.size,
        bold=is_on(child(element, "b")),
        italic=is_on(child(element, "i")),
        under=child(element, "u") is not None and child(element, "u").get("val") != "none",
        struck=is_on(child(element, "strike")),
        raised=raised.get("val", "") if raised is not None else "",
        colour=colour_of(child(element, "color"), theme),
        family=name.get("val", "") if name is not None else base.family,
    )


def is_on(element: Element) -> bool:
    """Whether a switch element is there and on."""
    return element is not None and element.get("val", "1") not in ("0", "false", "off")


def _read(styles: Element, found: Looks) -> None:
    codes = {one.get("numFmtId"): one.get("formatCode", "") for one in every(styles, "numFmt")}
    inks = [ink_of(one, found.theme) for one in _held(styles, "fonts")]
    fills = [_fill(one, found) for one in _held(styles, "fills")]
    edges = [_edges(one, found) for one in _held(styles, "borders")]
    formats = _held(styles, "cellXfs")
    found.styles = [_look(one, codes, inks, fills, edges) for one in formats] or [Look()]


def _look(
    xf: Element,
    codes: dict[str, str],
    inks: list[Ink],
    fills: list[str | None],
    edges: list[tuple[Edge | None, ...]],
) -> Look:
    name = xf.get("numFmtId", "0")
    code = codes.get(name) or BUILT_IN.get(int(name) if name.isdigit() else 0, "General")
    placed = child(xf, "alignment")
    told = placed.attrib if placed is not None else {}
    turned = int(told.get("textRotation", "0") or 0)
    return Look(
        ink=_nth(inks, xf.get("fontId"), Ink()),
        fill=_nth(fills, xf.get("fillId"), None),
        edges=_nth(edges, xf.get("borderId"), (None, None, None, None)),
        code=code,
        across=told.get("horizontal", "general"),
        down=told.get("vertical", "bottom"),
        wrap=told.get("wrapText") in ("1", "true"),
        shrink=told.get("shrinkToFit") in ("1", "true"),
        indent=int(told.get("indent", "0") or 0),
        turned=turned if turned <= 90 or turned == 255 else 90 - turned,
    )


def _nth(held: list[T], number: str | None, other: T) -> T:
    place = int(number) if number and number.isdigit() else 0
    return held[place] if place < len(held) else other


def _held(styles: Element, name: str) -> list[Element]:
    holder = child(styles, name)
    return [one for one in holder if local(one)] if holder is not None else []


def _fill(element: Element, found: Looks) -> str | None:
    pattern = child(element, "patternFill")
    if pattern is None:
        found.lost.add("gradient")
        return None
    kind = pattern.get("patternType", "none")
    if kind == "none":
        return None
    front = colour_of(child(pattern, "fgColor"), found.theme)
    back = colour_of(child(pattern, "bgColor"), found.theme)
    if kind == "solid":
        return front
    return mixed(front or "000000", back or "ffffff", SHADES.get(kind, 0.3))


def _edges(element: Element, found: Looks) -> tuple[Edge | None, ...]:
    slanted = child(element, "diagonal")
    if (
        slanted is not None
        and slanted.get("style")
        and (element.get("diagonalUp") or element.get("diagonalDown"))
    ):
        found.lost.add("diagonal")
    return tuple(_edge(child(element, side), found.theme) for side in ("left", "right", "top", "bottom"))


def _edge(element: Element, theme: Sequence[str]) -> Edge | None:
    if element is None or element.get("style") not in EDGES:
        return None
    width, dash = EDGES[element.get("style")]
    return Edge(width, dash, colour_of(child(element, "color"), theme) or "000000")
