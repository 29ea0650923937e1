"""The secret address under which somebody's calendar program reads her deadlines."""

from django.db import models
from django.db.models import Q


class FeedAddress(models.Model):
    """One live address for each person; what is kept is the digest, so that whoever reads the database cannot read it."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="feed_addresses")
    digest = models.CharField(max_length=64, unique=True)
    tail = models.CharField(max_length=4)
    made_at = models.DateTimeField()
    read_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="one_live_feed_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"…{self.tail}"
