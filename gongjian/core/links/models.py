"""Typed links between anything and anything: origin, duplicate, result, evidence."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkKind(models.TextChoices):
    DUPLICATE = "duplicate", _("Duplicate of")
    ORIGIN = "origin", _("Comes from")
    RESULT = "result", _("Led to")
    EVIDENCE = "evidence", _("Proved by")


class Link(models.Model):
    """From one row to another, each named by "app.model" and id."""

    kind = models.CharField(max_length=12, choices=LinkKind)
    source_model = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    target_model = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source_model", "source_id", "target_model", "target_id"],
                name="one_link_of_a_kind",
            )
        ]
        indexes = [models.Index(fields=["target_model", "target_id"])]
