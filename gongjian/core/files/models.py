"""Attachments: pictures re-encoded without metadata and documents as they came, in the home folder under random names."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from gongjian.core.items.models import Item

PICTURE = "picture"


class Stage(models.TextChoices):
    BEFORE = "before", _("Before")
    AFTER = "after", _("After")
    SEEN = "seen", pgettext_lazy("of a picture", "Seen again")
    FILE = "file", pgettext_lazy("of an attachment", "File")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Reads of attachments."""

    def kept_with(self, item: "Item | int") -> "AttachmentQuerySet":
        """What people of the office hung on the matter beside its steps, newest first. None of it is for the reporter."""
        return self.filter(item=item, stage=Stage.FILE).select_related("by").order_by("-pk")

    def withdrawn_from(self, item: "Item") -> "AttachmentQuerySet":
        """What was withdrawn from the matter, the last first; ask `Attachment.everything` for it."""
        gone = self.filter(item=item, withdrawn_at__isnull=False)
        return gone.select_related("withdrawn_by").order_by("-withdrawn_at", "-pk")

    def sent_in(self) -> "AttachmentQuerySet":
        """What came with the matter itself, before any step."""
        return self.filter(step__isnull=True).exclude(stage=Stage.FILE)


class NotWithdrawn(models.Manager.from_queryset(AttachmentQuerySet)):  # type: ignore[misc]
    """What is shown and given out: a withdrawn file is as if it were not there, also beside its step."""

    def get_queryset(self) -> AttachmentQuerySet:
        """All but those withdrawn."""
        found: AttachmentQuerySet = super().get_queryset().filter(withdrawn_at__isnull=True)
        return found


class Attachment(models.Model):
    """One stored file. `uid` names it on disk; `item` says whose readers may see it; `name` is what it was called, masked.

    `objects` leaves out what was withdrawn, `everything` does not. `kind` is "picture", or what `lib/documents` found the
    file to be; width and height are 0 but for pictures. `taken_at` is when the device said that a picture was taken, and
    `metres_off` how far from the matter's place, rounded; where it was taken is kept nowhere.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    item = models.ForeignKey("items.Item", models.PROTECT, null=True, related_name="attachments")
    step = models.ForeignKey("items.Step", models.PROTECT, null=True, related_name="attachments")
    stage = models.CharField(max_length=6, choices=Stage, default=Stage.BEFORE)
    kind = models.CharField(max_length=8, default=PICTURE)
    name = models.CharField(max_length=130, blank=True)
    caption = models.CharField(max_length=80, blank=True)
    public = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    metres_off = models.PositiveIntegerField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.CharField(max_length=200, blank=True)

    objects = NotWithdrawn()
    everything = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.caption or self.name or str(self.uid)

    @property
    def is_picture(self) -> bool:
        """Whether it is shown as a picture; everything else is only given out."""
        return self.kind == PICTURE


class FileSpace(models.Model):
    """How many bytes in how many files an office keeps."""

    office = models.OneToOneField("areas.Area", models.PROTECT, related_name="file_space")
    used = models.BigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.office}: {self.used}"
