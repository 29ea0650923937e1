"""The trail: who did what to which thing and when. Rows are added, never changed (held by triggers)."""

from django.db import models


class TrailRow(models.Model):
    """One write by an action. `changes` holds masked values only; `digest` covers all columns but itself and the id."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area_path = models.CharField(max_length=200, default="")
    at = models.DateTimeField()
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    behalf = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    model = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    item = models.ForeignKey("items.Item", models.PROTECT, null=True, related_name="trail")
    changes = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["office", "-id"]),
            models.Index(fields=["item", "id"]),
            models.Index(fields=["model", "object_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.label}"


class Seal(models.Model):
    """The row's place in its office's chain: `chain` = H(chain of the seal before, digest of the row)."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    row = models.OneToOneField(TrailRow, models.PROTECT, related_name="seal")
    chain = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "number"], name="one_seal_per_place")]


class Unsealed(models.Model):
    """Rows the sealer has not chained yet: written with the row, taken away by the sealer."""

    row = models.OneToOneField(TrailRow, models.PROTECT, primary_key=True, related_name="unsealed")
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
