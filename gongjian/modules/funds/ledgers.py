"""The lists of the money: accounts, the book, payments, vouchers. Sums are shown in yuan."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.asking.models import ReviewSheet
from gongjian.core.items.models import Item
from gongjian.core.ledgers.addresses import page_by_number
from gongjian.core.ledgers.filters import (
    AreaFilter,
    ChoiceFilter,
    ConditionFilter,
    DatesFilter,
    NumberFilter,
    TextFilter,
)
from gongjian.core.ledgers.items import item_columns, item_filters, item_search, with_lights
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.modules.funds.flows import CASE, PAYMENT
from gongjian.modules.funds.models import (
    Account,
    Entry,
    EntryKind,
    Payment,
    PaymentQuerySet,
    SpendingCase,
    Voucher,
)
from gongjian.modules.funds.showing import with_money

SHARED, OF_CASE = item_columns(PAYMENT), item_columns(CASE)


def yuan(name: str) -> Callable[[Any], Decimal]:
    """The column's value in yuan."""
    return lambda row: Decimal(getattr(row, name)) / 100


def some(name: str) -> Callable[[Any], Decimal | None]:
    """The same, and nothing for nothing."""
    return lambda row: Decimal(getattr(row, name)) / 100 or None


ACCOUNTS = Ledger(
    slug="fund_accounts",
    title=_("Accounts"),
    permission="funds.view",
    url_name="funds:accounts",
    queryset=lambda access: Account.objects.visible_to(access).with_all(),
    columns=(
        Column("unit", _("Organisation"), "unit", sort="unit__name", link=True, phone=True),
        Column("year", _("Year"), lambda row: str(row.year), width=80, sort="year", phone=True),
        Column("granted", _("Granted, yuan"), yuan("granted"), Kind.MONEY, width=120, sort="granted"),
        Column("reserved", _("Reserved, yuan"), yuan("reserved"), Kind.MONEY, width=120, sort="reserved"),
        Column("spent", _("Spent, yuan"), yuan("spent"), Kind.MONEY, width=120, sort="spent"),
        Column("available", _("Available, yuan"), yuan("available"), Kind.MONEY, width=120, sort="available", phone=True),
        Column("closed", _("Closed on"), "closed_at", Kind.STAMP, width=132, sort="closed_at", shown=False),
    ),
    filters=(
        TextFilter("unit", _("Organisation"), paths=("unit__name",)),
        NumberFilter("year", _("Year"), "year"),
        DatesFilter("closed", _("Closed on"), "closed_at", blank="null"),
    ),
    search=lambda words: Q(unit__name__icontains=words),
    default_sort="unit",
    row_url=lambda row: reverse("funds:account", args=[row.pk]),
    primary_action=PrimaryAction(_("Grant a year"), "funds:grant", permission="funds.rule"),
    empty_title=_("No account yet"),
    empty_text=_("Enter the year's sums with their source, then grant them: each organisation gets its account."),
)  # fmt: skip

ENTRIES = Ledger(
    slug="fund_entries",
    title=_("The book"),
    permission="funds.view",
    url_name="funds:entries",
    queryset=lambda access: Entry.objects.visible_to(access).select_related("account__unit", "item", "by"),
    columns=(
        Column("at", _("When"), "at", Kind.STAMP, width=132, sort="id", phone=True),
        Column("account", _("Fund account"), "account", link=True, phone=True),
        Column("kind", _("What"), lambda row: row.get_kind_display(), width=90, sort="kind", phone=True),
        Column("granted", _("Granted, yuan"), some("granted"), Kind.MONEY, width=110, sort="granted", phone=True),
        Column("reserved", _("Reserved, yuan"), some("reserved"), Kind.MONEY, width=110, sort="reserved", phone=True),
        Column("spent", _("Spent, yuan"), some("spent"), Kind.MONEY, width=110, sort="spent", phone=True),
        Column("item", _("For which matter"), "item", width=200),
        Column("by", _("By"), "by", width=80),
    ),
    filters=(
        ChoiceFilter("kind", _("What"), "kind", list(EntryKind.choices)),
        TextFilter("unit", _("Organisation"), paths=("account__unit__name",)),
        DatesFilter("at", _("When"), "at"),
    ),
    default_sort="-at",
    row_url=lambda row: reverse("funds:account", args=[row.account_id]),
    empty_title=_("Nothing has been booked yet"),
    empty_text=_("Lines appear as soon as money is granted, reserved or spent."),
)  # fmt: skip


def _reviewed(path: str) -> Q:
    """Whether somebody has looked at the matter on site."""
    return Q(Exists(ReviewSheet.objects.filter(item=OuterRef(path))))


def _has(payments: PaymentQuerySet) -> Q:
    return Q(Exists(payments.filter(matter=OuterRef("pk"))))


PAYMENTS = Ledger(
    slug="fund_payments",
    title=_("Payments"),
    permission="funds.view",
    url_name="funds:payments",
    queryset=lambda access: with_lights(Payment.objects.visible_to(access).with_all()),
    columns=(
        SHARED["number"],
        SHARED["title"],
        SHARED["state"],
        Column("amount", _("Sum, yuan"), yuan("amount"), Kind.MONEY, width=110, sort="amount", phone=True),
        Column("account", _("Fund account"), "account", width=200),
        Column("payee", _("Paid to"), "payee", width=180, sort="payee"),
        Column("matter", _("For which matter"), "matter", width=180, shown=False),
        SHARED["opened"],
        SHARED["result"],
        SHARED["closed"],
    ),
    filters=(
        *item_filters(PAYMENT, everybody=True),
        TextFilter("payee", _("Paid to"), paths=("payee",)),
        ConditionFilter(
            "review",
            _("Review on site"),
            "",
            (
                ("paid_unseen", _("Paid without a review")),
                ("seen", _("Reviewed on site")),
            ),
            conditions={
                "paid_unseen": lambda now: (
                    Q(item__state="paid", matter__isnull=False) & ~_reviewed("matter_id")
                ),
                "seen": lambda now: _reviewed("matter_id"),
            },
        ),
    ),
    views=(
        SavedView("to_check", _("Papers to be checked"), {"state": "requested"}),
        SavedView("to_order", _("To be ordered"), {"state": "checked"}),
        SavedView("paid_unseen", _("Paid without a review"), {"review": "paid_unseen"}),
        SavedView("failed", pgettext_lazy("payment state", "Failed"), {"state": "failed"}),
    ),
    search=item_search(),
    flow=PAYMENT,
    looks=("board", "chart"),
    default_sort="-opened",
    row_url=page_by_number("funds:payment"),
    empty_title=_("No payment yet"),
    empty_text=_("A payment is asked for on the page of the account that pays it."),
)

PAID = Payment.objects.filter(item__state="paid")


def _per_household(row: Item) -> Decimal | None:
    """Yuan paid for each household that benefits."""
    homes = row.homes  # type: ignore[attr-defined]
    return Decimal(row.paid) / homes / 100 if homes and row.paid else None  # type: ignore[attr-defined]


MATTERS = Ledger(
    slug="fund_matters",
    title=_("Money by matter"),
    permission="funds.view",
    url_name="funds:matters",
    queryset=with_money,
    columns=(
        Column("number", pgettext_lazy("column", "Number"), "number", width=96, sort="number", phone=True),
        Column("title", pgettext_lazy("column", "Matter"), "title", link=True, phone=True),
        Column("state", _("State"), lambda row: row, Kind.STATE, width=100, phone=True),
        Column("paid", _("Paid, yuan"), some("paid"), Kind.MONEY, width=120, phone=True),
        Column("asked", _("Asked for, yuan"), some("asked"), Kind.MONEY, width=120),
        Column("kept", _("Kept, yuan"), some("kept"), Kind.MONEY, width=120),
        Column("homes", _("Households"), "homes", Kind.NUMBER, width=80),
        Column("per_home", _("Paid per household, yuan"), _per_household, Kind.MONEY, width=120, phone=True),
        Column("reviews", _("Times reviewed on site"), "reviews", Kind.NUMBER, width=90, phone=True),
        Column("opened", _("Entered"), "opened_at", Kind.STAMP, width=132, sort="opened_at", shown=False),
    ),
    filters=(
        ConditionFilter(
            "money",
            _("Money"),
            "",
            (
                ("money", _("Money kept or paid")),
                ("paid_unseen", _("Paid without a review")),
                ("seen_unpaid", _("Reviewed without a payment")),
            ),
            conditions={
                "money": lambda now: _has(Payment.objects.all()) | Q(kept__gt=0),
                "paid_unseen": lambda now: _has(PAID) & ~_reviewed("pk"),
                "seen_unpaid": lambda now: _reviewed("pk") & ~_has(PAID),
            },
        ),
        AreaFilter("area", _("Area"), "area_path"),
        DatesFilter("opened", _("Entered"), "opened_at"),
    ),
    views=(
        SavedView("money", _("Money kept or paid"), {"money": "money"}),
        SavedView("paid_unseen", _("Paid without a review"), {"money": "paid_unseen"}),
        SavedView("seen_unpaid", _("Reviewed without a payment"), {"money": "seen_unpaid"}),
    ),
    search=item_search(prefix=""),
    default_sort="-opened",
    row_url=lambda row: reverse(row.flow.url_name, args=[row.pk]),
    empty_title=_("No money has gone to a matter yet"),
    empty_text=_("Projects appear here, and other matters once money is kept or paid for them or somebody has looked at them on site."),
)  # fmt: skip

CASES = Ledger(
    slug="fund_cases",
    title=_("Spending cases"),
    permission="funds.view",
    url_name="funds:cases",
    queryset=lambda access: with_lights(SpendingCase.objects.visible_to(access).with_all()),
    columns=(
        OF_CASE["number"],
        OF_CASE["title"],
        OF_CASE["state"],
        Column("amount", _("Sum, yuan"), yuan("amount"), Kind.MONEY, width=120, sort="amount", phone=True),
        Column("account", _("Fund account"), "account", width=200),
        Column("matter", _("For which matter"), "matter", width=200, phone=True),
        OF_CASE["opened"],
        OF_CASE["result"],
        OF_CASE["closed"],
    ),
    filters=item_filters(CASE, everybody=True),
    views=(
        SavedView("to_decide", _("To be decided"), {"state": "proposed"}),
        SavedView("to_settle", _("Approved, not settled"), {"state": "approved"}),
    ),
    search=item_search(),
    flow=CASE,
    looks=("board", "chart"),
    default_sort="-opened",
    row_url=page_by_number("funds:case"),
    empty_title=_("No case yet"),
    empty_text=_("A case is proposed on the page of the organisation's account."),
)

VOUCHERS = Ledger(
    slug="fund_vouchers",
    title=_("Vouchers"),
    permission="funds.view",
    url_name="funds:vouchers",
    queryset=lambda access: Voucher.objects.visible_to(access).select_related("payment__item", "payment__account__unit"),
    columns=(
        Column("number", _("Number of the invoice"), "number", sort="number", link=True, phone=True),
        Column("year", _("Year"), lambda row: str(row.year), width=80, sort="year"),
        Column("payment", _("Payment"), "payment.item", phone=True),
        Column("account", _("Fund account"), "payment.account", width=200),
        Column("live", _("In use"), "live", width=80, sort="live"),
        Column("at", _("When"), "at", Kind.STAMP, width=132, sort="id"),
    ),
    filters=(
        TextFilter("number", _("Number of the invoice"), paths=("number",)),
        NumberFilter("year", _("Year"), "year"),
        DatesFilter("at", _("When"), "at"),
    ),
    default_sort="-at",
    row_url=lambda row: reverse("funds:payment", args=[row.payment_id]),
    empty_title=_("No voucher yet"),
    empty_text=_("Each payment brings its voucher's number."),
)  # fmt: skip
