"""What a report can be about: dated data, so that last year's reports keep last year's words."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q

from gongjian.core.dated import holds_on

DEEPEST = 6


class CategoryQuerySet(models.QuerySet["Category"]):
    def in_force(self, day: dt.date) -> "CategoryQuerySet":
        """Categories that hold on that day."""
        return self.filter(holds_on(day))

    def with_paths(self) -> "CategoryQuerySet":
        """With the categories above each, as `path_text` tells them."""
        return self.select_related("parent__parent__parent", "lead_unit")

    def of_office(self, office_id: int) -> "CategoryQuerySet":
        """Those of this office and those that all offices share."""
        return self.filter(Q(office_id=office_id) | Q(office__isnull=True))

    def with_those_below(self, ids: Iterable[int]) -> list[int]:
        """The ids of these categories and of all that stand below them, ended ones too: one query, however deep the tree."""
        below: dict[int | None, list[int]] = defaultdict(list)
        for pk, parent in self.order_by().values_list("pk", "parent_id"):
            below[parent].append(pk)
        found, edge = set[int](), set(ids)
        while edge:
            found |= edge
            edge = {pk for one in edge for pk in below[one]} - found
        return sorted(found)

    def in_tree(self) -> "list[tuple[int, Category]]":
        """Each with its depth, those below a category right behind it; one whose parent is not among them stands at the top."""
        rows = list(self)
        here = {one.pk for one in rows}
        below: dict[int | None, list[Category]] = defaultdict(list)
        for one in rows:
            below[one.parent_id if one.parent_id in here else None].append(one)
        found: list[tuple[int, Category]] = []
        waiting = [(0, one) for one in reversed(below[None])]
        while waiting:
            depth, one = waiting.pop()
            found.append((depth, one))
            waiting += [(depth + 1, child) for child in reversed(below[one.pk])]
        return found


class Category(models.Model):
    """One kind of matter, in a tree. `code` also names its rows in the table of time limits: a limit of "c01" holds for
    "c01-02" below it too. `until` is the first day without it. Lead, helpers and words for the public that a category does
    not have itself are those of the one above it."""

    office = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    hint = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    lead_unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    helpers = models.ManyToManyField("orgs.Unit", blank=True, related_name="+")
    public_name = models.CharField(max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(default=100)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ("order", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "code"], condition=Q(until__isnull=True), name="one_live_category_per_code"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")), name="category_span"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def line(self) -> "list[Category]":
        """From the top of the tree down to this one."""
        found, one = [self], self.parent
        while one is not None and len(found) < DEEPEST:
            found.append(one)
            one = one.parent
        return found[::-1]

    @property
    def path_text(self) -> str:
        """Its name behind those above it: 城乡建设 / 安全生产 / 事故处理."""
        return " / ".join(one.name for one in self.line())

    @property
    def lead(self) -> "Any":
        """Its own lead unit, else that of the nearest category above it which has one; None: nobody's."""
        return next((one.lead_unit for one in reversed(self.line()) if one.lead_unit_id), None)

    @property
    def told_as(self) -> str:
        """What residents read: its words for the public, else those above it, else its name."""
        return next((one.public_name for one in reversed(self.line()) if one.public_name), self.name)

    def helping(self) -> "list[Any]":
        """The units that help with it: its own, else those of the nearest category above that has some."""
        for one in reversed(self.line()):
            if units := list(one.helpers.all()):
                return units
        return []
