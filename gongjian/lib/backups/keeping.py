"""Which backups stay: the last of each of so many days, weeks and months."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

DAYS, WEEKS, MONTHS, NEWEST = 7, 5, 12, 3


class Kept(NamedTuple):
    """A backup as far as it matters here: its name, the office's time it was made at, and whether it was found good
    (None: nobody has looked)."""

    name: str
    at: dt.datetime
    good: bool | None


def to_keep(
    backups: Iterable[Kept], *, days: int = DAYS, weeks: int = WEEKS, months: int = MONTHS
) -> set[str]:
    """Names of those to keep: of the newest so many days, weeks and months with a backup the last one each, bad ones left
    out; and always the newest three, the very newest whatever was found, and the newest that was found good."""
    found = sorted(backups, key=lambda one: one.at, reverse=True)
    usable = [one for one in found if one.good is not False]
    kept = {one.name for one in found[:1]} | {one.name for one in [one for one in usable if one.good][:1]}
    kept |= {one.name for one in usable[:NEWEST]}
    kept |= _last_of(usable, days, lambda at: at.date())
    kept |= _last_of(usable, weeks, lambda at: at.isocalendar()[:2])
    return kept | _last_of(usable, months, lambda at: (at.year, at.month))


def _last_of(newest_first: list[Kept], most: int, span: Callable[[dt.datetime], Any]) -> set[str]:
    last: dict[Any, str] = {}
    for one in newest_first:
        last.setdefault(span(one.at), one.name)
    return set(list(last.values())[:most])
