"""Days whose year does not come first (5/3/2024, 24.3.5, 5 Mar 2024): the order is seen over a whole column, not guessed."""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

Order = Literal["ymd", "dmy", "mdy"]
ORDERS: tuple[Order, ...] = ("ymd", "dmy", "mdy")

_NAMES = """jan january feb february mar march apr april may may jun june jul july aug august sep september
oct october nov november dec december"""
_MONTHS = {name: place // 2 + 1 for place, name in enumerate(_NAMES.split())} | {"sept": 9}
_NUMBERS = re.compile(r"(\d{1,4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,4})(?!\d)\s*(.*)", re.ASCII | re.DOTALL)
_SHORT_YEAR = re.compile(r"(\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号](.*)", re.ASCII | re.DOTALL)
_DAY_FIRST = re.compile(
    r"(\d{1,2})[-\s.]\s*([A-Za-z]{3,9})\.?[-\s,.]+(\d{4}|\d{2})(?!\d)\s*(.*)", re.ASCII | re.DOTALL
)
_MONTH_FIRST = re.compile(
    r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)\s*(.*)", re.ASCII | re.DOTALL
)
_HALF_BEHIND = re.compile(r"(\d{1,2}(?::\d{1,2}){0,2})\s*([AaPp])\.?[Mm]\.?")
_WEEKDAY = re.compile(
    r"[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?|^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+"
)
CENTURY = 70  # two digits: 00-69 are of this century, 70-99 of the last


class Seen(NamedTuple):
    """The order that fits all days of a column; `certain` unless another fits too. `deciding` is a value that only this
    order reads, or, where it is not certain, one that shows the doubt."""

    order: Order
    certain: bool
    deciding: str


def order_of(values: Iterable[object]) -> Seen:
    """The order of the texts among the values. Days that begin with four digits of a year need none and say nothing.

    Give all the date columns of a file together: one day past the 12th settles the others.
    """
    possible = set(ORDERS)
    deciding, doubtful, points = "", "", False
    for value in values:
        if not isinstance(value, str) or not (found := _NUMBERS.match(value.strip())) or len(found[1]) > 2:
            continue
        fitting = {order for order in ORDERS if _fits(found, order)}
        if fitting and fitting & possible:
            if len(fitting & possible) < len(possible):
                deciding = value.strip()
            possible &= fitting
        doubtful = doubtful or value.strip()
        points = points or found[2] != "/"
    if "ymd" in possible:  # 24.3.5, as offices write; with strokes, 24/3/5 may be anybody's
        return Seen("ymd", not doubtful or points or len(possible) == 1, deciding or doubtful)
    order: Order = "dmy" if "dmy" in possible else "mdy"
    return Seen(order, len(possible) == 1, deciding if len(possible) == 1 else doubtful)


def _fits(found: re.Match[str], order: Order) -> bool:
    first, middle, last = found[1], int(found[3]), found[4]
    if order == "ymd":
        return len(first) == 2 and len(last) <= 2 and 1 <= middle <= 12 and 1 <= int(last) <= 31
    day, month = (int(first), middle) if order == "dmy" else (middle, int(first))
    return len(last) in (2, 4) and 1 <= day <= 31 and 1 <= month <= 12


def year_first(text: str, order: Order) -> str:
    """The text with its year in front, as `2024-3-5 …`, when it is written in another order; else as it is."""
    text = _HALF_BEHIND.sub(
        lambda half: _half_before(half[1], half[2].lower()), _WEEKDAY.sub(" ", text)
    ).strip()
    found = _NUMBERS.fullmatch(text)
    if found and len(found[1]) <= 2 and _fits(found, order):
        first, middle, last = found[1], found[3], found[4]
        parts = {"ymd": (first, middle, last), "dmy": (last, middle, first), "mdy": (last, first, middle)}[
            order
        ]
        return _written(*parts, rest=found[5])
    if found := _SHORT_YEAR.fullmatch(text):
        return _written(found[1], found[2], found[3], rest=found[4])
    if (found := _DAY_FIRST.fullmatch(text)) and found[2].lower() in _MONTHS:
        return _written(found[3], str(_MONTHS[found[2].lower()]), found[1], rest=found[4])
    if (found := _MONTH_FIRST.fullmatch(text)) and found[1].lower() in _MONTHS:
        return _written(found[3], str(_MONTHS[found[1].lower()]), found[2], rest=found[4])
    return text


def _half_before(clock: str, half: str) -> str:
    """'1:47 PM' as '下午1:47', which is how `read_time` knows halves of a day; 12 AM is midnight."""
    clock = clock if ":" in clock else f"{clock}:00"
    return f" {'下午' if half == 'p' else '凌晨'}{clock}"


def _written(year: str, month: str, day: str, *, rest: str) -> str:
    full = int(year) + (0 if len(year) > 2 else 2000 if int(year) < CENTURY else 1900)
    return f"{full:04d}-{int(month)}-{int(day)} {rest.strip()}".strip()
