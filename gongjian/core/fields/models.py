"""Fields that an office adds to a kind of matter, their choices, and what was filled in."""

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

PREFIX = "x_"
"""Before a field's slug wherever it stands beside declared names: columns, filters, inputs, the API."""


class FieldType(models.TextChoices):
    TEXT = "text", pgettext_lazy("type of a field", "Text")
    NUMBER = "number", pgettext_lazy("type of a field", "Number")
    DATE = "date", pgettext_lazy("type of a field", "Date")
    YES_NO = "yes_no", pgettext_lazy("type of a field", "Yes or no")
    CHOICE = "choice", pgettext_lazy("type of a field", "One of a list")
    CHOICES = "choices", pgettext_lazy("type of a field", "Several of a list")
    FILE = "file", pgettext_lazy("type of a field", "File")


class FieldQuerySet(models.QuerySet["CustomField"]):
    def live(self) -> "FieldQuerySet":
        """Fields that are asked for now."""
        return self.filter(retired_at__isnull=True)

    def read_under(self, paths: list[str], kind: str) -> "FieldQuerySet":
        """Live fields of a kind in the offices of whoever reads under these area paths."""
        from gongjian.core.areas.models import Area

        offices = Area.objects.under_any(paths).values("office")
        return self.live().filter(kind=kind, office__in=offices).select_related("office")

    def with_lines(self) -> "list[CustomField]":
        """The fields in order, with their choices, in one query for all."""
        return folded(self.line_by_line())

    def line_by_line(self) -> "FieldQuerySet":
        """The fields in order, each as often as it has choices: as `folded` takes them."""
        joined = {f"line_{name}": F(f"choices__{name}") for name in ("code", "label", "until")}
        return self.annotate(**joined).order_by("kind", "order", "pk", "choices__order", "choices__pk")

    def with_choices(self) -> "FieldQuerySet":
        """Choices in one query more."""
        return self.prefetch_related("choices")


def folded(rows: "Iterable[CustomField]") -> "list[CustomField]":
    """Each field once, with its choices at hand."""
    found: dict[int, CustomField] = {}
    for row in rows:
        field = found.setdefault(row.pk, row)
        field.known = [] if field is row else field.known
        if (code := getattr(row, "line_code", None)) is not None:
            label, until = getattr(row, "line_label", ""), getattr(row, "line_until", None)
            field.known.append(FieldChoice(field_id=field.pk, code=code, label=label, until=until))
    return list(found.values())


class CustomField(models.Model):
    """One field of one office and kind of matter. `slug` names it in addresses and files and never changes. With a
    `category` it is a question of that category's matters and of those below it ("c01" asks "c01-02" too). A retired field
    is asked for no more; what was filled in stays with its matter."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    slug = models.CharField(max_length=30)
    label = models.CharField(max_length=30)
    help = models.CharField(max_length=120, blank=True)
    type = models.CharField(max_length=8, choices=FieldType)
    category = models.CharField(max_length=40, blank=True)
    required = models.BooleanField(default=False)
    shown = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=100)
    retired_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    objects = FieldQuerySet.as_manager()
    known: "list[FieldChoice]"

    class Meta:
        ordering = ("kind", "order", "id")
        constraints = [
            models.UniqueConstraint(fields=["office", "kind", "slug"], name="one_field_per_slug"),
            models.UniqueConstraint(
                fields=["office", "kind", "label"], condition=Q(retired_at__isnull=True), name="one_field_per_label"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """The name of its column, filter and input."""
        return PREFIX + self.slug

    def asks(self, category: str) -> bool:
        """Whether it is asked of matters of this category."""
        return not self.category or category == self.category or category.startswith(f"{self.category}-")

    @property
    def is_choice(self) -> bool:
        """Whether values come from its list."""
        return self.type in (FieldType.CHOICE, FieldType.CHOICES)

    def words(self) -> dict[str, str]:
        """All its choices by code, withdrawn ones too: what was chosen stays readable."""
        return {choice.code: choice.label for choice in self.lines()}

    def lines(self) -> "list[FieldChoice]":
        """Its list in order, read beforehand or now."""
        known: list[FieldChoice] | None = self.__dict__.get("known")
        return list(self.choices.all()) if known is None else known

    def choices_on(self, day: dt.date) -> list[tuple[str, str]]:
        """What may be chosen on a day."""
        return [(one.code, one.label) for one in self.lines() if one.until is None or one.until > day]


class FieldChoice(models.Model):
    """One line of a field's list, from one day until the day before another."""

    field = models.ForeignKey(CustomField, models.PROTECT, related_name="choices")
    code = models.CharField(max_length=8)
    label = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField(default=100)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering = ("order", "id")
        constraints = [models.UniqueConstraint(fields=["field", "code"], name="one_choice_per_code")]

    def __str__(self) -> str:
        return self.label


class FieldValue(models.Model):
    """What was filled in for one matter and field, in the column of its type. Several choices are `|code|code|`."""

    item = models.ForeignKey("items.Item", models.PROTECT, related_name="field_values")
    field = models.ForeignKey(CustomField, models.PROTECT, related_name="values")
    text = models.CharField(max_length=500, blank=True)
    number = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    day = models.DateField(null=True)
    yes = models.BooleanField(null=True)
    code = models.CharField(max_length=200, blank=True)
    file = models.ForeignKey("files.Attachment", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "field"], name="one_value_per_field")]
        indexes = [
            models.Index(fields=["field", "number"], condition=Q(number__isnull=False), name="field_numbers"),
            models.Index(fields=["field", "day"], condition=Q(day__isnull=False), name="field_days"),
            models.Index(fields=["field", "yes"], condition=Q(yes__isnull=False), name="field_yes"),
            models.Index(fields=["field", "code"], condition=~Q(code=""), name="field_codes"),
            models.Index(fields=["field", "text"], condition=~Q(text=""), name="field_texts"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.field_id}"
