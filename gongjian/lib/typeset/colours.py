"""Colours of office files: plain, of the theme with a tint, and the old numbered ones."""

import colorsys
from collections.abc import Sequence

from gongjian.lib.xlsx.package import Package
from gongjian.lib.xlsx.xml import Element, child, local

THEME = ("ffffff", "000000", "e7e6e6", "44546a", "4472c4", "ed7d31", "a5a5a5", "ffc000", "5b9bd5", "70ad47", "0563c1",
         "954f72")  # fmt: skip
INDEXED = (
    "000000 ffffff ff0000 00ff00 0000ff ffff00 ff00ff 00ffff " * 2 +
    "800000 008000 000080 808000 800080 008080 c0c0c0 808080 9999ff 993366 ffffcc ccffff 660066 ff8080 0066cc ccccff "
    "000080 ff00ff ffff00 00ffff 800080 800000 008080 0000ff 00ccff ccffff ccffcc ffff99 99ccff ff99cc cc99ff ffcc99 "
    "3366ff 33cccc 99cc00 ffcc00 ff9900 ff6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333"
).split()  # fmt: skip


def theme_of(package: Package) -> Sequence[str]:
    """The twelve colours of the workbook's theme, in the order in which cells count them."""
    for one in package.relations(package.workbook_part):
        if one.kind == "theme" and package.has(one.target):
            scheme = next(package.tree(one.target).iter("{*}clrScheme"), None)
            if scheme is not None:
                found = [_of_scheme(part) for part in scheme if local(part)]
                return [*found[1::-1], *found[3:1:-1], *found[4:]] if len(found) == 12 else THEME
    return THEME


def colour_of(element: Element, theme: Sequence[str]) -> str | None:
    """Six hexadecimal digits of a colour element, None where it leaves the choice to the program."""
    if element is None:
        return None
    found: str | None = None
    if element.get("rgb"):
        found = element.get("rgb")[-6:].lower()
    elif element.get("theme", "").isdigit() and int(element.get("theme")) < len(theme):
        found = theme[int(element.get("theme"))]
    elif element.get("indexed", "").isdigit() and int(element.get("indexed")) < len(INDEXED):
        found = INDEXED[int(element.get("indexed"))]
    if found is None or not _is_colour(found):
        return None
    try:
        return tinted(found, float(element.get("tint", "0")))
    except ValueError:
        return found


def tinted(colour: str, tint: float) -> str:
    """The colour made lighter (up to 1) or darker (down to -1)."""
    if not tint:
        return colour
    hue, light, full = colorsys.rgb_to_hls(*(int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(
        f"{round(255 * part):02x}" for part in colorsys.hls_to_rgb(hue, min(max(light, 0), 1), full)
    )


def mixed(one: str, other: str, share: float) -> str:
    """A share of the first colour over the other one."""
    pairs = ((int(one[place : place + 2], 16), int(other[place : place + 2], 16)) for place in (0, 2, 4))
    return "".join(f"{round(first * share + second * (1 - share)):02x}" for first, second in pairs)


def _of_scheme(part: Element) -> str:
    plain, system = child(part, "srgbClr"), child(part, "sysClr")
    told = (
        plain.get("val", "") if plain is not None else system.get("lastClr", "") if system is not None else ""
    )
    return told.lower() if _is_colour(told) else "000000"


def _is_colour(text: str) -> bool:
    return len(text) == 6 and all(sign in "0123456789abcdefABCDEF" for sign in text)
