"""Setting up an office's group robots. Their addresses are keys: sealed at rest, masked on the page, never in the trail."""

import datetime as dt
import secrets
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.notices.models import Delivery, DeliveryState, Robot, RobotKind
from gongjian.core.notices.outbox import TOPICS
from gongjian.core.people.models import Person
from gongjian.core.privacy import seal, unseal
from gongjian.core.privacy.erasing import note_erased
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.core.words import Words
from gongjian.lib.posting import check_address
from gongjian.lib.problem import Problem

MOST = 20
LONGEST = 500
NO: dict[str, Words] = {
    "bad_address": gettext_lazy(
        "This is no web address. Copy the robot's address from the group's settings."
    ),
    "not_https": gettext_lazy("Only addresses that begin with https:// are called."),
}


@transaction.atomic
def add_robot(
    office: Area, *, kind: str, name: str, address: str, secret: str, topics: Collection[str], actor: Person | None,
    now: dt.datetime,
) -> Robot:  # fmt: skip
    """A robot that is switched off until somebody switches it on. Raises Refused."""
    if kind not in RobotKind.values:
        raise Refused(_("Choose one of the kinds listed."), field="kind")
    if Robot.objects.filter(office=office, removed_at__isnull=True).count() >= MOST:
        raise Refused(_("This office has 20 robots already. Remove one first."))
    robot = Robot(office=office, kind=kind, name=_name(name), topics=_topics(topics))
    robot.address_sealed = seal(robot, "address", _address(address))
    robot.secret_sealed = seal(robot, "secret", secret.strip()[:LONGEST])
    robot.save(force_insert=True)
    _record("notices.add_robot", robot, actor=actor, now=now, changes={"kind": kind, "topics": robot.topics})
    return robot


@transaction.atomic
def change_robot(
    robot: Robot,
    *,
    name: str,
    address: str,
    secret: str,
    topics: Collection[str],
    actor: Person | None,
    now: dt.datetime,
) -> Robot:
    """Another name, other topics; an address or a secret that is left empty stays as it is. Raises Refused."""
    robot = _locked(robot)
    changes: dict[str, Any] = {"topics": [robot.topics, _topics(topics)]}
    robot.name, robot.topics = _name(name), _topics(topics)
    if address.strip():
        robot.address_sealed = seal(robot, "address", _address(address))
        changes["address"] = "changed"
    if secret.strip():
        robot.secret_sealed = seal(robot, "secret", secret.strip()[:LONGEST])
        changes["secret"] = "changed"
    robot.save(update_fields=["name", "topics", "address_sealed", "secret_sealed"])
    _record("notices.change_robot", robot, actor=actor, now=now, changes=changes)
    return robot


@transaction.atomic
def switch_robot(robot: Robot, *, on: bool, actor: Person | None, now: dt.datetime) -> Robot:
    """Let it tell from now on, or fall silent; what still waits for it is dropped then."""
    robot = _locked(robot)
    robot.active = on
    robot.since = now if on else None
    robot.save(update_fields=["active", "since"])
    if not on:
        _drop(robot, now=now)
    _record("notices.switch_robot", robot, actor=actor, now=now, changes={"active": on})
    return robot


@transaction.atomic
def remove_robot(robot: Robot, *, actor: Person | None, now: dt.datetime) -> Robot:
    """Take it away: address and secret are destroyed, what it told of stays in the list of messages."""
    robot = _locked(robot)
    robot.active, robot.removed_at, robot.address_sealed, robot.secret_sealed = False, now, None, None
    robot.save(update_fields=["active", "removed_at", "address_sealed", "secret_sealed"])
    note_erased(robot, "active", "removed_at", "address_sealed", "secret_sealed", now=now)
    _drop(robot, now=now)
    _record("notices.remove_robot", robot, actor=actor, now=now)
    return robot


@transaction.atomic
def try_robot(robot: Robot, *, actor: Person | None, now: dt.datetime) -> Delivery:
    """Put a test message into the outbox; it goes even while the robot is switched off."""
    delivery = Delivery.objects.create(
        office=robot.office, robot=robot, kind="test", cause=f"test:{secrets.token_hex(8)}",
        subject=_("Test message of Gongjian"), body=_("This robot is set up. Nothing needs to be done."),
        made_at=now, next_at=now,
    )  # fmt: skip
    _record("notices.try_robot", robot, actor=actor, now=now)
    return delivery


def masked_address(robot: Robot) -> str:
    """Host and the last four characters, as the page shows the address."""
    address = unseal(robot, "address")
    return f"{urlsplit(address).hostname}/…{address[-4:]}" if address else ""


def _drop(robot: Robot, *, now: dt.datetime) -> None:
    waiting = Delivery.objects.filter(robot=robot, state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.DROPPED, ended_at=now)


def _locked(robot: Robot) -> Robot:
    return Robot.objects.select_for_update(of=("self",)).select_related("office").get(pk=robot.pk)


def _name(name: str) -> str:
    if not name.strip():
        raise Refused(_("Give the robot a name, such as that of its group."), field="name")
    return name.strip()[:40]


def _topics(topics: Collection[str]) -> list[str]:
    if not set(topics) <= set(TOPICS):
        raise Refused(_("Choose one of the topics listed."), field="topics")
    return [topic for topic in TOPICS if topic in topics]


def _address(address: str) -> str:
    try:
        check_address(address, allowed=settings.ROBOT_HOSTS)
    except Problem as problem:
        raise Refused(NO[problem.code], field="address") from problem
    if len(address.strip()) > LONGEST:
        raise Refused(_("This address is too long."), field="address")
    return address.strip()


def _record(
    action: str,
    robot: Robot,
    *,
    actor: Person | None,
    now: dt.datetime,
    changes: dict[str, Any] | None = None,
) -> None:
    record(
        action, actor=actor, obj=robot, office=robot.office, label=robot.name, changes=changes or {}, now=now
    )
