"""One row of the file as a message, or the reason why it is none."""

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.refusal import Refused
from gongjian.lib.excel_time import read_time
from gongjian.lib.problem import Problem
from gongjian.lib.zh import clean_text, shorten
from gongjian.modules.reports.bringing.sheet import Line

LONGEST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it was sent elsewhere, and the answer it got there, if any."""

    key: str
    title: str
    body: str
    opened_at: dt.datetime
    user: str = ""
    place: str = ""
    category: str = ""
    name: str = ""
    phone: str = ""
    likes: int = 0
    dislikes: int = 0
    answer: str = ""
    answered_at: dt.datetime | None = None
    answer_day_only: bool = False


def message_of(line: Line, *, now: dt.datetime) -> Message:
    """The row, checked. Raises Refused with what is wrong with it."""
    body = clean_text(line.text("body"))
    title = shorten(clean_text(line.text("title")) or body, 200)
    if not body and not title:
        raise Refused(_("neither subject nor text"))
    body = body or title
    if len(body) > LONGEST:
        raise Refused(_("the text has more than 20,000 characters"))
    opened_at, _day_only = _moment(line, "opened", now=now)
    answer, answered_at, day_only = _answer(line, opened_at, now=now)
    return Message(
        key=_key(line, title, body, opened_at), title=title, body=body, opened_at=opened_at, user=line.text("user"),
        place=shorten(clean_text(line.text("place")), 200), category=line.text("category"), name=line.text("name"),
        phone=line.text("phone"), likes=_count(line, "likes"), dislikes=_count(line, "dislikes"), answer=answer,
        answered_at=answered_at, answer_day_only=day_only,
    )  # fmt: skip


def _key(line: Line, title: str, body: str, opened_at: dt.datetime) -> str:
    """The number it bears in the file; without one, what it says and when keeps it from coming in twice."""
    number = line.text("number")
    if len(number) > 60:
        raise Refused(_("the number has more than 60 characters"))
    return number or f"#{sha256(f'{opened_at.isoformat()} {title} {body}'.encode()).hexdigest()[:40]}"


def _moment(line: Line, name: str, *, now: dt.datetime) -> tuple[dt.datetime, bool]:
    value = line.cells.get(name)
    if value is None or str(value).strip() == "":
        raise Refused(_("no time is given"))
    try:
        read = read_time(value, tz=timezone.get_default_timezone())
    except (Problem, ValueError) as error:
        raise Refused(_("“%(value)s” is no time that can be read") % {"value": str(value)[:30]}) from error
    day_only = not isinstance(read, dt.datetime)
    moment = (
        read if isinstance(read, dt.datetime) else timezone.make_aware(dt.datetime.combine(read, dt.time()))
    )
    if moment > now:
        raise Refused(_("the time %(value)s lies in the future") % {"value": f"{moment:%Y-%m-%d %H:%M}"})
    return moment, day_only


def _answer(line: Line, opened_at: dt.datetime, *, now: dt.datetime) -> tuple[str, dt.datetime | None, bool]:
    """An answer given as a day only counts from that day's beginning, but never before the message itself."""
    answer = clean_text(line.text("answer"))
    if not answer:
        return "", None, False
    if len(answer) > LONGEST:
        raise Refused(_("the answer has more than 20,000 characters"))
    answered_at, day_only = _moment(line, "answered", now=now)
    if day_only and timezone.localdate(answered_at) == timezone.localdate(opened_at):
        answered_at = max(answered_at, opened_at)
    if answered_at < opened_at:
        raise Refused(_("the answer lies before the message"))
    return answer, answered_at, day_only


def _count(line: Line, name: str) -> int:
    text = line.text(name) or "0"
    if not text.isdigit() or len(text) > 9:
        raise Refused(_("“%(value)s” is no number of votes") % {"value": text[:20]})
    return int(text)
