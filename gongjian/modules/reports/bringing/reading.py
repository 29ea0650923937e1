"""A converted row made ready to be kept: cleaned, masked, and refused in words where its values do not fit together."""

import datetime as dt
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.intake.spec import Entry, Key, Place
from gongjian.core.refusal import Refused
from gongjian.lib.masks import mask_text
from gongjian.lib.zh import clean_text, shorten

MOST_VOTES = 2_000_000_000
LONGEST_LINE = 200
ENDS = ("answered", "closed")


def key_of(values: Mapping[str, Any]) -> Key:
    """The number it bears in the file; without one, the number it bears here together with its minute, since another
    office may have given the same; without either, what it says and when keeps it from coming in twice."""
    if number := str(values.get("number") or ""):
        return (number,)
    if (here := str(values.get("here") or "")) and (at := values.get("opened")):
        return (here, minute(at))
    body = clean_text(values.get("body") or "")
    title = shorten(clean_text(values.get("title") or "") or body, LONGEST_LINE)
    opened = values.get("opened")
    at = timezone.localtime(opened).isoformat() if opened else ""
    return (f"#{sha256(f'{at} {title} {body or title}'.encode()).hexdigest()[:40]}",)


def minute(moment: dt.datetime) -> str:
    """The moment as far as a list's file tells it."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def check(entry: Entry, place: Place) -> None:
    """Put the row's texts into the form in which they are kept, so that they compare with what is stored.

    Raises Refused for what cannot be taken in. No queries.
    """
    values = entry.values
    _check_words(values)
    _check_times(values, now=place.now)
    _check_votes(values)
    _check_pin(values)
    if place.office.pk and (area := values.get("area")) and not area.path.startswith(place.office.path):
        raise Refused(_("That place does not belong to this office."), field="area")


def _check_words(values: dict[str, Any]) -> None:
    body = clean_text(values.get("body") or "")
    title = clean_text(values.get("title") or "")
    if not body and not title:
        raise Refused(_("neither subject nor text"))
    values["body"] = body or title
    if title:
        values["title"] = mask_text(shorten(title, LONGEST_LINE)).text
    for name in ("place", "answer"):
        if name in values:
            values[name] = clean_text(values[name])
    if values.get("place"):
        values["place"] = mask_text(shorten(values["place"], LONGEST_LINE)).text
    if values.get("answer"):
        values["answer"] = mask_text(values["answer"]).text
    for name in ("place", "answer"):
        if name in values and not values[name]:
            del values[name]


def _check_times(values: dict[str, Any], *, now: dt.datetime) -> None:
    """An end given as a day only counts from that day's beginning, but never before the matter itself."""
    opened = values.get("opened")
    if opened is None:
        raise Refused(_("no time is given"))
    _not_later(opened, now)
    for name in ENDS:
        if name not in values:
            continue
        if values.get(f"{name}_day_only") and _day(values[name]) == _day(opened):
            values[name] = max(values[name], opened)
        _not_later(values[name], now)
        if values[name] < opened:
            raise Refused(_("the answer lies before the message"))
    if "answer" in values and not any(name in values for name in ENDS):
        raise Refused(_("there is an answer, but no time at which it was given"))
    if "answered" in values and "answer" not in values and "closed" not in values:
        del values["answered"]  # a form that fills in the time of an answer that is not there yet
    if "target" in values:
        if values.pop("target_day_only", False):
            values["target"] += dt.timedelta(days=1)
        if values["target"] <= opened:
            raise Refused(_("it should be done before it came in: check both times"))


def _not_later(moment: dt.datetime, now: dt.datetime) -> None:
    if moment > now:
        shown = timezone.localtime(moment)
        raise Refused(_("the time %(value)s lies in the future") % {"value": f"{shown:%Y-%m-%d %H:%M}"})


def _day(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()


def _check_votes(values: Mapping[str, Any]) -> None:
    for name in ("likes", "dislikes"):
        if not 0 <= (values.get(name) or 0) <= MOST_VOTES:
            raise Refused(_("“%(value)s” is no number of votes") % {"value": str(values[name])[:20]})


def _check_pin(values: dict[str, Any]) -> None:
    """Half a place on the map is none."""
    if ("lat" in values) != ("lon" in values):
        values.pop("lat", None)
        values.pop("lon", None)
    if "lat" in values and not (-90 <= values["lat"] <= 90 and -180 <= values["lon"] <= 180):
        raise Refused(_("The place on the map lies nowhere on earth."), field="lat")
