"""What is published, and the objections raised against it."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q

from gongjian.core.items.models.item import visible
from gongjian.core.people.access import Access

LONGEST_WHY = 200


class PublicationQuerySet(models.QuerySet["Publication"]):
    def shown(self) -> "PublicationQuerySet":
        """What everybody can read."""
        return self.filter(withdrawn_at__isnull=True)

    def in_notice(self, now: dt.datetime) -> "PublicationQuerySet":
        """Shown, and still open to objections."""
        return self.shown().filter(notice_until__gt=now)

    def visible_to(self, access: Access) -> "PublicationQuerySet":
        """Publications of matters that the person may read at the desk."""
        return self.filter(visible(access, to="item__"))

    def objected(self) -> "PublicationQuerySet":
        """Those with an objection that is not answered yet."""
        return self.filter(Exists(Objection.objects.open().filter(publication=OuterRef("pk"))))


class ShownToAll(models.Model):
    """What everything that somebody lets everybody read has in common. Taken back by `withdrawn_at`, with the reason that
    stands on its page; shown again it is a new row."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.CharField(max_length=LONGEST_WHY, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Publication(ShownToAll):
    """One matter shown to everybody. `notice_until` is the end of the period of public notice, a moment that no longer
    belongs to it."""

    item = models.ForeignKey("items.Item", models.PROTECT, related_name="publications")
    kind = models.CharField(max_length=30)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    notice_until = models.DateTimeField(null=True, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(withdrawn_at__isnull=True), name="one_publication_shown"
            )
        ]
        indexes = [
            models.Index(fields=["kind", "-published_at", "-id"], name="publication_list"),
            models.Index(fields=["office", "-published_at", "-id"], name="publication_of_office"),
        ]

    def is_open(self, now: dt.datetime) -> bool:
        """Whether objections are still taken."""
        return self.withdrawn_at is None and self.notice_until is not None and now < self.notice_until


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def open(self) -> "ObjectionQuerySet":
        """Objections whose matter is not closed."""
        return self.filter(item__closed_at__isnull=True)


class Objection(models.Model):
    """Somebody objected in the period of public notice; the objection itself is a matter of its own, with its own clocks
    and its own answer. Who objected is known to that matter alone."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="objections")
    item = models.OneToOneField("items.Item", models.PROTECT, related_name="objection_to")
    at = models.DateTimeField()

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.publication} ← {self.item_id}"
