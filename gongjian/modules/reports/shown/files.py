"""The job that makes each month's open data when its day has come, and makes it anew when something has to change."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from gongjian.core.files import store
from gongjian.core.trail.actions import record
from gongjian.modules.reports.models import OpenDataMonth, OpenDataRules
from gongjian.modules.reports.shown.rows import keys_of, month_rows, month_span
from gongjian.modules.reports.shown.writing import (
    TYPES,
    Rows,
    as_csv,
    as_json,
    digest_of,
    file_of,
    head_of,
    rows_kept,
    throw_away,
)

DAY_OF_MONTH = 15
MOST_MONTHS = 36
"""So many months back a file is made and kept in order; older ones stay as they are."""


def published_on(month: dt.date) -> dt.date:
    """The day from which a month's file is given out: the fifteenth of the month after it."""
    return (month_span(month)[1] + dt.timedelta(days=1)).replace(day=DAY_OF_MONTH)


def months_due(rules: OpenDataRules, today: dt.date) -> list[dt.date]:
    """The months whose day has come, the newest first."""
    month, found = today.replace(day=1), []
    for _turn in range(MOST_MONTHS):
        month = (month - dt.timedelta(days=1)).replace(day=1)
        if month < rules.first_month.replace(day=1):
            break
        if published_on(month) <= today:
            found.append(month)
    return found


def make_due(now: dt.datetime) -> int:
    """The job: every month that lacks a file, was not counted anew since the last fifteenth, or holds a report that may no
    longer stand in it. Each month by itself; says how many versions it made."""
    made = 0
    for rules in OpenDataRules.objects.filter(on=True, office__is_office=True).select_related("office"):
        made += sum(make_month(rules, month, now=now) is not None for month in _wanting(rules, now))
    return made


def _wanting(rules: OpenDataRules, now: dt.datetime) -> list[dt.date]:
    today = timezone.localdate(now)
    newest = {row.month: row for row in OpenDataMonth.objects.newest().filter(office=rules.office_id)}
    turn = today.replace(day=DAY_OF_MONTH)
    turn = turn if turn <= today else (today.replace(day=1) - dt.timedelta(days=1)).replace(day=DAY_OF_MONTH)
    found = []
    for month in months_due(rules, today):
        row = newest.get(month)
        if row is None or row.checked_on < turn or _has_to_go(rules, row):
            found.append(month)
    return found


def _has_to_go(rules: OpenDataRules, row: OpenDataMonth) -> bool:
    """Whether the file is lost, or names a report that may no longer stand in it."""
    rows = rows_kept(row)
    return rows is None or not {one["key"] for one in rows} <= keys_of(rules, row.month)


@transaction.atomic
def make_month(rules: OpenDataRules, month: dt.date, *, now: dt.datetime) -> OpenDataMonth | None:
    """Count the month anew; a new version where something changed, else None. The old version's bytes are destroyed."""
    rules = OpenDataRules.objects.select_for_update(of=("self",)).select_related("office").get(pk=rules.pk)
    versions = OpenDataMonth.objects.filter(office=rules.office, month=month)
    old, last = versions.newest().first(), versions.order_by("-version").first()
    rows = month_rows(rules, month, now=now)
    before = rows_kept(old) if old else None
    if old is not None and before is not None and old.digest == digest_of(rows):
        old.checked_on = timezone.localdate(now)
        old.save(update_fields=["checked_on"])
        return None
    if old is not None:
        _replace(old, now=now)
    made = _made(rules, month, rows, before, version=last.version + 1 if last else 1, now=now)
    _write(made, rules, rows)
    record(
        "reports.make_open_data", actor=None, obj=made, office=rules.office, label=str(made), now=now,
        changes={"rows": [old.rows if old else None, made.rows], "gone": made.gone, "changed": made.changed},
    )  # fmt: skip
    return made


def close_months(rules: OpenDataRules, *, now: dt.datetime) -> int:
    """Give none of the office's files out any more; says how many. The job makes those anew that may be given."""
    rows = list(OpenDataMonth.objects.newest().filter(office=rules.office_id))
    for row in rows:
        _replace(row, now=now)
    return len(rows)


def _replace(row: OpenDataMonth, *, now: dt.datetime) -> None:
    row.replaced_at = now
    row.save(update_fields=["replaced_at"])
    transaction.on_commit(lambda: throw_away(row))


def _made(
    rules: OpenDataRules, month: dt.date, rows: Rows, before: Rows | None, *, version: int, now: dt.datetime
) -> OpenDataMonth:
    old = {row["key"]: row for row in before or ()}
    new = {row["key"]: row for row in rows}
    told = {
        "added": len(new.keys() - old.keys()), "gone": len(old.keys() - new.keys()),
        "changed": sum(old[key] != new[key] for key in old.keys() & new.keys()),
    } if version > 1 and before is not None else {}  # fmt: skip
    return OpenDataMonth.objects.create(
        office=rules.office, month=month, version=version, rows=len(rows), digest=digest_of(rows), made_at=now,
        checked_on=timezone.localdate(now), **told,
    )  # fmt: skip


def _write(made: OpenDataMonth, rules: OpenDataRules, rows: Rows) -> None:
    """Before the commit: a crash leaves a file that nothing names, never a row without its file."""
    head = head_of(made, office=rules.office.short_name, licence=rules.licence)
    data = {"csv": as_csv(rows), "json": as_json(rows, head)}
    for ending in TYPES:
        store.write(file_of(made, ending), data[ending])
