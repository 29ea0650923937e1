"""Numbers that people read out on the telephone: year, month and a running number, such as 2603-0411."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.items.models import NumberSeries


def next_number(office: Area, prefix: str, now: dt.datetime) -> str:
    """The next number of the office's series for this month. Call inside the transaction that uses it.

    The series' row is locked until that transaction ends, so numbers have no gaps and none is given twice.
    """
    series = f"{prefix}{timezone.localtime(now):%y%m}"
    row = NumberSeries.objects.select_for_update().filter(office=office, series=series).first()
    if row is None:
        try:
            with transaction.atomic():
                NumberSeries.objects.create(office=office, series=series)
        except IntegrityError:
            pass
        row = NumberSeries.objects.select_for_update().get(office=office, series=series)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{series}-{row.last:04d}"
