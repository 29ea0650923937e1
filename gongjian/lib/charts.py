"""Geometry of small pictures of numbers: drawn by the server as SVG, with the figures beside them as text."""

from collections.abc import Sequence
from dataclasses import dataclass

BAR_WIDTH = 160
WIDTH, HEIGHT, EDGE = 640, 120, 6


@dataclass(frozen=True, slots=True)
class Course:
    """A line on a sheet of 640 x 120: `path` for SVG, a dot per known value (x, y), and the values at both edges."""

    path: str
    dots: tuple[tuple[float, float], ...]
    low: float
    high: float


def course_of(values: Sequence[float | int | None]) -> Course | None:
    """The line from 0 (or the smallest below it) to the largest value; None where fewer than two are known."""
    known = [(place, float(value)) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return None
    low, high = min(0.0, *(value for _place, value in known)), max(value for _place, value in known)
    across = (WIDTH - 2 * EDGE) / (len(values) - 1)
    up = (HEIGHT - 2 * EDGE) / (high - low) if high > low else 0.0
    dots = tuple(
        (round(EDGE + place * across, 1), round(HEIGHT - EDGE - (value - low) * up, 1))
        for place, value in known
    )
    return Course("M" + "L".join(f"{x} {y}" for x, y in dots), dots, low, high)


@dataclass(frozen=True, slots=True)
class Reach:
    """A share with its interval on a strip of 160: the interval from `x` over `width`, the share itself at `mark`."""

    x: float
    width: float
    mark: float


def reach_of(share: float, low: float, high: float) -> Reach:
    """The strip from 0 to 1. Raises ValueError unless 0 <= low <= share <= high <= 1."""
    if not 0 <= low <= share <= high <= 1:
        raise ValueError(f"{low} … {share} … {high} is no share within its interval.")
    x, end = round(BAR_WIDTH * low, 1), round(BAR_WIDTH * high, 1)
    return Reach(x, round(end - x, 1), round(BAR_WIDTH * share, 1))
