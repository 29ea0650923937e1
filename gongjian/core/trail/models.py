"""The trail: who did what to which thing and when. Rows are added, never changed (held by triggers)."""

from django.db import models
from django.db.models import Q

from gongjian.core.people.access import Access

# What an administrator reads: nothing that tells of a matter or of anybody's personal data.
ACCOUNT_ACTS = ("areas.", "orgs.", "people.", "clock.", "jobs.", "notices.", "backup.")


class TrailQuerySet(models.QuerySet["TrailRow"]):
    def visible_to(self, access: Access) -> "TrailQuerySet":
        """Rows of the areas for which the person may read the trail: about accounts and areas, or about matters too."""
        accounts = Q(pk__in=[])
        for prefix in ACCOUNT_ACTS:
            accounts |= Q(action__startswith=prefix)
        plain = _placed(access.paths("trail.view")) & Q(item__isnull=True) & accounts
        return self.filter(_placed(access.paths("trail.view_items")) | plain)


def _placed(paths: list[str]) -> Q:
    """By the office as it lies in the tree now, or by the path that the row bore when it was written."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(office__path__within=path) | Q(area_path__startswith=path)
    return condition


class TrailRow(models.Model):
    """One write by an action. `changes` holds masked values only; `digest` covers all columns but itself and the id."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", db_index=False)
    area_path = models.CharField(max_length=200, default="")
    at = models.DateTimeField()
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    behalf = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    action = models.CharField(max_length=60)
    model = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    item = models.ForeignKey("items.Item", models.PROTECT, null=True, related_name="trail", db_index=False)
    changes = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    digest = models.CharField(max_length=64)

    objects = TrailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["actor", "-id"]),
            models.Index(fields=["at"]),
            models.Index(fields=["office", "-id"]),
            models.Index(fields=["item", "id"]),
            models.Index(fields=["model", "object_id"]),
            models.Index(fields=["behalf"], condition=Q(behalf__isnull=False), name="trail_behalf"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.label}"


class Seal(models.Model):
    """The row's place in its office's chain: `chain` = H(chain of the seal before, digest of the row)."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveBigIntegerField()
    row = models.OneToOneField(TrailRow, models.PROTECT, related_name="seal")
    chain = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "number"], name="one_seal_per_place")]


class Unsealed(models.Model):
    """Rows the sealer has not chained yet: written with the row by a trigger (`guards.WAITS`), taken away by the sealer."""

    row = models.OneToOneField(TrailRow, models.PROTECT, primary_key=True, related_name="unsealed")
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
