"""Reads the times of people's spreadsheets: text of many shapes, real dates, Excel's serial numbers."""

import re
from datetime import date, datetime, time, timedelta, tzinfo

from gongjian.lib.day_order import Order, year_first
from gongjian.lib.problem import Problem

EPOCH = date(1899, 12, 30)  # day 0 of Excel's 1900 system for every day since 1 March 1900
FIRST_SERIAL, LAST_SERIAL = 18_264, 73_415  # 1950-01-01 and 2100-12-31
YEARS = range(1900, 2101)

_DAY = (
    r"(?P<year>\d{4})\s*(?:"
    r"(?P<sep>[-/.])\s*(?P<m1>\d{1,2})\s*(?P=sep)\s*(?P<d1>\d{1,2})"
    r"|年\s*(?P<m2>\d{1,2})\s*月\s*(?P<d2>\d{1,2})\s*[日号]"
    r"|(?P<m3>\d{2})(?P<d3>\d{2}))"
)
_CLOCK = (
    r"(?P<half>上午|下午|中午|凌晨|早上|晚上)?\s*(?P<hour>\d{1,2})\s*(?:"
    r"[:时点]\s*(?P<minute>\d{1,2})\s*(?:[:分]\s*(?P<second>\d{1,2})(?:\.\d+)?\s*秒?|分)?"
    r"|[时点])"
)
_ZONE = r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
_SHAPE = re.compile(rf"{_DAY}(?:(?:\s*T\s*|\s*){_CLOCK}\s*{_ZONE})?", re.ASCII)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９：／－．　（）", "0123456789:/-. ()")
_AFTERNOON = ("下午", "晚上")


def read_time(value: object, *, tz: tzinfo, order: Order | None = None) -> datetime | date:
    """`value` as an aware moment in `tz`, or as a date when it holds no time of day.

    Reads text that begins with the year ('2019/2/28 11:25:05', '2019-01-05', '2019年1月5日 下午3:20', '20190105'),
    `datetime`, `date`, and numbers: Excel's serial days from 1950 to 2100, rounded to the second. Everything else
    raises `Problem` (a ValueError) that names the value: day and month are never guessed. With an `order`, which
    `day_order.order_of` sees over a whole column, text like '5/3/2024 1:47 PM', '24.3.5' and '5 Mar 2024' is read too.
    """
    if isinstance(value, datetime):
        return _to_second(value).astimezone(tz) if value.tzinfo else _to_second(value).replace(tzinfo=tz)
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _serial(value, tz)
    if isinstance(value, str):
        return _text(value, tz, order)
    raise _unreadable(value)


def _unreadable(value: object) -> Problem:
    return Problem(
        "bad_time",
        "'{value}' is not a time that can be read; write it as 2026-03-05 14:50.",
        value=str(value)[:60],
    )


def _to_second(moment: datetime) -> datetime:
    """Undoes the rounding error of a serial number: to the nearest second."""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _serial(value: float, tz: tzinfo) -> datetime | date:
    if 19_000_101 <= value <= 21_001_231 and value == int(value):  # 20190105, typed as a number
        return _text(str(int(value)), tz)
    if not FIRST_SERIAL <= value < LAST_SERIAL + 1:
        raise _unreadable(value)
    day = EPOCH + timedelta(days=int(value))
    if value == int(value):
        return day
    return datetime.combine(day, time(0), tzinfo=tz) + timedelta(seconds=round((value - int(value)) * 86_400))


def _text(value: str, tz: tzinfo, order: Order | None = None) -> datetime | date:
    text = value.strip().translate(_HALF_WIDTH)
    found = _SHAPE.fullmatch(text) or (_SHAPE.fullmatch(year_first(text, order)) if order else None)
    if not found:
        raise _unreadable(value)
    part = found.groupdict()
    try:
        day = date(int(part["year"]), _number(part, "m1", "m2", "m3"), _number(part, "d1", "d2", "d3"))
        if day.year not in YEARS:
            raise _unreadable(value)
        return day if part["hour"] is None else _moment(day, part, tz)
    except ValueError:
        raise _unreadable(value) from None


def _number(part: dict[str, str | None], *names: str) -> int:
    return next(int(text) for name in names if (text := part[name]))


def _moment(day: date, part: dict[str, str | None], tz: tzinfo) -> datetime:
    hour = int(part["hour"] or 0)
    half = part["half"]
    if half and hour > 12:
        half = None
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half == "凌晨" and hour == 12:
        hour = 0
    clock = time(hour, int(part["minute"] or 0), int(part["second"] or 0))
    zone = part["zone"]
    if not zone:
        return datetime.combine(day, clock, tzinfo=tz)
    return datetime.fromisoformat(f"{day}T{clock.isoformat()}{zone}").astimezone(tz)
