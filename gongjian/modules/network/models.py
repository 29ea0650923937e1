"""The alliance: units that joined, their yearly word, agreements with what each side gives, and pairings."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.path import PathField, within_any
from gongjian.core.dated import holds_on
from gongjian.core.items.models import Item
from gongjian.core.items.models.item import visible
from gongjian.core.links.models import LinkKind
from gongjian.core.people.access import Access

SOON = dt.timedelta(days=60)


class PartnerKind(models.TextChoices):
    AGENCY = "agency", pgettext_lazy("kind of partner", "Government agency")
    INSTITUTE = "institute", pgettext_lazy("kind of partner", "Public institution")
    SCHOOL = "school", pgettext_lazy("kind of partner", "School")
    HOSPITAL = "hospital", pgettext_lazy("kind of partner", "Hospital")
    STATE_FIRM = "state_firm", pgettext_lazy("kind of partner", "State-owned enterprise")
    FIRM = "firm", pgettext_lazy("kind of partner", "Company")
    SOCIETY = "society", pgettext_lazy("kind of partner", "Social organisation")
    SHOP = "shop", pgettext_lazy("kind of partner", "Shop")


class JoiningState(models.TextChoices):
    APPLIED = "applied", pgettext_lazy("in the alliance", "Asks to join")
    MEMBER = "member", pgettext_lazy("in the alliance", "Member")
    PAUSED = "paused", pgettext_lazy("in the alliance", "Paused")
    LEFT = "left", pgettext_lazy("in the alliance", "Left")
    REFUSED = "refused", pgettext_lazy("in the alliance", "Refused")


LIVE = (JoiningState.APPLIED, JoiningState.MEMBER, JoiningState.PAUSED)
IN_ALLIANCE = (JoiningState.MEMBER, JoiningState.PAUSED)


class JoiningQuerySet(models.QuerySet["Joining"]):
    def visible_to(self, access: Access) -> "JoiningQuerySet":
        """In the areas whose alliance the person may read."""
        return self.filter(within_any("area_path", access.paths("network.view")))

    def own_of(self, access: Access) -> "JoiningQuerySet":
        """Of the units to which the person belongs."""
        return self.filter(unit__in=access.unit_ids)


class Joining(models.Model):
    """A unit's way into the alliance and its standing there. `name_key` is the name as duplicates are known by."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area_path = PathField(editable=False)
    state = models.CharField(max_length=10, choices=JoiningState, default=JoiningState.APPLIED)
    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=PartnerKind)
    address = models.CharField(max_length=120, blank=True)
    gives = models.CharField(max_length=500, blank=True)
    contact_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    sign_in_name = models.CharField(max_length=40, blank=True)
    password_code = models.CharField(max_length=128, blank=True)
    applied_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    unit = models.OneToOneField("orgs.Unit", models.PROTECT, null=True, related_name="joining")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    is_demo = models.BooleanField(default=False)

    objects = JoiningQuerySet.as_manager()

    class Meta:
        ordering = ("-applied_at", "-id")
        indexes = [models.Index(fields=["area_path", "state"], name="joining_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name_key"], condition=Q(state__in=["applied", "member", "paused"]),
                name="one_live_joining",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def visible_to(self, access: Access) -> "ConfirmationQuerySet":
        """In the areas whose alliance the person may read."""
        return self.filter(within_any("area_path", access.paths("network.view")))


class Confirmation(models.Model):
    """The unit's yearly word that it goes on; unanswered by `due_on`, its standing is paused and nothing is deleted."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area_path = PathField(editable=False)
    joining = models.ForeignKey(Joining, models.PROTECT, related_name="confirmations")
    year = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    confirmed = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "joining__name")
        indexes = [models.Index(fields=["area_path", "-year"], name="confirmation_area")]
        constraints = [models.UniqueConstraint(fields=["joining", "year"], name="one_confirmation_a_year")]

    def __str__(self) -> str:
        return f"{self.joining} {self.year}"


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, access: Access) -> "AgreementQuerySet":
        """Agreements whose item the person may read: the office's staff, and the unit's own people."""
        return self.filter(visible(access, to="item__"))

    def with_all(self) -> "AgreementQuerySet":
        """With what a row shows, and how much was promised and delivered."""
        return self.select_related(
            "item__area", "item__unit", "item__office", "item__handler", "side", "previous__item"
        )

    def measured(self) -> "AgreementQuerySet":
        """With the number of terms, and of those that were kept."""
        terms = AgreementTerm.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement")
        kept = terms.filter(delivered__gte=F("quantity"))
        number = {"n": Count("pk")}
        return self.annotate(
            promised=Coalesce(Subquery(terms.annotate(**number).values("n")), 0),
            kept=Coalesce(Subquery(kept.annotate(**number).values("n")), 0),
        )


def ending_from(day: dt.date, *, within: dt.timedelta = SOON) -> Q:
    """Agreements running on the day that end within the span."""
    return Q(item__state="running", until__gte=day, until__lte=day + within)


class Agreement(models.Model):
    """Who gives what from a day to a day. The item's unit is the partner, `side` the branch or unit of the office."""

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="agreement")
    side = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="agreements")
    since = models.DateField()
    until = models.DateField()
    signed_on = models.DateField(null=True)
    previous = models.OneToOneField("self", models.PROTECT, null=True, related_name="next")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ("until", "item_id")
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("since")), name="agreement_span")]

    def __str__(self) -> str:
        return str(self.item)


class AgreementTerm(models.Model):
    """One thing that one party gives. `delivered` counts the live links of deliveries that point at it."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="terms")
    giver = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    what = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField(default=1)
    measure = models.CharField(max_length=10, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    delivered = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("agreement_id", "order", "id")
        constraints = [models.CheckConstraint(condition=Q(quantity__gte=1), name="term_promises_something")]

    def __str__(self) -> str:
        return self.what

    @property
    def office(self) -> object:
        """The office whose agreement it is."""
        return self.agreement.item.office


class PairingQuerySet(models.QuerySet["Pairing"]):
    def visible_to(self, access: Access) -> "PairingQuerySet":
        """In the areas whose alliance the person may read."""
        return self.filter(within_any("area_path", access.paths("network.view")))

    def live(self, day: dt.date) -> "PairingQuerySet":
        """What holds on that day."""
        return self.filter(holds_on(day))


class Pairing(models.Model):
    """A unit of the alliance stands by a community or a branch, from a day on; `until` is the first day without. Where it
    stands is where the other one works."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    area_path = PathField(editable=False)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="pairings")
    other = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="paired_with")
    purpose = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ("-since", "-id")
        indexes = [models.Index(fields=["area_path", "-since"], name="pairing_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="pairing_span"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.other}"


DELIVERY = LinkKind.AGREED
"""A delivery is a live link of this kind from a matter to the term."""

OPEN_TO_DELIVERY = ("signed", "running")
"""States of an agreement in which deliveries count."""
