"""Calling an office's robot: at most 20 times a minute, and what is too much for that in one message."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from gongjian.core.notices.mail import Unsent
from gongjian.core.notices.models import Delivery, Robot
from gongjian.core.privacy import unseal
from gongjian.lib import robots
from gongjian.lib.posting import Unreachable, post_json
from gongjian.lib.problem import Problem

PER_MINUTE = 20
SINGLY = 5  # more than so many at once are joined into one message
MOST_JOINED = 200
TIMEOUT = 10.0


def room_of(robot: Robot, now: dt.datetime) -> int:
    """How many times the robot may still be called in this minute; forgets what is older."""
    robot.recent = [moment for moment in robot.recent if 0 <= now.timestamp() - moment < 60]
    if robot.rests_until is not None and now < robot.rests_until:
        return 0
    return max(0, PER_MINUTE - len(robot.recent))


def next_batch(waiting: Sequence[Delivery], *, room: int) -> Sequence[Delivery]:
    """What goes into the next message: one, or all of them when they are too many to go singly."""
    return waiting[:1] if len(waiting) <= min(SINGLY, room) else waiting[:MOST_JOINED]


def call(robot: Robot, batch: Sequence[Delivery]) -> None:
    """One message with what the batch says. Raises Unsent."""
    with translation.override(settings.LANGUAGE_CODE):
        address, payload = robots.request_of(
            robots.RobotKind(robot.kind),
            address=unseal(robot, "address"),
            secret=unseal(robot, "secret"),
            title=_title(batch),
            lines=_lines(batch),
            now=timezone.now(),
            open_word=pgettext("a link", "Open"),
            more=lambda count: ngettext("{count} more", "{count} more", count).format(count=count),
        )
    try:
        answer = post_json(address, payload, timeout=TIMEOUT, allowed=settings.ROBOT_HOSTS)
    except Problem as problem:
        raise Unsent(str(problem), again=False) from problem
    except Unreachable as silence:
        raise Unsent(
            _without_key(str(silence), address), again=True, maybe=silence.maybe_arrived
        ) from silence
    verdict = robots.verdict_of(robots.RobotKind(robot.kind), answer.status, answer.body)
    if not verdict.taken:
        raise Unsent(_without_key(verdict.why, address), again=verdict.again, after=verdict.after)


def _title(batch: Sequence[Delivery]) -> str:
    subjects = {delivery.subject for delivery in batch}
    if len(batch) == 1:
        return batch[0].subject
    count = ngettext("{count} matter", "{count} matters", len(batch)).format(count=len(batch))
    return f"{subjects.pop()} · {count}" if len(subjects) == 1 else _("News of the office") + f" · {count}"


def _lines(batch: Sequence[Delivery]) -> list[robots.Line]:
    mixed = len({delivery.subject for delivery in batch}) > 1
    told = [(f"{one.subject}：{one.body}" if mixed else one.body, one.url) for one in batch]
    return [robots.Line(text, url) for text, url in told]


def _without_key(words: str, address: str) -> str:
    """The address is a key: it must not stand in an error."""
    return words.replace(address, "…")
