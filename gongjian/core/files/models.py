"""Attachments: pictures re-encoded without metadata, kept in the home folder under a random name."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    BEFORE = "before", _("Before")
    AFTER = "after", _("After")


class Attachment(models.Model):
    """One stored picture. `uid` names the file; `item` says whose readers may see it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    item = models.ForeignKey("items.Item", models.PROTECT, null=True, related_name="attachments")
    step = models.ForeignKey("items.Step", models.PROTECT, null=True, related_name="attachments")
    stage = models.CharField(max_length=6, choices=Stage, default=Stage.BEFORE)
    caption = models.CharField(max_length=80, blank=True)
    public = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.caption or str(self.uid)
