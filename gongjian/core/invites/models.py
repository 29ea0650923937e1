"""Private links: one thing of one unit, shown to a contact who has no account, and what she answered."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.path import within_any

if TYPE_CHECKING:
    from gongjian.core.invites.purpose import Purpose


class InviteAnswer(models.TextChoices):
    ACCEPTED = "accepted", pgettext_lazy("answer to a private link", "Accepted")
    DECLINED = "declined", pgettext_lazy("answer to a private link", "Declined")


class InviteQuerySet(models.QuerySet["Invite"]):
    def waiting(self, now: dt.datetime) -> "InviteQuerySet":
        """Links that can be answered still."""
        return self.filter(self.open_at(now))

    def about(self, thing: models.Model, *, purpose: str = "") -> "InviteQuerySet":
        """Links that show this thing, the newest first."""
        found = self.filter(model=thing._meta.label_lower, object_id=thing.pk)
        return found.filter(purpose=purpose) if purpose else found

    def under_any(self, paths: list[str]) -> "InviteQuerySet":
        """Links given to units whose area lies under one of the paths."""
        return self.filter(within_any("unit__area__path", paths))

    @staticmethod
    def open_at(now: dt.datetime) -> Q:
        """The condition: neither answered nor taken back nor expired."""
        return Q(answered_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)


class Invite(models.Model):
    """Only the token's digest is stored. `opened` counts how often the page was opened while it could be answered."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=60)
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=200)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="invites")
    contact_sealed = models.BinaryField(null=True)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, choices=InviteAnswer, blank=True)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InviteQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-id")
        indexes = [
            models.Index(fields=["model", "object_id"], name="invite_thing"),
            models.Index(fields=["unit", "-made_at"], name="invite_unit"),
        ]

    def __str__(self) -> str:
        return self.label

    def is_open(self, now: dt.datetime) -> bool:
        """Whether it can be answered at this moment."""
        return not self.answered_at and not self.revoked_at and now < self.expires_at

    def state_at(self, now: dt.datetime) -> tuple[Any, str, str]:
        """Word, icon and tone."""
        if self.answered_at:
            good = self.answer == InviteAnswer.ACCEPTED
            return self.get_answer_display(), "ok" if good else "no", "ok" if good else "warn"
        if self.revoked_at:
            return _("Taken back"), "off", ""
        if now >= self.expires_at:
            return pgettext_lazy("a private link", "Expired"), "clock", "late"
        return _("Waiting for an answer"), "clock", "go"

    @property
    def what_for(self) -> "Purpose | None":
        """Its purpose as the manifest declares it."""
        from gongjian.core.invites.purpose import purpose_named

        return purpose_named(self.purpose)
