"""Numbers as a spreadsheet shows them by their format code: places, thousands, percents, signs, sections, Chinese digits."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from gongjian.lib.typeset.days import shown_day, shows_days

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "yyyy/m/d", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
COLOURS = {
    "red": "ff0000", "blue": "0000ff", "green": "00ff00", "black": "000000", "white": "ffffff", "yellow": "ffff00",
    "magenta": "ff00ff", "cyan": "00ffff", "红色": "ff0000", "蓝色": "0000ff", "绿色": "00ff00", "黑色": "000000",
}  # fmt: skip
PART = re.compile(r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[([^\]]*)\]|(E[+-]0+)|(.)', re.DOTALL)
_SECTIONS = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*')
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_SMALL, _LARGE = "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"
Number = int | float


def shown(value: Number, code: str, *, since_1904: bool = False) -> tuple[str, str | None]:
    """The number as it reads, and its colour as six hexadecimal digits where the format names one."""
    sections = sections_of(code)
    section, bare = _chosen(value, sections)
    colour = next(
        (COLOURS[one.lower()] for one in re.findall(r"\[([^\]]+)\]", section) if one.lower() in COLOURS), None
    )
    if section.strip().lower() in ("general", "g/通用格式", "", "@"):
        return (general(value) if section.strip() or not code else ""), colour
    if shows_days(section):
        return shown_day(value, section, since_1904=since_1904), colour
    return _digits_for(section, _number(value, section, bare=bare)), colour


def sections_of(code: str) -> list[str]:
    """The parts of a format code between its semicolons."""
    found, place = [], 0
    while place <= len(code):
        match = _SECTIONS.match(code, place)
        text = match[0] if match else ""
        found.append(text)
        place += len(text) + 1
    return found


def general(value: Number) -> str:
    """As cells without a format show a number: at most eleven digits."""
    if isinstance(value, int) or value == int(value):
        return (
            str(int(value))
            if abs(value) < 1e11
            else f"{value:.5E}"
            if abs(value) >= 1e15
            else str(int(value))
        )
    return f"{value:.10g}".replace("e", "E")


def _chosen(value: Number, sections: list[str]) -> tuple[str, bool]:
    """The section for the number, and whether it shows the number without its minus sign."""
    for section in sections:
        told = _CONDITION.search(section)
        if told and _holds(value, told[1], float(told[2])):
            return section, value < 0 and section is not sections[0]
    if any(_CONDITION.search(one) for one in sections):
        return sections[-1], False
    if len(sections) > 1 and value < 0:
        return sections[1], True
    if len(sections) > 2 and value == 0:
        return sections[2], False
    return sections[0], False


def _holds(value: Number, sign: str, limit: float) -> bool:
    return {
        "<": value < limit, ">": value > limit, "=": value == limit, "<>": value != limit, "<=": value <= limit,
        ">=": value >= limit,
    }[sign]  # fmt: skip


def _number(value: Number, section: str, *, bare: bool) -> str:
    parts = [one for one in PART.finditer(section) if not one[5]]
    plain = "".join(one[7] or "" for one in parts)
    held = [number for number, one in enumerate(parts) if one[7] and one[7] in "0#?."]
    literal = "".join(_literal(one) for one in parts)
    if not held or "/" in plain:
        return literal if not held else general(value)
    percents = plain.count("%")
    exponent = next((one[6] for one in parts if one[6]), "")
    pattern = "".join(one[7] for one in parts[held[0] : held[-1] + 1] if one[7] and one[7] in "0#?.,")
    behind = re.match(r",*", "".join(one[7] or "x" for one in parts[held[-1] + 1 :]))
    try:
        number = Decimal(repr(value)) * 100**percents / 1000 ** len(behind[0] if behind else "")
    except InvalidOperation:
        return str(value)
    digits = _scientific(number, pattern, exponent) if exponent else _placed(abs(number), pattern)
    minus = "-" if number < 0 and not bare and any(sign in "123456789" for sign in digits) else ""
    before = "".join(_literal(one) for one in parts[: held[0]])
    after = "".join(_literal(one) for one in parts[held[-1] + 1 :] if one[7] != ",")
    return f"{minus}{before}{digits}{after}"


def _placed(number: Decimal, pattern: str) -> str:
    whole, _dot, places = pattern.partition(".")
    places = places.replace(",", "")
    text = str(number.quantize(Decimal(1).scaleb(-len(places)), rounding=ROUND_HALF_UP))
    left, _dot, right = text.partition(".")
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        left = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", left)
    while right and right.endswith("0") and places[len(right) - 1] == "#":
        right = right[:-1]
    dot = "." if "." in pattern else ""
    return f"{left}{dot}{right}"


def _scientific(number: Decimal, pattern: str, exponent: str) -> str:
    places = len(pattern.partition(".")[2])
    mantissa, _e, power = f"{number:.{places}E}".partition("E")
    sign = "-" if power.startswith("-") else "+" if exponent[1] == "+" else ""
    return f"{mantissa}E{sign}{power.lstrip('+-').lstrip('0').rjust(len(exponent) - 2, '0')}"


def _literal(part: "re.Match[str]") -> str:
    if part[1] is not None or part[2]:
        return part[1] or part[2] or ""
    if part[3]:
        return " "
    sign = part[7] or ""
    return "" if sign in "0#?.," or part[4] or part[6] else sign


def _digits_for(section: str, text: str) -> str:
    kind = re.search(r"\[DBNum(\d)\]", section, re.IGNORECASE)
    if kind is None or kind[1] not in "12":
        return text
    return text.translate(str.maketrans("0123456789", _SMALL if kind[1] == "1" else _LARGE))
