"""A worksheet's page: size, margins, scale, what is printed, which rows come again on every page, header and footer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from gongjian.lib.xlsx.package import Package, Sheet
from gongjian.lib.xlsx.refs import Area, area_at
from gongjian.lib.xlsx.xml import Element, child, every

MM, INCH = 72 / 25.4, 72.0
SIZES = {
    "1": (215.9, 279.4), "5": (215.9, 355.6), "8": (297, 420), "9": (210, 297), "11": (148, 210), "12": (257, 364),
    "13": (182, 257), "27": (110, 220), "34": (176, 125), "66": (420, 594), "70": (105, 148),
}  # fmt: skip
A4 = (210.0, 297.0)
_CODE = re.compile(r'&(?:"([^"]*)"|(\d+)|K([0-9A-Fa-f+\-]{6,8})|(.))', re.DOTALL)
_FIELDS = {"P": "page", "N": "pages"}
Pieces = list[dict[str, Any]]


@dataclass(slots=True)
class Paging:
    """Lengths are points. `scale` is 1 for none; `across` and `tall` are the pages to fit on, 0 for any number."""

    width: float = A4[0] * MM
    height: float = A4[1] * MM
    margins: dict[str, float] = field(default_factory=dict)
    scale: float = 1
    across: int = 0
    tall: int = 0
    centred: bool = False
    ruled: bool = False
    header: list[Pieces] = field(default_factory=list)
    footer: list[Pieces] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)

    @property
    def room(self) -> float:
        """Width between the margins."""
        return max(self.width - self.margins["left"] - self.margins["right"], INCH)

    @property
    def depth(self) -> float:
        """Height between the margins."""
        return max(self.height - self.margins["top"] - self.margins["bottom"], INCH)


def paging_of(root: Element, *, sheet: str, day: str) -> Paging:
    """What the sheet says of its page. `day` stands for the date of printing."""
    found = Paging(margins=_margins(child(root, "pageMargins")))
    setup = child(root, "pageSetup")
    told = setup.attrib if setup is not None else {}
    wide, high = SIZES.get(told.get("paperSize", "9"), A4)
    if told.get("paperSize", "9") not in SIZES:
        found.lost.add("paper")
    if told.get("orientation") == "landscape":
        wide, high = high, wide
    found.width, found.height = wide * MM, high * MM
    if any(one.get("fitToPage") in ("1", "true") for one in every(root, "pageSetUpPr")):
        found.across, found.tall = int(told.get("fitToWidth", "1")), int(told.get("fitToHeight", "1"))
    elif told.get("scale", "").isdigit():
        found.scale = min(max(int(told["scale"]), 10), 400) / 100
    printed = child(root, "printOptions")
    if printed is not None:
        found.centred = printed.get("horizontalCentered") in ("1", "true")
        found.ruled = printed.get("gridLines") in ("1", "true")
        if printed.get("headings") in ("1", "true"):
            found.lost.add("headings")
    _above_and_below(child(root, "headerFooter"), found, sheet=sheet, day=day)
    breaks = child(root, "rowBreaks")
    found.breaks = [int(one.get("id", "0")) for one in breaks] if breaks is not None else []
    if child(root, "colBreaks") is not None:
        found.lost.add("column_breaks")
    return found


def printed_areas(package: Package, sheet: Sheet) -> tuple[list[Area], tuple[int, int] | None]:
    """The print areas that were set, and the first and last row that come again on every page."""
    areas: list[Area] = []
    again = None
    for one in every(package.workbook, "definedName"):
        if one.get("localSheetId") != str(sheet.place):
            continue
        refs = list(_refs(one.text or ""))
        if one.get("name") == "_xlnm.Print_Area":
            areas = refs
        elif one.get("name") == "_xlnm.Print_Titles":
            rows = [ref for ref in refs if ref.left == 1 and ref.right >= 16_000]
            again = (rows[0].top, rows[0].bottom) if rows else None
    return areas, again


def _refs(text: str) -> Iterable[Area]:
    for part in re.split(r",(?=(?:[^']*'[^']*')*[^']*$)", text):
        try:
            yield area_at(part.rpartition("!")[2].replace("$", ""))
        except ValueError:
            continue


def _margins(element: Element) -> dict[str, float]:
    usual = {"left": 0.7, "right": 0.7, "top": 0.75, "bottom": 0.75, "header": 0.3, "footer": 0.3}
    told = element.attrib if element is not None else {}
    found = {}
    for name, inches in usual.items():
        try:
            found[name] = min(max(float(told.get(name, inches)), 0), 5) * INCH
        except ValueError:
            found[name] = inches * INCH
    return found


def _above_and_below(element: Element, found: Paging, *, sheet: str, day: str) -> None:
    if element is None:
        return
    if element.get("differentFirst") in ("1", "true") or element.get("differentOddEven") in ("1", "true"):
        found.lost.add("other_headers")
    for name, target in (("oddHeader", found.header), ("oddFooter", found.footer)):
        told = child(element, name)
        if told is not None and told.text:
            if "&G" in told.text:
                found.lost.add("header_picture")
            target += [_pieces(part, sheet=sheet, day=day) for part in _thirds(told.text)]


def _thirds(text: str) -> list[str]:
    parts = {"L": "", "C": "", "R": ""}
    now = "C"
    for piece in re.findall(r'&"[^"]*"|&.|[^&]+', text, re.DOTALL):
        if piece in ("&L", "&C", "&R"):
            now = piece[1]
        else:
            parts[now] += piece
    return list(parts.values())


def _pieces(text: str, *, sheet: str, day: str) -> Pieces:
    found: Pieces = []
    look: dict[str, Any] = {"size": 10.0}
    place = 0
    for code in _CODE.finditer(text):
        if code.start() > place:
            found.append({**look, "t": text[place : code.start()]})
        place = code.end()
        if code[1] is not None:
            look = {**look, "bold": "bold" in code[1].lower() or "加粗" in code[1]}
        elif code[2]:
            look = {**look, "size": float(min(max(int(code[2]), 4), 72))}
        elif code[4]:
            sign = code[4].upper()
            if sign == "B":
                look = {**look, "bold": not look.get("bold")}
            elif sign in _FIELDS:
                found.append({**look, "field": _FIELDS[sign]})
            elif told := {"A": sheet, "D": day, "&": "&"}.get(sign):
                found.append({**look, "t": told})
    if place < len(text):
        found.append({**look, "t": text[place:]})
    return found
