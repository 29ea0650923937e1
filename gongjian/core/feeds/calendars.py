"""Calendars as iCalendar (RFC 5545): one entry for each thing that has a day or a moment."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from gongjian.core.feeds.conditional import answer_if_changed

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Gongjian//Gongjian//ZH"
CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `key` never changes for the same thing, `at` is a moment (aware) or a whole day, `changed` aware."""

    key: str
    summary: str
    at: dt.datetime | dt.date
    changed: dt.datetime
    where: str = ""
    url: str = ""


def calendar_of(name: str, entries: Iterable[Entry]) -> bytes:
    """The calendar as a file. Programs that subscribed are asked to come back each hour."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval;value=duration", "PT1H")
    for entry in entries:
        made.add_component(_event(entry))
    body: bytes = made.to_ical()
    return body


def _event(entry: Entry) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.key}@gongjian")
    event.add("summary", entry.summary)
    event.add("dtstamp", entry.changed.astimezone(dt.UTC))
    if isinstance(entry.at, dt.datetime):
        event.add("dtstart", entry.at.astimezone(dt.UTC))
        event.add("dtend", entry.at.astimezone(dt.UTC))
    else:
        event.add("dtstart", entry.at)
    if entry.where:
        event.add("location", entry.where)
    if entry.url:
        event.add("url", entry.url)
    return event


def calendar_answer(request: HttpRequest, body: bytes, *, public: bool) -> HttpResponse:
    """The file with its tag; 304 where the reader has it."""
    return answer_if_changed(request, body, content_type=CONTENT_TYPE, public=public)
