"""Reports that come by Open311: who may send some in, and what came."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.path import within_any
from gongjian.core.people.access import Access

SET_UP = "reports.open311"


class Open311KeyQuerySet(models.QuerySet["Open311Key"]):
    def managed_by(self, access: Access) -> "Open311KeyQuerySet":
        """Keys of the offices whose connections the person looks after."""
        return self.filter(within_any("office__path", access.paths(SET_UP)))

    def in_force(self, day: dt.date) -> "Open311KeyQuerySet":
        """Keys that open on that day."""
        return self.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=day), revoked_at__isnull=True)


class Open311Key(models.Model):
    """With it another system sends reports in. Only its digest is kept, and its last four characters to tell it by.

    `expires_on` is its last day. `hourly`: how many reports it may send in an hour.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    owner = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    tail = models.CharField(max_length=4)
    hourly = models.PositiveSmallIntegerField(default=20)
    expires_on = models.DateField(null=True)
    made_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = Open311KeyQuerySet.as_manager()

    class Meta:
        ordering = ("office", "-id")

    def __str__(self) -> str:
        return self.name

    def is_over(self, day: dt.date) -> bool:
        """Whether its last day has passed."""
        return self.expires_on is not None and self.expires_on < day


class MediaState(models.TextChoices):
    NONE = "", pgettext_lazy("of a picture", "None")
    WAITING = "waiting", pgettext_lazy("of a picture", "Being fetched")
    KEPT = "kept", pgettext_lazy("of a picture", "Fetched")
    FAILED = "failed", pgettext_lazy("of a picture", "Could not be fetched")


class Receipt(models.Model):
    """A report that came by a key. `token` is the digest of the sender's own key for the request, `body_digest` that of
    all it said: by either, the same request sent again is known. The picture's address stays sealed until it is fetched."""

    report = models.OneToOneField("reports.Report", models.PROTECT, primary_key=True, related_name="receipt")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.ForeignKey(Open311Key, models.PROTECT, related_name="receipts", db_index=False)
    token = models.CharField(max_length=64, blank=True)
    body_digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    media_sealed = models.BinaryField(null=True)
    media = models.CharField(max_length=8, choices=MediaState, default=MediaState.NONE, blank=True)
    media_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "token"], condition=~Q(token=""), name="one_receipt_per_token"
            )
        ]
        indexes = [models.Index(fields=["key", "body_digest", "at"], name="receipt_same")]

    def __str__(self) -> str:
        return str(self.report)
