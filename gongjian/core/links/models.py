"""Typed links between anything and anything: origin, duplicate, result, evidence, service, payment, agreement, part."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

Name = tuple[str, int]
"""A row by "app.model" and id; every matter is named by its item."""


class LinkKind(models.TextChoices):
    """What the source has to do with the target, in words that stand between the two."""

    DUPLICATE = "duplicate", _("Duplicate of")
    ORIGIN = "origin", _("Comes from")
    RESULT = "result", _("Led to")
    EVIDENCE = "evidence", _("Proved by")
    SERVES = "serves", _("Serves")
    PAYS = "pays", _("Pays for")
    AGREED = "agreed", _("Agreed in")
    PART = "part", _("Part of")


AHEAD = (LinkKind.DUPLICATE, LinkKind.RESULT, LinkKind.EVIDENCE)
"""Kinds whose target comes later in the thread than their source; of all others it comes earlier."""


class LinkQuerySet(models.QuerySet["Link"]):
    def live(self) -> "LinkQuerySet":
        """Links that were not taken off again."""
        return self.filter(ended_at__isnull=True)

    def going_out(self, obj: models.Model) -> "LinkQuerySet":
        """Live links whose source is the row."""
        model, pk = name_of(obj)
        return self.live().filter(source_model=model, source_id=pk)

    def coming_in(self, obj: models.Model) -> "LinkQuerySet":
        """Live links whose target is the row."""
        model, pk = name_of(obj)
        return self.live().filter(target_model=model, target_id=pk)

    def of(self, obj: models.Model) -> "LinkQuerySet":
        """Live links of the row, either way."""
        return self.touching([name_of(obj)])

    def touching(self, names: Iterable[Name]) -> "LinkQuerySet":
        """Live links at either end of which one of the rows stands; one query."""
        by_model: dict[str, list[int]] = {}
        for model, pk in names:
            by_model.setdefault(model, []).append(pk)
        condition = Q(pk__in=[])
        for model, ids in by_model.items():
            condition |= Q(source_model=model, source_id__in=ids) | Q(target_model=model, target_id__in=ids)
        return self.live().filter(condition)


class Link(models.Model):
    """From one row to another. A link is taken off by `ended_at`, never deleted."""

    kind = models.CharField(max_length=12, choices=LinkKind)
    source_model = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    target_model = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField(max_length=200, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source_model", "source_id", "target_model", "target_id"],
                condition=Q(ended_at__isnull=True),
                name="one_live_link_of_a_kind",
            )
        ]
        indexes = [
            models.Index(fields=["source_model", "source_id"], name="link_by_source"),
            models.Index(fields=["target_model", "target_id"], name="link_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.source_model} {self.source_id} {self.kind} {self.target_model} {self.target_id}"

    @property
    def source(self) -> Name:
        """The row that says it."""
        return self.source_model, self.source_id

    @property
    def target(self) -> Name:
        """The row of which it is said."""
        return self.target_model, self.target_id

    @property
    def earlier(self) -> Name:
        """The end that was there first: from it the other one came."""
        return self.source if self.kind in AHEAD else self.target

    @property
    def later(self) -> Name:
        """The other end."""
        return self.target if self.kind in AHEAD else self.source


def name_of(obj: models.Model) -> Name:
    """How links name a row: a matter, or what hangs on one as its facts, by the item."""
    from gongjian.core.items.models import Item

    if isinstance(obj, Item):
        return ITEM, obj.pk
    fields = {field.name: field for field in obj._meta.concrete_fields}
    if "item" in fields and fields["item"].primary_key:
        return ITEM, obj.pk
    return obj._meta.label_lower, obj.pk


ITEM = "items.item"
