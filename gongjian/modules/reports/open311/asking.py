"""Which reports a caller asks for, with all filters of the standard; what cannot be understood is said, never guessed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.flow import Phase
from gongjian.lib.georeport import read_moment
from gongjian.lib.problem import Problem
from gongjian.modules.reports.models import Open311Key, Report, ReportQuerySet
from gongjian.modules.reports.open311.faults import Fault

SPAN = dt.timedelta(days=90)
MOST = 1000
MOST_NUMBERS = 200
STATUSES = ("open", "closed")


@dataclass(frozen=True, slots=True)
class Asked:
    """The caller's question. `numbers` overrides all else; `since` and `until` bound the moment of reporting."""

    since: dt.datetime
    until: dt.datetime
    numbers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: frozenset[str] = field(default_factory=frozenset)
    page: int = 1
    size: int = MOST


def read_question(given: Mapping[str, str], *, now: dt.datetime) -> Asked:
    """The question in an address. Raises Fault (400) for a date, a status or a page that is none."""
    since, until = _span(given, now=now)
    statuses = _several(given, "status")
    if unknown := set(statuses) - set(STATUSES):
        raise Fault(400, _("status may be open or closed, not %(value)s.") % {"value": min(unknown)[:20]})
    numbers = _several(given, "service_request_id")
    if len(numbers) > MOST_NUMBERS:
        raise Fault(400, _("At most %(most)d numbers at a time.") % {"most": MOST_NUMBERS})
    return Asked(
        since=since,
        until=until,
        numbers=tuple(number.upper() for number in numbers),
        codes=_several(given, "service_code"),
        statuses=frozenset(statuses),
        page=_number(given, "page", default=1, most=100_000),
        size=_number(given, "page_size", default=MOST, most=MOST),
    )


def _span(given: Mapping[str, str], *, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """From when until when: 90 days where only one end, or none, is named."""
    since, until = _moment(given, "start_date"), _moment(given, "end_date")
    try:
        if since is None:
            return (until or now) - SPAN, until or now
        until = until or min(since + SPAN, max(now, since))
    except OverflowError:
        raise Fault(400, _("This date lies too far away.")) from None
    if until < since:
        raise Fault(400, _("end_date lies before start_date."))
    if until - since > SPAN:
        raise Fault(400, _("At most 90 days can be asked for at a time."))
    return since, until


def _moment(given: Mapping[str, str], name: str) -> dt.datetime | None:
    text = str(given.get(name) or "").strip()
    if not text:
        return None
    try:
        return read_moment(text, zone=timezone.get_default_timezone())
    except Problem:
        told = {"name": name, "value": text[:40]}
        raise Fault(400, _("%(name)s: %(value)s is no date such as 2026-03-05T09:00:00Z.") % told) from None


def _several(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    parts = (part.strip() for part in str(given.get(name) or "").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def _number(given: Mapping[str, str], name: str, *, default: int, most: int) -> int:
    text = str(given.get(name) or "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:12]) <= most:
        told = {"name": name, "most": most}
        raise Fault(400, _("%(name)s must be a number from 1 to %(most)d.") % told)
    return int(text)


def may_be_read(office: Area, key: Open311Key | None) -> ReportQuerySet:
    """What the public list shows of the office; and for the holder of a key what came by it, though not yet published."""
    shown = Report.objects.published().filter(office=office)
    if key is None:
        return shown
    return Report.objects.filter(Q(pk__in=shown.values("pk")) | Q(receipt__key=key), office=office)


def answer_of(asked: Asked, office: Area, key: Open311Key | None) -> ReportQuerySet:
    """The rows that answer the question, newest first, one page of them."""
    rows = may_be_read(office, key)
    if asked.numbers:
        rows = rows.filter(item__number__in=asked.numbers)
    else:
        rows = rows.filter(item__opened_at__gte=asked.since, item__opened_at__lte=asked.until)
        if asked.codes:
            rows = rows.filter(category__code__in=asked.codes)
        if len(asked.statuses) == 1:
            closed = Q(item__phase=Phase.CLOSED)
            rows = rows.filter(closed if "closed" in asked.statuses else ~closed)
    first = (asked.page - 1) * asked.size
    return rows.order_by("-item__opened_at", "-pk")[first : first + asked.size]
