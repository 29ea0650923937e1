"""Rules by which the desk is told to whom a report goes; a person dispatches."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.dated import holds_on
from gongjian.core.people.access import Access
from gongjian.modules.reports.models.category import Category


class RuleState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("routing rule", "Not switched on yet")
    ON = "on", pgettext_lazy("routing rule", "Proposes")
    OFF = "off", pgettext_lazy("routing rule", "Switched off")


def offices_kept(access: Access) -> "models.QuerySet[Area, int]":
    """Ids of the offices whose categories and rules the person keeps."""
    return Area.objects.offices().under_any(access.paths("reports.set_up")).values_list("pk", flat=True)


class RoutingRuleQuerySet(models.QuerySet["RoutingRule"]):
    def visible_to(self, access: Access) -> "RoutingRuleQuerySet":
        """Rules of the offices whose categories the person keeps."""
        return self.filter(office__in=offices_kept(access))

    def proposing(self, office_id: int, day: dt.date) -> "RoutingRuleQuerySet":
        """Rules of the office that are switched on that day, in the order in which they are asked."""
        return self.filter(holds_on(day), office=office_id, state=RuleState.ON)

    def with_all(self) -> "RoutingRuleQuerySet":
        """With what a row shows."""
        return self.select_related("category__parent__parent", "area", "unit", "handler", "office")


class RoutingRule(models.Model):
    """A report of this category (or below it), in this area (or below it), that says one of these words goes to this unit.
    What is left empty asks nothing. `words` are apart by blanks. The first rule that fits in the order of `order` proposes.
    `tried` is what came of trying it on past reports: {since, reports, fits, agrees, differs}."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="rules")
    area = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    handler = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=100)
    state = models.CharField(max_length=5, choices=RuleState, default=RuleState.DRAFT)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    tried = models.JSONField(default=dict)
    tried_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    objects = RoutingRuleQuerySet.as_manager()

    class Meta:
        ordering = ("order", "id")
        indexes = [models.Index(fields=["office", "state", "order"], name="rule_office")]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=False) | Q(area__isnull=False) | ~Q(words=""),
                name="rule_asks_something",
            ),
        ]

    def __str__(self) -> str:
        asked = (self.category and self.category.name, self.area and self.area.short_name, self.words)
        return f"{' · '.join(str(one) for one in asked if one)} → {self.unit}"
