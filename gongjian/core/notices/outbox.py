"""Putting messages into the outbox, in the transaction of what they tell of; they are sent afterwards by a job."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gongjian.core.notices.kinds import kind_named
from gongjian.core.notices.models import (
    QUIET_FROM,
    QUIET_UNTIL,
    Delivery,
    Preference,
    Robot,
    Way,
    default_ways,
)
from gongjian.core.notices.quiet import end_of_quiet
from gongjian.core.notices.wording import letter_of, line_of, link_to, subject_of
from gongjian.core.people.models import Person
from gongjian.core.words import Words

if TYPE_CHECKING:
    from gongjian.core.items.models import Item

# What a robot may be set to tell of; all but the new urgent ones are kinds of notices.
TOPICS: dict[str, Words] = {
    "late": _("Overdue matters"),
    "soon": _("Matters due soon"),
    "stuck": _("Outside units that have not answered in time"),
    "urgent": _("New urgent matters"),
    "reopened": _("Reopened matters"),
    "urging_late": _("Urgings not answered in time"),
}
URGENT_KINDS = ("late", "urging_late")


def is_mail_set_up() -> bool:
    """Whether there is a mail server to send by, a sender, and an address for the links in letters."""
    return bool(settings.EMAIL_HOST and settings.DEFAULT_FROM_EMAIL and settings.SITE)


def language_of(person: Person | None) -> str:
    """In which language to write to somebody; a robot speaks the product's own."""
    return (person.language if person else "") or settings.LANGUAGE_CODE


def queue_letters(
    told: Sequence[tuple[Person, bool]], *, kind: str, cause: str, item: "Item | None", now: dt.datetime
) -> None:
    """A letter for each who wants to be told of this kind at once; the flag says whether she stands in for somebody."""
    if not told or not is_mail_set_up():
        return
    people = [person.pk for person, _standing_in in told]
    found = Preference.objects.filter(person__in=people, confirmed_at__isnull=False)
    wishes = {wish.person_id: wish for wish in found}
    rows = [
        _letter(
            wishes[person.pk], person, kind=kind, cause=cause, item=item, now=now, standing_in=standing_in
        )
        for person, standing_in in told
        if person.pk in wishes and way_of(wishes[person.pk], kind) == Way.NOW
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def way_of(wish: Preference, kind: str) -> str:
    """How the person wants to be told of this kind by mail."""
    return str((default_ways() | wish.ways).get(kind_named(kind).group, Way.NONE))


def kinds_by(wish: Preference, way: Way, names: Iterable[str]) -> list[str]:
    """Those of the kinds that she wants to be told of in this way."""
    return [name for name in names if way_of(wish, name) == way]


def _letter(
    wish: Preference,
    person: Person,
    *,
    kind: str,
    cause: str,
    item: "Item | None",
    now: dt.datetime,
    standing_in: bool,
) -> Delivery:
    with translation.override(language_of(person)):
        subject, body = subject_of(kind, item), letter_of(kind, item, standing_in=standing_in)
    pressing = kind in URGENT_KINDS and item is not None and item.urgent and not wish.quiet_for_urgent
    return Delivery(
        office_id=item.office_id if item is not None else person.office_id,
        person=person,
        kind=kind,
        cause=cause,
        subject=subject,
        body=body,
        made_at=now,
        next_at=now if pressing else not_before(wish, now),
    )


def not_before(wish: Preference, now: dt.datetime) -> dt.datetime:
    """Now, or the end of the person's quiet hours."""
    if not wish.quiet:
        return now
    return end_of_quiet(now, begin=wish.quiet_from, end=wish.quiet_until) or now


def queue_calls(*, kind: str, cause: str, item: "Item | None", now: dt.datetime) -> None:
    """A message for each of the office's robots that tells of this kind; once per cause, however many people are told."""
    if item is None or kind not in TOPICS:
        return
    robots = [robot for robot in Robot.objects.listening(item.office_id) if kind in robot.topics]
    Delivery.objects.bulk_create(
        [call_of(robot, kind=kind, cause=cause, item=item, now=now) for robot in robots],
        ignore_conflicts=True,
    )


def call_of(robot: Robot, *, kind: str, cause: str, item: "Item", now: dt.datetime) -> Delivery:
    """One line for a robot; saves nothing. In the quiet hours only urgent matters are told at once."""
    calm = None if item.urgent else end_of_quiet(now, begin=QUIET_FROM, end=QUIET_UNTIL)
    with translation.override(settings.LANGUAGE_CODE):
        subject, body = str(TOPICS[kind]), line_of(item)
    return Delivery(
        office_id=robot.office_id, robot=robot, kind=kind, cause=cause, subject=subject, body=body,
        url=link_to(item), made_at=now, next_at=calm or now,
    )  # fmt: skip
