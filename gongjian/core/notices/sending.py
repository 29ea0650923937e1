"""The job that empties the outbox: letters one by one over one connection, robots within their limit."""

import datetime as dt
import logging
import random
import secrets
import time
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gongjian.core.jobs.queue import lock_first
from gongjian.core.notices.addresses import confirm_letter
from gongjian.core.notices.calling import call, next_batch, room_of
from gongjian.core.notices.mail import Postman, Unsent, postman
from gongjian.core.notices.models import OVER, Delivery, DeliveryState, Notice, Preference, Robot
from gongjian.core.notices.outbox import is_mail_set_up, language_of
from gongjian.core.privacy import unseal
from gongjian.lib.masks import mask_text

logger = logging.getLogger(__name__)
LEASE = dt.timedelta(minutes=2)
ATTEMPTS = 12
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(seconds=30), dt.timedelta(hours=1)
CLOSED_PAUSE = dt.timedelta(minutes=1)  # while there is no way to the mail server
GIVEN_UP_AFTER = dt.timedelta(days=3)
PATIENCE = 30.0  # seconds one run may take


def send_due(now: dt.datetime, *, rng: random.Random | None = None) -> int:
    """Send what is due; returns how many messages were dealt with. What fails is tried again later."""
    run = _Run(now, rng or random.Random(), holder=secrets.token_hex(8))
    return run.letters() + run.calls()


class _Run:
    """One run of the job."""

    def __init__(self, now: dt.datetime, rng: random.Random, *, holder: str) -> None:
        self.now, self.rng, self.holder = now, rng, holder
        self.end = time.monotonic() + PATIENCE

    def letters(self) -> int:
        """Letters, until none is due, time is up or the mail server cannot be reached."""
        count = 0
        if not is_mail_set_up():
            return 0
        with postman() as carrier:
            while time.monotonic() < self.end and (letter := take_letter(self.now, holder=self.holder)):
                count += 1
                if not self._send(carrier, letter):
                    break
        return count

    def _send(self, carrier: Postman, letter: Delivery) -> bool:
        """False when the way is closed for all."""
        try:
            to = _recipient(letter)
            if not to:
                _finish([letter], self.holder, self.now, state=DeliveryState.DROPPED)
                return True
            carrier.send(letter, to=to)
        except Unsent as unsent:
            self._after([letter], unsent)
            return not unsent.all_wait
        except Exception as trouble:
            logger.exception("The message %s could not be sent.", letter.message)
            self._after([letter], Unsent(type(trouble).__name__, again=True))
        else:
            _finish([letter], self.holder, self.now, state=DeliveryState.SENT, error="")
        return True

    def calls(self) -> int:
        """Robots in turn, each as often as it may be called."""
        count = 0
        waiting = Delivery.objects.due(self.now).filter(robot__isnull=False)
        for robot_id in waiting.order_by().values_list("robot", flat=True).distinct():
            while time.monotonic() < self.end and (
                taken := take_calls(robot_id, self.now, holder=self.holder)
            ):
                count += len(taken[1])
                if not self._call(*taken):
                    break
        return count

    def _call(self, robot: Robot, batch: Sequence[Delivery]) -> bool:
        try:
            call(robot, batch)
        except Unsent as unsent:
            self._after(batch, unsent)
            if unsent.after:
                rests = self.now + dt.timedelta(seconds=unsent.after)
                Robot.objects.filter(pk=robot.pk).update(rests_until=rests)
            return False
        except Exception as trouble:
            logger.exception("The robot %s could not be called.", robot.uid)
            self._after(batch, Unsent(type(trouble).__name__, again=True))
            return False
        _finish(batch, self.holder, self.now, state=DeliveryState.SENT, error="")
        return True

    def _after(self, batch: Sequence[Delivery], unsent: Unsent) -> None:
        """Each message of the batch waits for another attempt, or is given up."""
        why = mask_text(str(unsent)).text[:500]
        for one in batch:
            if unsent.maybe and one.unsure:
                _finish([one], self.holder, self.now, state=DeliveryState.FAILED, error=_maybe(why))
            elif self._is_over(one, unsent):
                _finish([one], self.holder, self.now, state=DeliveryState.FAILED, error=why)
            else:
                _finish(
                    [one], self.holder, self.now, state=DeliveryState.WAITING, error=why,
                    attempts=one.attempts + (not unsent.all_wait), unsure=one.unsure or unsent.maybe,
                    next_at=self.now + self._pause(one, unsent),
                )  # fmt: skip

    def _is_over(self, one: Delivery, unsent: Unsent) -> bool:
        old = self.now - one.made_at > GIVEN_UP_AFTER
        return not unsent.again or old or (one.attempts + 1 >= ATTEMPTS and not unsent.all_wait)

    def _pause(self, one: Delivery, unsent: Unsent) -> dt.timedelta:
        if unsent.all_wait:
            return CLOSED_PAUSE
        times: int = 2 ** min(one.attempts, 20)
        pause = min(FIRST_PAUSE * times, LONGEST_PAUSE) * self.rng.uniform(0.75, 1.25)
        return max(pause, dt.timedelta(seconds=unsent.after))


def take_letter(now: dt.datetime, *, holder: str) -> Delivery | None:
    """Take the letter that has waited longest, for this worker alone; None when none is due."""
    due = Delivery.objects.due(now).filter(person__isnull=False).order_by("next_at", "pk")
    while due.exists():
        with transaction.atomic():
            letter: Delivery | None = lock_first(due)  # type: ignore[assignment]
            if letter is None:
                return None
            if _take([letter], now, holder=holder):
                return letter
    return None


def take_calls(robot_id: int, now: dt.datetime, *, holder: str) -> tuple[Robot, list[Delivery]] | None:
    """Take what goes into the robot's next message; None when nothing is due or it may not be called now.

    The robot's row is locked, so that all workers together keep to its limit.
    """
    due = Delivery.objects.due(now).filter(robot=robot_id).order_by("next_at", "pk")
    with transaction.atomic():
        robot = Robot.objects.select_for_update().get(pk=robot_id)
        if robot.removed_at is not None:
            due.update(state=DeliveryState.DROPPED, ended_at=now)
            return None
        room = room_of(robot, now)
        batch = list(next_batch(list(due[:1000]), room=room)) if room else []
        taken = _take(batch, now, holder=holder)
        if taken:
            robot.recent = [*robot.recent, now.timestamp()]
        robot.save(update_fields=["recent"])
    return (robot, taken) if taken else None


def _take(rows: Sequence[Delivery], now: dt.datetime, *, holder: str) -> list[Delivery]:
    """Mark rows as being sent. One whose worker died a second time while sending is given up: nobody knows."""
    kept = []
    for row in rows:
        if row.state == DeliveryState.SENDING:
            if row.unsure:
                row.state, row.ended_at, row.error = DeliveryState.FAILED, now, _maybe("")
                row.save(update_fields=["state", "ended_at", "error"])
                continue
            row.unsure = True
        row.state, row.holder, row.leased_until = DeliveryState.SENDING, holder, now + LEASE
        kept.append(row)
    Delivery.objects.bulk_update(kept, ["state", "holder", "leased_until", "unsure"])
    return kept


def _maybe(why: str) -> str:
    told = _("It was handed over twice and nobody knows whether it arrived; it is not sent a third time.")
    return f"{told} {why}".strip()


def _finish(rows: Sequence[Delivery], holder: str, now: dt.datetime, **facts: Any) -> None:
    if facts["state"] in OVER:
        facts["ended_at"] = now
    mine = Delivery.objects.filter(
        pk__in=[row.pk for row in rows], holder=holder, state=DeliveryState.SENDING
    )
    mine.update(**facts, leased_until=None)


def _recipient(letter: Delivery) -> str:
    """Where the letter goes; "" when it need not go any more. A letter with a secret in it gets its text only now."""
    wish = Preference.objects.select_related("person").filter(person=letter.person_id).first()
    if wish is None or not wish.person.is_active or not wish.address_sealed:
        return ""
    if letter.kind == "confirm":
        with translation.override(language_of(wish.person)):
            letter.body = "" if wish.confirmed_at else confirm_letter(wish)
        return unseal(wish, "address") if letter.body else ""
    read = Notice.objects.filter(person=letter.person_id, cause=letter.cause, read_at__isnull=False).exists()
    return "" if read or wish.confirmed_at is None else unseal(wish, "address")
