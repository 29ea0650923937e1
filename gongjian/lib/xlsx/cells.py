"""Cells: what they hold, and values written into them with their style left as it is."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

from gongjian.lib.xlsx.xml import Element, child, every, local

EPOCH = dt.datetime(1899, 12, 30)
LONGEST = 32_767
Value = str | int | float | Decimal | bool | dt.datetime | dt.date | None
_DATED = frozenset(map(str, [*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)]))
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DAY_SIGNS = re.compile("[ymdhs]", re.IGNORECASE)
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def shared_strings(root: Element) -> list[str]:
    """The texts of a workbook's table of shared strings, without ruby."""
    return [text_in(one) for one in root if local(one) == "si"]


def text_in(element: Element) -> str:
    """The text of a rich or plain string; ruby (`rPh`) is left out."""
    found = []
    for part in element:
        match local(part):
            case "t":
                found.append(part.text or "")
            case "r":
                found += [inner.text or "" for inner in part if local(inner) == "t"]
    return "".join(found)


def value_of(cell: Element, strings: Sequence[str]) -> str:
    """What the cell shows as text before any number format; a formula's last result; empty for none."""
    if cell.get("t") == "inlineStr":
        inner = child(cell, "is")
        return "" if inner is None else text_in(inner)
    stored = child(cell, "v")
    text = "" if stored is None else stored.text or ""
    if cell.get("t") == "s":
        return strings[int(text)] if text.isdigit() and int(text) < len(strings) else ""
    return text


def formula_of(cell: Element) -> Element | None:
    """The cell's formula element."""
    return child(cell, "f")


def write(cell: Element, value: Value) -> None:
    """Put a value into the cell: texts stay texts even where they begin with "=", times become serial numbers; None and
    "" leave it empty. The cell's style is not touched."""
    for inner in list(cell):
        cell.remove(inner)
    cell.attrib.pop("t", None)
    if value is None or value == "":
        return
    space = cell.tag.rpartition("}")[0] + "}"
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        place = cell.makeelement(f"{space}is")
        text = cell.makeelement(f"{space}t")
        text.text = writable(value)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        place.append(text)
        cell.append(place)
        return
    if isinstance(value, bool):
        cell.set("t", "b")
    stored = cell.makeelement(f"{space}v")
    stored.text = _number(value)
    cell.append(stored)


def writable(text: str) -> str:
    """The text without signs that XML cannot hold, and no longer than a cell takes."""
    clean = _UNWRITABLE.sub("", text)
    return clean if len(clean) <= LONGEST else clean[: LONGEST - 1] + "…"


def freeze(cell: Element) -> None:
    """Leave a formula's last result as a plain value."""
    formula = formula_of(cell)
    if formula is None:
        return
    cell.remove(formula)
    if cell.get("t") == "str":
        write(cell, value_of(cell, ()))


def forget_result(cell: Element) -> None:
    """Take away a formula's last result."""
    formula = formula_of(cell)
    if formula is None:
        return
    for inner in list(cell):
        if inner is not formula:
            cell.remove(inner)
    cell.attrib.pop("t", None)


def has_formulas(row: Element) -> bool:
    """Whether any cell of the row holds a formula."""
    return next(row.iter("{*}f"), None) is not None


def has_content(cell: Element) -> bool:
    """Whether anything stands in the cell, a format alone being nothing."""
    return any(local(inner) in ("v", "f", "is") for inner in cell)


def wrapped_style(styles: Element, *, base: int) -> int:
    """Add a copy of a cell style that breaks lines and shows texts as they are; returns its number."""
    table = child(styles, "cellXfs")
    if table is None or not len(table):
        return 0
    space = table.tag.rpartition("}")[0] + "}"
    known = every(table, "xf")
    model = known[base] if base < len(known) else known[0]
    style = model.makeelement(model.tag, dict(model.attrib))
    style.set("numFmtId", "0")
    style.set("applyAlignment", "1")
    style.append(model.makeelement(f"{space}alignment", {"wrapText": "1", "vertical": "center"}))
    table.append(style)
    table.set("count", str(len(known) + 1))
    return len(known)


def dated_styles(styles: Element) -> list[int]:
    """Numbers of the cell styles whose format shows a day or a time."""
    codes = {one.get("numFmtId"): one.get("formatCode", "") for one in every(styles, "numFmt")}
    table = child(styles, "cellXfs")
    found = []
    for number, style in enumerate(every(table, "xf") if table is not None else ()):
        name = style.get("numFmtId", "0")
        plain = _QUOTED.sub("", codes.get(name, ""))
        if name in _DATED or (name in codes and _DAY_SIGNS.search(plain)):
            found.append(number)
    return found


def _number(value: int | float | Decimal | bool | dt.datetime | dt.date) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, dt.datetime):
        return repr((value.replace(tzinfo=None) - EPOCH) / dt.timedelta(days=1))
    if isinstance(value, dt.date):
        return str((value - EPOCH.date()).days)
    return str(value) if isinstance(value, Decimal) else repr(value)
