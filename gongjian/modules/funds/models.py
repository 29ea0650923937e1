"""The money: rules by which it is granted, accounts, their append-only entries, payments and their vouchers."""

import datetime as dt

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.areas.path import within_any
from gongjian.core.dated import holds_on
from gongjian.core.items.models import Item
from gongjian.core.items.models.item import visible
from gongjian.core.people.access import Access
from gongjian.lib.money import yuan_text

SUMS = ("granted", "reserved", "spent")
ASKED = ("requested", "checked", "ordered", "failed")
"""States of payments that are under way."""


class RuleKind(models.TextChoices):
    COMMUNITY = "community", _("A year's sum of a community Party organisation")
    BRANCH = "branch", _("A year's sum of another branch")
    LIMIT = "limit", _("Limit for one matter without a decision of its own")
    CARRY = "carry", _("Share carried over at the end of a year")


class FundRuleQuerySet(models.QuerySet["FundRule"]):
    def visible_to(self, access: Access) -> "FundRuleQuerySet":
        """Rules of the offices whose money the person may read."""
        return self.filter(within_any("office__path", access.paths("funds.view")))

    def on(self, day: dt.date) -> "FundRuleQuerySet":
        """Rules that hold on a day."""
        return self.filter(holds_on(day))


class FundRule(models.Model):
    """What holds from one day until the day before another, and where that is written.

    `amount` is in fen: what an organisation gets a year, or what one matter may cost without a decision of its own. Of
    what is carried over it is in per cent, 0 to 100, of what is available on the year's last day.
    """

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=RuleKind)
    amount = models.PositiveBigIntegerField()
    since = models.DateField()
    until = models.DateField(null=True)
    source = models.CharField(max_length=120)
    is_demo = models.BooleanField(default=False)

    objects = FundRuleQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "-since", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind"], condition=Q(until__isnull=True), name="one_live_fund_rule"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) & ~Q(kind="carry") | Q(kind="carry", amount__lte=100),
                name="fund_rule_sensible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.since:%Y-%m-%d}"

    @property
    def told(self) -> str:
        """The sum in yuan, or the share."""
        return f"{self.amount}%" if self.kind == RuleKind.CARRY else yuan_text(self.amount)


class AccountQuerySet(models.QuerySet["Account"]):
    def visible_to(self, access: Access) -> "AccountQuerySet":
        """Accounts of the offices, or of the organisations in the areas, whose money the person may read."""
        paths = access.paths("funds.view")
        return self.filter(within_any("office__path", paths) | within_any("unit__area__path", paths))

    def with_all(self) -> "AccountQuerySet":
        """With what a row shows."""
        return self.select_related("office", "unit__area").annotate(
            available=F("granted") - F("reserved") - F("spent")
        )

    def unproved(self) -> "AccountQuerySet":
        """Accounts whose kept sums are not those of their entries; there should be none."""
        entries = Entry.objects.filter(account=OuterRef("pk")).order_by().values("account")
        own = {
            f"own_{name}": Coalesce(Subquery(entries.annotate(sum=Sum(name)).values("sum")), 0)
            for name in SUMS
        }
        wrong = Q(pk__in=[])
        for name in SUMS:
            wrong |= ~Q(**{name: F(f"own_{name}")})
        return self.annotate(**own).filter(wrong)


class Account(models.Model):
    """One organisation's money of one year, in fen. The three sums are kept for speed and proved by the entries.

    What is available is granted − reserved − spent; the database itself refuses less than nothing.
    """

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40, unique=True)
    granted = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    spent = models.BigIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(reserved__gte=0) & Q(spent__gte=0), name="fund_sums_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(granted__gte=F("reserved") + F("spent")), name="fund_available_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.unit.name}"

    @property
    def free(self) -> int:
        """What can still be reserved or asked for."""
        return self.granted - self.reserved - self.spent


class EntryKind(models.TextChoices):
    GRANT = "grant", pgettext_lazy("entry", "Granted")
    RESERVE = "reserve", pgettext_lazy("entry", "Reserved")
    RELEASE = "release", pgettext_lazy("entry", "Released")
    SPEND = "spend", pgettext_lazy("entry", "Spent")
    RETURN = "return", pgettext_lazy("entry", "Came back")
    CORRECT = "correct", pgettext_lazy("entry", "Reversed")
    CASE = "case", pgettext_lazy("entry", "Granted case by case")
    CARRIED = "carried", pgettext_lazy("entry", "Carried to the next year")
    BROUGHT = "brought", pgettext_lazy("entry", "Brought from last year")
    LAPSED = "lapsed", pgettext_lazy("entry", "Fell back")


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, access: Access) -> "EntryQuerySet":
        """Entries of accounts that the person may read."""
        paths = access.paths("funds.view")
        return self.filter(within_any("office__path", paths) | within_any("account__unit__area__path", paths))

    def reserved_for(self, item: Item) -> int:
        """What of the account stands reserved for a matter."""
        return self.filter(item=item).aggregate(sum=Sum("reserved"))["sum"] or 0


class Entry(models.Model):
    """One line of the book: what it adds to each of the three sums, in fen. Lines are only ever added."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=8, choices=EntryKind)
    granted = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    spent = models.BigIntegerField(default=0)
    item = models.ForeignKey("items.Item", models.PROTECT, null=True, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"

    @property
    def amount(self) -> int:
        """The sum of the line without its sign."""
        return max(abs(self.granted), abs(self.spent), abs(self.reserved))


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, access: Access) -> "PaymentQuerySet":
        """Payments whose item the person may read."""
        return self.filter(visible(access, to="item__"))

    def with_all(self) -> "PaymentQuerySet":
        """With what a row shows."""
        return self.select_related(
            "item__office", "item__area", "item__unit", "item__handler", "account__unit", "matter"
        )


class Payment(models.Model):
    """A payment's own facts; state, history and files are its item's. `drawn` came out of the matter's reservation."""

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="payment")
    account = models.ForeignKey(Account, models.PROTECT, related_name="payments")
    matter = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    amount = models.PositiveBigIntegerField()
    drawn = models.PositiveBigIntegerField(default=0)
    payee = models.CharField(max_length=80)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ("-item_id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0) & Q(drawn__lte=F("amount")), name="payment_positive"
            )
        ]

    def __str__(self) -> str:
        return str(self.item)


class SpendingCaseQuerySet(models.QuerySet["SpendingCase"]):
    def visible_to(self, access: Access) -> "SpendingCaseQuerySet":
        """Cases whose item the person may read."""
        return self.filter(visible(access, to="item__"))

    def decided(self) -> "SpendingCaseQuerySet":
        """Cases that were approved, settled ones too."""
        return self.filter(item__state__in=("approved", "settled"))

    def with_all(self) -> "SpendingCaseQuerySet":
        """With what a row shows."""
        return self.select_related(
            "item__office", "item__area", "item__unit", "item__handler", "account__unit__area", "matter"
        )


class SpendingCase(models.Model):
    """A sum of engineering scale for one matter, in fen, decided by a meeting of its own (一事一议). Its item holds the rest."""

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="spending_case")
    account = models.ForeignKey(Account, models.PROTECT, related_name="cases")
    matter = models.ForeignKey(Item, models.PROTECT, related_name="+")
    amount = models.PositiveBigIntegerField()
    why = models.TextField(max_length=2000)

    objects = SpendingCaseQuerySet.as_manager()

    class Meta:
        ordering = ("-item_id",)
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="spending_case_positive")]

    def __str__(self) -> str:
        return str(self.item)


class VoucherQuerySet(models.QuerySet["Voucher"]):
    def visible_to(self, access: Access) -> "VoucherQuerySet":
        """Vouchers of the accounts that the person may read."""
        paths = access.paths("funds.view")
        return self.filter(
            within_any("office__path", paths) | within_any("payment__account__unit__area__path", paths)
        )


class Voucher(models.Model):
    """An invoice by which money is asked for; its number is used once per office and year while it is `live`."""

    office = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="vouchers")
    year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=40)
    live = models.BooleanField(default=True)
    at = models.DateTimeField()

    objects = VoucherQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year", "number"], condition=Q(live=True), name="one_use_per_voucher"
            )
        ]

    def __str__(self) -> str:
        return self.number
