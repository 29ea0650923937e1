"""The reports that were closed in a span: whom call-backs and inspections are drawn from."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongjian.core.areas.models import Area
from gongjian.core.asking.sources import Source
from gongjian.core.items.models import Item
from gongjian.core.privacy.sealing import unseal
from gongjian.modules.reports.models import Report

CLOSED_REPORTS = "reports.closed"


def ended_reports(office: Area, start: dt.datetime, end: dt.datetime) -> "QuerySet[Report]":
    """Reports of the office closed after handling, from `start` up to, but without, `end`, and not taken up again since.

    Joined, refused and withdrawn ones were not handled; what was answered before it was brought in has no unit here.
    """
    closed = Report.objects.counted().filter(item__office=office, item__state="closed")
    return closed.filter(item__closed_at__gte=start, item__closed_at__lt=end, item__unit__isnull=False)


def items_with_phone(office: Area, start: dt.datetime, end: dt.datetime) -> "QuerySet[Any]":
    """The matters of those whose reporter left a telephone that is still kept."""
    reports = ended_reports(office, start, end).filter(reporter_phone_sealed__isnull=False)
    return Item.objects.filter(pk__in=reports.values("pk"))


def phone_of(item: Item) -> str:
    """The reporter's number in clear; "" where it is gone. For the draw alone, which seals it again."""
    report = Report.objects.filter(pk=item.pk).first()
    return unseal(report, "reporter_phone") if report else ""


SOURCE = Source(
    label=_("Closed reports whose reporter left a telephone"),
    items=items_with_phone,
    phone=phone_of,
    confirm=_("I read the words back to the resident; the report is to be taken up again"),
    reopens=_(
        "“Not satisfied” takes the report up again: write down what is not in order, read it back, and confirm it."
    ),
)
