"""Which account of another system belongs to whom."""

import uuid

from django.db import models
from django.db.models import Q

LIVE = Q(removed_at__isnull=True)


class OutsideAccount(models.Model):
    """That a person is known to a provider under a name of its own. Found by a keyed index; the name itself is sealed, and
    both are emptied when the link is taken away."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="outside_accounts")
    provider = models.CharField(max_length=10)
    subject_index = models.CharField(max_length=64, blank=True)
    subject_sealed = models.BinaryField(null=True)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    used_on = models.DateField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("provider", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "subject_index"], condition=LIVE, name="one_person_per_outside_account"
            ),
            models.UniqueConstraint(
                fields=["person", "provider"], condition=LIVE, name="one_outside_account_per_provider"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.provider}"
