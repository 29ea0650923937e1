"""Reserving money for a matter, giving it back, and asking for payments."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.actions import masked
from gongjian.core.items.models import Item
from gongjian.core.items.opening import open_item
from gongjian.core.links.actions import link
from gongjian.core.links.models import LinkKind
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.search import index
from gongjian.core.trail.actions import record
from gongjian.lib.money import yuan_text
from gongjian.modules.funds.actions.common import check_matter, check_sum
from gongjian.modules.funds.book import locked_account, post
from gongjian.modules.funds.flows import PAYMENT
from gongjian.modules.funds.models import (
    ASKED,
    Account,
    Entry,
    EntryKind,
    FundRule,
    Payment,
    RuleKind,
    SpendingCase,
    Voucher,
)
from gongjian.modules.funds.policy import must


@transaction.atomic
def reserve(account_id: int, *, matter: Item, amount: int, actor: Person, now: dt.datetime) -> Entry:
    """Keep a sum for a matter, so that nobody else spends it."""
    account = locked_account(account_id)
    must("funds.request", account.unit.area.path, actor=actor, now=now)
    check_sum(amount)
    check_matter(account, matter, actor=actor, now=now)
    if matter.is_closed:
        raise Refused(_("The matter is closed: nothing is reserved for it any more."), field="matter")
    return post(account, EntryKind.RESERVE, reserved=amount, item=matter, actor=actor, now=now)


@transaction.atomic
def release(account_id: int, *, matter: Item, amount: int, actor: Person, now: dt.datetime) -> Entry:
    """Give back what was kept for a matter and is not needed."""
    account = locked_account(account_id)
    must("funds.request", account.unit.area.path, actor=actor, now=now)
    check_sum(amount)
    if matter.kind == PAYMENT.kind:
        raise Refused(
            _("What a payment holds is given back by refusing it or taking it back."), field="matter"
        )
    if amount > Entry.objects.filter(account=account).reserved_for(matter):
        raise Refused(_("So much is not reserved for this matter."), field="amount", code="not_enough")
    return post(account, EntryKind.RELEASE, reserved=-amount, item=matter, actor=actor, now=now)


@transaction.atomic
def request_payment(
    account_id: int,
    *,
    title: str,
    payee: str,
    amount: int,
    voucher: str,
    actor: Person,
    now: dt.datetime,
    matter: Item | None = None,
) -> Payment:
    """Ask for a payment: its sum is reserved at once, out of the matter's reservation first."""
    account = locked_account(account_id)
    must("funds.request", account.unit.area.path, actor=actor, now=now)
    check_sum(amount)
    payee = masked(payee)
    if not payee or len(payee) > 80:
        raise Refused(
            _("Name the firm or organisation that is paid, in at most 80 characters."), field="payee"
        )
    drawn = 0
    if matter is not None:
        check_matter(account, matter, actor=actor, now=now)
        drawn = min(amount, Entry.objects.filter(account=account).reserved_for(matter))
        if matter.is_closed and drawn < amount:
            words = _("The matter is closed: only the %(left)s yuan still reserved for it can be paid.")
            raise Refused(words % {"left": yuan_text(drawn)}, field="matter", code="closed")
        _check_limit(account, matter, amount=amount, now=now)
        if drawn:
            post(account, EntryKind.RELEASE, reserved=-drawn, item=matter, actor=actor, now=now)
    item = open_item(
        PAYMENT, office=account.office, area=account.unit.area, title=title, actor=actor, now=now
    )
    post(account, EntryKind.RESERVE, reserved=amount, item=item, actor=actor, now=now)
    payment = Payment.objects.create(
        item=item, account=account, matter=matter, amount=amount, drawn=drawn, payee=payee
    )
    paper = _add_voucher(payment, voucher, actor=actor, now=now)
    record("funds.request_payment", actor=actor, obj=payment, office=account.office, label=str(payment), item=item,
           now=now, changes={"amount": amount})  # fmt: skip
    index(item, text_of(payment, paper.number))
    if matter is not None:
        link(item, to=matter, kind=LinkKind.PAYS, by=actor, now=now)
    return payment


def text_of(payment: Payment, vouchers: str) -> str:
    """What a payment can be found by."""
    return " ".join([payment.item.title, payment.payee, vouchers])


def search_texts(ids: Sequence[int]) -> dict[int, str]:
    """`text_of` of many."""
    rows = Payment.objects.filter(pk__in=ids).select_related("item").prefetch_related("vouchers")
    return {one.pk: text_of(one, " ".join(paper.number for paper in one.vouchers.all())) for one in rows}


def _add_voucher(payment: Payment, number: str, *, actor: Person, now: dt.datetime) -> Voucher:
    number, year = "".join(number.split()).upper(), payment.account.year
    if not number or len(number) > 40:
        raise Refused(_("Enter the number of the invoice, at most 40 characters."), field="voucher")
    voucher = Voucher(office=payment.account.office, payment=payment, year=year, number=number, at=now)
    try:
        with transaction.atomic():
            voucher.save(force_insert=True)
    except IntegrityError as error:
        used = Voucher.objects.select_related("payment__item").filter(
            office_id=voucher.office_id, year=year, number=number, live=True
        )
        first = used.first()
        if first is None:
            words = _("This voucher was being used by a payment that has just been refused. Send it again.")
            raise Refused(words, field="voucher", code="twice") from error
        words = _("This voucher has been used already, for payment %(first)s. Check the number on the paper.")
        raise Refused(words % {"first": first.payment.item.number}, field="voucher", code="twice") from error
    record("funds.add_voucher", actor=actor, obj=voucher, office=voucher.office, label=number, item=payment.item,
           now=now)  # fmt: skip
    return voucher


def _check_limit(account: Account, matter: Item, *, amount: int, now: dt.datetime) -> None:
    """Beyond the office's limit for one matter, money needs a decision of its own; the matter is held meanwhile, so that
    two accounts do not pass the limit together."""
    limit = (
        FundRule.objects.on(timezone.localdate(now))
        .filter(office=account.office_id, kind=RuleKind.LIMIT)
        .first()
    )
    if limit is None:
        return
    Item.objects.select_for_update(of=("self",)).get(pk=matter.pk)
    live = Payment.objects.filter(matter=matter, item__state__in=(*ASKED, "paid"))
    before = live.aggregate(sum=Sum("amount"))["sum"] or 0
    decided = SpendingCase.objects.decided().filter(matter=matter).aggregate(sum=Sum("amount"))["sum"] or 0
    if before + amount > limit.amount + decided:
        words = _(
            "With this payment the matter would have cost %(sum)s yuan; beyond %(limit)s yuan it is decided case by "
            "case. Propose a case on the page of the account first."
        )
        told = {"sum": yuan_text(before + amount), "limit": yuan_text(limit.amount + decided)}
        raise Refused(words % told, field="amount", code="case_needed")
