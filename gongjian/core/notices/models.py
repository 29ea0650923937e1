"""In-app notices, what each person wants to be told by which way, the office's robots, and the outbox."""

import datetime as dt
import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.path import within_any
from gongjian.core.people.access import Access


class Notice(models.Model):
    """Something a person should know. `cause` makes it unique: a missed or repeated run adds nothing twice."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="notices")
    item = models.ForeignKey("items.Item", models.PROTECT, null=True, related_name="+")
    cause = models.CharField(max_length=80)
    kind = models.CharField(max_length=30)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = [models.UniqueConstraint(fields=["person", "cause"], name="one_notice_per_cause")]
        indexes = [models.Index(fields=["person", "read_at", "-at"])]


class Way(models.TextChoices):
    NOW = "now", _("At once")
    DIGEST = "digest", _("In the daily summary")
    NONE = "none", _("Only in the product")


QUIET_FROM, QUIET_UNTIL = dt.time(22), dt.time(7)
DIGEST_HOUR = 8


class Preference(models.Model):
    """How one person wants to be told by e-mail; in the product she is told always.

    Only a confirmed address gets anything but the letter that asks to confirm it. `ways` by group of kinds; times are
    those of the office. `digest_at` and `weekly_at`: up to when the summaries were made.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.OneToOneField("people.Person", models.PROTECT, related_name="preference")
    address_sealed = models.BinaryField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ways = models.JSONField(default=dict)
    quiet = models.BooleanField(default=True)
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_until = models.TimeField(default=QUIET_UNTIL)
    quiet_for_urgent = models.BooleanField(default=False)
    daily = models.BooleanField(default=True)
    digest_hour = models.PositiveSmallIntegerField(default=DIGEST_HOUR)
    weekly = models.BooleanField(default=True)
    digest_at = models.DateTimeField(null=True)
    weekly_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.person)


class RobotKind(models.TextChoices):
    WECOM = "wecom", _("WeCom group robot")
    DINGTALK = "dingtalk", _("DingTalk custom robot")
    FEISHU = "feishu", _("Feishu custom robot")


class RobotQuerySet(models.QuerySet["Robot"]):
    def managed_by(self, access: Access) -> "RobotQuerySet":
        """Robots of the offices whose messages the person looks after."""
        return self.filter(
            within_any("office__path", access.paths("notices.manage")), removed_at__isnull=True
        )

    def listening(self, office_id: int) -> "RobotQuerySet":
        """Robots of the office that are switched on."""
        return self.filter(office_id=office_id, active=True, removed_at__isnull=True)


class Robot(models.Model):
    """A group robot of an office. Its address and secret are sealed; `topics` are what it tells of.

    `recent` holds the moments (seconds since 1970) at which it was called in the last minute, `rests_until` when it may
    be called again after it said that it was called too often, `since` from when on it tells.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=RobotKind)
    name = models.CharField(max_length=40)
    address_sealed = models.BinaryField(null=True)
    secret_sealed = models.BinaryField(null=True)
    topics = models.JSONField(default=list)
    active = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)
    recent = models.JSONField(default=list)
    rests_until = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects = RobotQuerySet.as_manager()

    class Meta:
        ordering = ("office", "id")

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("of a message", "Waiting")
    SENDING = "sending", pgettext_lazy("of a message", "Being sent")
    SENT = "sent", pgettext_lazy("of a message", "Sent")
    FAILED = "failed", pgettext_lazy("of a message", "Not delivered")
    DROPPED = "dropped", pgettext_lazy("of a message", "No longer needed")


OVER = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.DROPPED)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: dt.datetime) -> "DeliveryQuerySet":
        """Waiting and due, or left by a worker that died while sending."""
        left = Q(state=DeliveryState.SENDING, leased_until__lte=now)
        return self.filter(Q(state=DeliveryState.WAITING, next_at__lte=now) | left)

    def managed_by(self, access: Access) -> "DeliveryQuerySet":
        """Messages of the offices whose messages the person looks after."""
        return self.filter(within_any("office__path", access.paths("notices.manage")))


class Delivery(models.Model):
    """One message on its way out: to a person by e-mail, or to a robot. Written in the transaction of its cause.

    Subject and body hold nothing personal. `unsure`: it was handed over once without a word that it was taken.
    `message` is the id under which it goes out, the same at each attempt.
    """

    office = models.ForeignKey("areas.Area", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    robot = models.ForeignKey(Robot, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=30)
    cause = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    unsure = models.BooleanField(default=False)
    next_at = models.DateTimeField()
    holder = models.CharField(max_length=40, blank=True)
    leased_until = models.DateTimeField(null=True)
    message = models.UUIDField(default=uuid.uuid4)
    error = models.TextField(blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["state", "next_at"], name="delivery_due"),
            models.Index(fields=["office", "state", "-id"], name="delivery_list"),
            models.Index(fields=["ended_at"], name="delivery_old"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "cause"], condition=Q(person__isnull=False), name="one_letter_per_cause"
            ),
            models.UniqueConstraint(
                fields=["robot", "cause"], condition=Q(robot__isnull=False), name="one_call_per_cause"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


def default_ways() -> dict[str, Any]:
    """What somebody gets by e-mail who has confirmed an address and chosen nothing."""
    return {"hands": Way.DIGEST, "time": Way.NOW, "asked": Way.NOW, "told": Way.NONE}
