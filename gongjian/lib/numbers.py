"""Small statistics that every measure shares."""

import math
from collections.abc import Iterable
from datetime import date, datetime, time

SECONDS_PER_DAY = 86_400


def median(values: Iterable[float]) -> float | None:
    """The middle value, or the mean of the two middle ones; None when there are no values."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return float(ordered[half]) if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def mean(values: Iterable[float]) -> float | None:
    """The arithmetic mean, summed exactly; None when there are no values."""
    listed = list(values)
    return math.fsum(listed) / len(listed) if listed else None


def wilson_interval(successes: int, total: int, *, z: float = 1.96) -> tuple[float, float]:
    """Wilson's score interval of a rate, by default at 95 %; (0, 1) when nothing was asked.

    Raises ValueError unless 0 <= successes <= total.
    """
    if not 0 <= successes <= total:
        raise ValueError(f"{successes} of {total} is not a rate.")
    if total == 0:
        return 0.0, 1.0
    rate, square = successes / total, z * z
    middle = (rate + square / (2 * total)) / (1 + square / total)
    half = z / (1 + square / total) * math.sqrt(rate * (1 - rate) / total + square / (4 * total * total))
    low = 0.0 if successes == 0 else max(middle - half, 0.0)
    high = 1.0 if successes == total else min(middle + half, 1.0)
    return low, high


def days_between(a: date | datetime, b: date | datetime) -> float:
    """Days from `a` to `b` as a number with fractions, negative when `b` is earlier.

    A date without time stands for its first moment, in the zone of the other value.
    """
    begin, end = _moment(a, beside=b), _moment(b, beside=a)
    return (end - begin).total_seconds() / SECONDS_PER_DAY


def _moment(value: date | datetime, *, beside: date | datetime) -> datetime:
    if isinstance(value, datetime):
        return value
    zone = beside.tzinfo if isinstance(beside, datetime) else None
    return datetime.combine(value, time(0), tzinfo=zone)
