"""What a person keeps of a list: named views, her own or shared with the office, and her choice of columns."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from gongjian.core.people.access import Access

PREFIX = "v"
"""Before a kept view's number where the address names it (`?view=v12`); declared views have names of letters."""


class ViewQuerySet(models.QuerySet["LedgerView"]):
    def kept(self) -> "ViewQuerySet":
        """Views that were not taken away."""
        return self.filter(removed_at__isnull=True)

    def for_reader(self, access: Access, permission: str) -> "ViewQuerySet":
        """Her own, and those shared in the offices in which she reads the list; shared ones first."""
        from gongjian.core.areas.models import Area

        offices = Area.objects.under_any(access.paths(permission)).values("office")
        mine = Q(person=access.person_id, office__isnull=True)
        return self.kept().filter(mine | Q(office__in=offices)).order_by("-office", "order", "pk")


class LedgerView(models.Model):
    """Filters, search, order and columns of a list under a name. With an office it is shared with all who read there."""

    ledger = models.CharField(max_length=40)
    name = models.CharField(max_length=20)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    office = models.ForeignKey("areas.Area", models.PROTECT, null=True, related_name="+")
    params = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    order = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = ViewQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["ledger", "person"], name="view_of_person"),
            models.Index(fields=["ledger", "office"], name="view_of_office"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return f"{PREFIX}{self.pk}"


class LedgerChoice(models.Model):
    """A person's own look of a list: which columns in which order and width, and with which view it opens."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    ledger = models.CharField(max_length=40)
    columns = models.JSONField(default=list)
    widths = models.JSONField(default=dict)
    start = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "ledger"], name="one_choice_per_ledger")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.ledger}"


class LedgerFile(models.Model):
    """A large export that was written in the background: kept for a week, and only for whoever asked."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    ledger = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    rows = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


def choice_of(ledger: Any, access: Access) -> LedgerChoice:
    """Her choice; one that says nothing as long as she made none. One query."""
    found = LedgerChoice.objects.filter(person=access.person_id, ledger=ledger.slug).first()
    return found or LedgerChoice(ledger=ledger.slug)
