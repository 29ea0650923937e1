"""A report's course as its reporter reads it: plain words, pictures, a promise with numbers, never a name."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.core.files.models import Attachment
from gongjian.core.items.clocks import clocks_with_reasons
from gongjian.core.items.explain import ClockFace, amount_text, face_of
from gongjian.core.items.models import Item, Step
from gongjian.core.items.undo import UNDO
from gongjian.modules.reports.actions.voices import REOPENED_BY
from gongjian.modules.reports.follow import Followed
from gongjian.modules.reports.models import Satisfaction

HOURS_A_DAY = 8
TALK = ("word", "resident_word")
NEXT = {
    "new": "dispatched",
    "dispatched": "handling",
    "handling": "checking",
    "outside": "handling",
    "checking": "closed",
}


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that happened, newest first in the story."""

    words: Any
    note: str
    at: dt.datetime
    pictures: list[Attachment]
    current: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """How long this usually takes and how much of it has passed."""

    limit: str
    used: str
    used_pct: int
    due: dt.datetime | None
    late: bool
    paused: bool


@dataclass(slots=True)
class Story:
    """Everything of the follow page. `say` are the newest words of the office, if any."""

    followed: Followed
    item: Item
    say: str
    status: tuple[Any, str, str]
    beats: list[Beat] = field(default_factory=list)
    next: Any = ""
    promise: Promise | None = None
    said: Satisfaction | None = None
    rounds: list[Satisfaction] = field(default_factory=list)
    may_rate: bool = False
    may_add: bool = False


def story_of(followed: Followed, *, now: dt.datetime) -> Story:
    """The story at a moment; the number of queries does not depend on its length."""
    item = followed.report.item
    steps = list(item.steps.select_related("unit").prefetch_related("attachments").order_by("-at", "-pk"))
    rounds = list(followed.report.satisfactions.filter(follower=followed.follower))
    said = next((one for one in rounds if one.round == item.reopened), None)
    story = Story(
        followed=followed,
        item=item,
        say=_latest_words(steps),
        status=status_of(item),
        beats=_beats(item, steps),
        next=item.flow.states[NEXT[item.state]].public if item.state in NEXT else "",
        promise=promise_of(item, now=now),
        said=said,
        rounds=rounds,
    )
    story.may_rate = item.state in REOPENED_BY and said is None
    story.may_add = not item.is_closed
    return story


def own_pictures(followed: Followed) -> list[Attachment]:
    """What the holder of the link sent in with her report; pictures of later steps stand with their steps."""
    return list(followed.own.item.attachments.sent_in())


def status_of(item: Item) -> tuple[Any, str, str]:
    """Word, icon and tone of the state as the public reads it."""
    drawn, tone = {
        "reported": ("inbox", ""), "dispatched": ("move", "go"), "handling": ("half", "go"), "checking": ("eye", "go"),
        "closed": ("ok", "ok"),
    }[str(item.phase)]  # fmt: skip
    return item.flow.states[item.state].public, drawn, tone


def _latest_words(steps: list[Step]) -> str:
    """The newest words of the office to the resident, as long as nothing was reopened since."""
    for step in steps:
        if step.public_note and step.move != "resident_word":
            return step.public_note
        if step.move in (
            "reopen",
            "reopen_by_proof",
            "reopen_by_resident",
            "appeal",
            "back_to_desk",
            "check_fail",
        ):
            return ""
    return ""


def _beats(item: Item, steps: list[Step]) -> list[Beat]:
    beats: list[Beat] = []
    taken_back = {step.data.get("undoes") for step in steps if step.move == UNDO}
    for step in steps:
        words = "" if step.pk in taken_back else public_words(item, step)
        if words:
            pictures = list(step.attachments.all())
            beats.append(Beat(words, step.public_note, step.at, pictures, current=not beats))
    return beats


def passed_of(item: Item) -> list[Beat]:
    """What happened and when, newest first, as anybody may read it: without words, pictures and the talk in between."""
    steps = list(item.steps.select_related("unit").order_by("-at", "-pk"))
    taken_back = {step.data.get("undoes") for step in steps if step.move == UNDO}
    beats: list[Beat] = []
    for step in steps:
        words = pgettext("a step", "Reported") if step.move == "open" else public_words(item, step)
        if words and step.pk not in taken_back and step.move not in TALK:
            beats.append(Beat(words, "", step.at, [], current=not beats))
    return beats


def public_words(item: Item, step: Step) -> Any:
    """What a step is called for the public; empty for what only concerns the office."""
    if step.move == "open":
        return _("You told us") if item.reporter_id is None else _("Written down by the office")
    if step.move in TALK:
        return _("Word from the office") if step.move == "word" else _("You added")
    move = next((move for move in item.flow.moves if move.name == step.move), None)
    if move is None:
        return ""
    if step.unit and step.move == "dispatch":
        return _("Given to %(unit)s") % {"unit": step.unit}
    if step.move == "hand_over":
        return _("Waiting for %(unit)s") % {"unit": step.data.get("name", _("another unit"))}
    return move.public


def promise_of(item: Item, *, now: dt.datetime) -> Promise | None:
    """The clock that means most to a resident: handling once somebody has it, else the whole way."""
    running = {clock.name: clock for clock in clocks_with_reasons(item) if clock.stopped_at is None}
    clock = running.get("handle") or running.get("close")
    if clock is None or clock.limit is None:
        return None
    face = face_of(clock, "", now=now)
    whole = running.get("close")
    return Promise(
        limit=_in_days(clock.limit.amount, clock.limit.unit),
        used=_in_days(clock.limit.amount * face.used_pct / 100, clock.limit.unit),
        used_pct=min(100, face.used_pct),
        due=whole.due_at if whole else face.due,
        late=_late(face),
        paused=face.paused,
    )


def _late(face: ClockFace) -> bool:
    return face.light == "red"


def _in_days(amount: float, unit: str) -> str:
    """Days and half days, work hours too: residents do not count in office hours."""
    if unit == "work_hours" and amount >= HOURS_A_DAY / 2:
        amount, unit = amount / HOURS_A_DAY, "work_days"
    if unit in ("work_days", "calendar_days"):
        amount = round(amount * 2) / 2
    return amount_text(amount, unit)


def day_words(moment: dt.datetime | None) -> str:
    """A day with its half, as one says it aloud; midnight is the end of the day before."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    if local.time() == dt.time():
        return (local - dt.timedelta(days=1)).strftime("%Y-%m-%d")
    half = _("in the morning") if local.hour < 12 else _("in the afternoon")
    return _("%(day)s %(half)s") % {"day": local.strftime("%Y-%m-%d"), "half": half}
