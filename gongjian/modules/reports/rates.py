"""How often the public pages take something from one address."""

import datetime as dt

from django.http import HttpRequest

from gongjian.core.people.buckets import Rate, take

REPORTS = Rate("report", 20, dt.timedelta(hours=1))
DRAFTS = Rate("report-draft", 60, dt.timedelta(hours=1))
LOOK_UPS = Rate("report-number", 60, dt.timedelta(minutes=30))
VOICES = Rate("report-voice", 30, dt.timedelta(hours=1))


def take_from(request: HttpRequest, rate: Rate, *, now: dt.datetime) -> None:
    """Count one try of the caller's address; raises Refused saying how long to wait."""
    take(rate, subject=request.META.get("REMOTE_ADDR", ""), now=now)
