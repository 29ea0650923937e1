"""Words for days in marks: 今天, 本月初, 上月, 2026-03; and days written by a pattern such as yyyy年m月d日."""

import datetime as dt
import re

SPANS = {
    "今天": "today", "today": "today", "昨天": "yesterday", "yesterday": "yesterday", "本周": "week", "thisweek": "week",
    "上周": "last_week", "lastweek": "last_week", "本月": "month", "thismonth": "month", "上月": "last_month",
    "lastmonth": "last_month", "本季": "quarter", "本季度": "quarter", "thisquarter": "quarter", "本年": "year",
    "今年": "year", "thisyear": "year", "去年": "last_year", "lastyear": "last_year",
}  # fmt: skip
EDGES = {"初": 0, "start": 0, "末": 1, "底": 1, "end": 1}
_PATTERN = re.compile("yyyy|yy|mm|m|dd|d|hh|nn", re.IGNORECASE)


def span_of(word: str, *, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """First and last day of 本月, 上周, 2026-03, 2026年3月, 2026 or a single day; None for what is no such word."""
    name = word.casefold().replace(" ", "")
    if name in SPANS:
        return _named(SPANS[name], today)
    found = re.fullmatch(r"(\d{4})(?:[-/.年](\d{1,2}))?(?:[-/.月](\d{1,2}))?[年月日号]?", name)
    if not found:
        return None
    try:
        return _dated(*(int(part) if part else 0 for part in found.groups()))
    except ValueError:
        return None


def day_of(word: str, *, last: bool, today: dt.date) -> dt.date | None:
    """A single day: 今天, 本月初, 上月末, 2026-03-05; of a longer span its first or last day."""
    name = word.casefold().replace(" ", "")
    for edge, place in EDGES.items():
        if name.endswith(edge) and (span := span_of(name.removesuffix(edge), today=today)):
            return span[place]
    span = span_of(name, today=today)
    return span[1 if last else 0] if span else None


def written(moment: dt.datetime, pattern: str) -> str:
    """The moment by a pattern of yyyy, yy, mm, m, dd, d, hh and nn (minutes); other signs stand as they are."""
    parts = {
        "yyyy": f"{moment.year:04}", "yy": f"{moment.year % 100:02}", "mm": f"{moment.month:02}", "m": str(moment.month),
        "dd": f"{moment.day:02}", "d": str(moment.day), "hh": f"{moment.hour:02}", "nn": f"{moment.minute:02}",
    }  # fmt: skip
    return _PATTERN.sub(lambda found: parts[found[0].lower()], pattern)


def _named(name: str, today: dt.date) -> tuple[dt.date, dt.date]:
    match name:
        case "today":
            return today, today
        case "yesterday":
            return today - dt.timedelta(days=1), today - dt.timedelta(days=1)
        case "week" | "last_week":
            first = today - dt.timedelta(days=today.weekday() + (7 if name == "last_week" else 0))
            return first, first + dt.timedelta(days=6)
        case "month":
            return _dated(today.year, today.month)
        case "last_month":
            before = today.replace(day=1) - dt.timedelta(days=1)
            return _dated(before.year, before.month)
        case "quarter":
            begin = today.month - (today.month - 1) % 3
            return dt.date(today.year, begin, 1), _dated(today.year, begin + 2)[1]
    year = today.year - (1 if name == "last_year" else 0)
    return _dated(year)


def _dated(year: int, month: int = 0, day: int = 0) -> tuple[dt.date, dt.date]:
    if day:
        return dt.date(year, month, day), dt.date(year, month, day)
    if month:
        after = dt.date(year + month // 12, month % 12 + 1, 1)
        return dt.date(year, month, 1), after - dt.timedelta(days=1)
    return dt.date(year, 1, 1), dt.date(year, 12, 31)
