"""The deletion ledger: what was destroyed or taken away, so that a restored backup does not bring it back."""

import uuid

from django.db import models
from django.db.models import Q


class Erasure(models.Model):
    """What was done to one row, named by its `uid` or else its id. `values` are the empty values that its fields have
    since, by name; none of them means that the whole row is gone. Nothing tells what stood there.

    `kept_outside`: it stands in the file outside the database too.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField()
    model = models.CharField(max_length=60)
    row = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    kept_outside = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(kept_outside=False), name="erasure_to_keep")]

    def __str__(self) -> str:
        return f"{self.model} {self.row}"
