"""Numbers that people read out on the telephone: year, month and a running number, such as 2603-0411."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.items.models import NumberSeries


def next_number(office: Area, prefix: str, now: dt.datetime) -> str:
    """The next number of the office's series for this month. Call inside the transaction that uses it.

    The series' row is locked until that transaction ends, so numbers have no gaps and none is given twice.
    """
    series = _series(prefix, now)
    place = _counted_up(office, series)
    while place is None:
        NumberSeries.objects.bulk_create([NumberSeries(office=office, series=series)], ignore_conflicts=True)
        place = _counted_up(office, series)
    return _spelled(series, place)


def _counted_up(office: Area, series: str) -> int | None:
    """One more in the series, its row locked; None where it has not begun. One statement, which Django has no words for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE items_numberseries SET last = last + 1 WHERE office_id = %s AND series = %s RETURNING last",
            [office.pk, series],
        )
        found = cursor.fetchone()
    return int(found[0]) if found else None


def reserve_numbers(office: Area, prefix: str, moments: Sequence[dt.datetime]) -> list[str]:
    """What `next_number` would give for each of the moments in turn: three queries and one more for months that begin.

    The series are locked in one order, so that two who reserve at once wait for each other and never both.
    """
    names = [_series(prefix, moment) for moment in moments]
    wanted = Counter(names)
    locked = NumberSeries.objects.select_for_update().filter(office=office, series__in=sorted(wanted))
    rows = {row.series: row for row in locked.order_by("series")}
    if missing := sorted(set(wanted) - set(rows)):
        begun = [NumberSeries(office=office, series=name) for name in missing]
        NumberSeries.objects.bulk_create(begun, ignore_conflicts=True)
        rows = {row.series: row for row in locked.order_by("series")}
    given = {name: row.last for name, row in rows.items()}
    for name, count in wanted.items():
        rows[name].last += count
    NumberSeries.objects.bulk_update(rows.values(), ["last"])
    numbers = []
    for name in names:
        given[name] += 1
        numbers.append(_spelled(name, given[name]))
    return numbers


def _series(prefix: str, moment: dt.datetime) -> str:
    return f"{prefix}{timezone.localtime(moment):%y%m}"


def _spelled(series: str, place: int) -> str:
    return f"{series}-{place:04d}"
