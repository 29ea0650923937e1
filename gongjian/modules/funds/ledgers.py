"""The lists of the money: accounts, the book, payments, vouchers. Sums are shown in yuan."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.asking.models import ReviewSheet
from gongjian.core.ledgers.addresses import page_by_number
from gongjian.core.ledgers.filters import ChoiceFilter, ConditionFilter, DatesFilter, NumberFilter, TextFilter
from gongjian.core.ledgers.items import item_columns, item_filters, item_search, with_lights
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.modules.funds.flows import PAYMENT
from gongjian.modules.funds.models import Account, Entry, EntryKind, Payment, Voucher

SHARED = item_columns(PAYMENT)


def yuan(name: str) -> Callable[[Any], Decimal]:
    """The column's value in yuan."""
    return lambda row: Decimal(getattr(row, name)) / 100


ACCOUNTS = Ledger(
    slug="fund_accounts",
    title=_("Accounts"),
    permission="funds.view",
    url_name="funds:accounts",
    queryset=lambda access: Account.objects.visible_to(access).with_all(),
    columns=(
        Column("unit", _("Organisation"), "unit", sort="unit__name", link=True, phone=True),
        Column("year", _("Year"), lambda row: str(row.year), width=80, sort="year", phone=True),
        Column("granted", _("Granted, yuan"), yuan("granted"), Kind.NUMBER, width=120, sort="granted"),
        Column("reserved", _("Reserved, yuan"), yuan("reserved"), Kind.NUMBER, width=120, sort="reserved"),
        Column("spent", _("Spent, yuan"), yuan("spent"), Kind.NUMBER, width=120, sort="spent"),
        Column("available", _("Available, yuan"), yuan("available"), Kind.NUMBER, width=120, sort="available", phone=True),
    ),
    filters=(
        TextFilter("unit", _("Organisation"), paths=("unit__name",)),
        NumberFilter("year", _("Year"), "year"),
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
        Column("granted", _("Granted, yuan"), yuan("granted"), Kind.NUMBER, width=110, sort="granted"),
        Column("reserved", _("Reserved, yuan"), yuan("reserved"), Kind.NUMBER, width=110, sort="reserved"),
        Column("spent", _("Spent, yuan"), yuan("spent"), Kind.NUMBER, width=110, sort="spent"),
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


def _reviewed() -> Q:
    """Payments for a matter that somebody has looked at on site."""
    return Q(Exists(ReviewSheet.objects.filter(item=OuterRef("matter_id"))))


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
        Column("amount", _("Sum, yuan"), yuan("amount"), Kind.NUMBER, width=110, sort="amount", phone=True),
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
                "paid_unseen": lambda now: Q(item__state="paid", matter__isnull=False) & ~_reviewed(),
                "seen": lambda now: _reviewed(),
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
