"""The verbs of the money, each one transaction with its trail row. What becomes of a payment are moves of its loop."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.actions import masked, open_item
from gongjian.core.items.models import Item
from gongjian.core.links.actions import link
from gongjian.core.links.models import LinkKind
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.search import index
from gongjian.core.trail.actions import record
from gongjian.lib.money import MOST
from gongjian.modules.funds.book import locked_account, post
from gongjian.modules.funds.flows import PAYMENT
from gongjian.modules.funds.models import Account, Entry, EntryKind, FundRule, Payment, RuleKind, Voucher
from gongjian.modules.funds.policy import must

RULED = {
    UnitKind.COMMUNITY_PARTY: RuleKind.COMMUNITY,
    UnitKind.GENERAL_BRANCH: RuleKind.BRANCH,
    UnitKind.BRANCH: RuleKind.BRANCH,
}


@dataclass(frozen=True, slots=True)
class Planned:
    """What one organisation gets by the rule, or has got already."""

    unit: Unit
    amount: int
    done: bool


@transaction.atomic
def set_rule(
    office: Area, *, kind: str, amount: int, since: dt.date, source: str, actor: Person, now: dt.datetime,
    is_demo: bool = False,
) -> FundRule:  # fmt: skip
    """Write down what is granted from a day on; the rule before it ends on that day and stays readable."""
    must("funds.rule", office.path, actor=actor, now=now)
    _check_sum(amount)
    if not source.strip():
        raise Refused(_("Say where this is written: document and date."), field="source")
    Area.objects.select_for_update(of=("self",)).get(pk=office.pk)
    before = FundRule.objects.filter(office=office, kind=kind, until__isnull=True).first()
    if before is not None:
        if since <= before.since:
            words = _("The present rule holds since %(day)s: choose a later day.")
            raise Refused(words % {"day": f"{before.since:%Y-%m-%d}"}, field="since")
        before.until = since
        before.save(update_fields=["until"])
    rule = FundRule.objects.create(
        office=office, kind=kind, amount=amount, since=since, source=masked(source)[:120], is_demo=is_demo
    )
    record("funds.set_rule", actor=actor, obj=rule, office=office, label=str(rule), now=now,
           changes={"amount": [before.amount if before else 0, amount]})  # fmt: skip
    return rule


def planned_grants(office: Area, *, year: int) -> list[Planned]:
    """What each organisation gets for a year by the rules of its first day; three queries."""
    rules = {
        rule.kind: rule.amount for rule in FundRule.objects.on(dt.date(year, 1, 1)).filter(office=office)
    }
    granted = Entry.objects.filter(account__office=office, account__year=year, kind=EntryKind.GRANT)
    had = set(granted.filter(reversed_by__isnull=True).values_list("account__unit_id", flat=True))
    units = (
        Unit.objects.of_office(office.pk)
        .party()
        .filter(kind__in=RULED)
        .select_related("area")
        .order_by("name")
    )
    return [
        Planned(unit, rules[RULED[UnitKind(unit.kind)]], unit.pk in had)
        for unit in units
        if RULED[UnitKind(unit.kind)] in rules
    ]


@transaction.atomic
def grant_year(office: Area, *, year: int, actor: Person, now: dt.datetime, is_demo: bool = False) -> int:
    """Grant every organisation its sum of the year; who has it already gets nothing more. Returns how many got it."""
    must("funds.rule", office.path, actor=actor, now=now)
    this_year = timezone.localtime(now).year
    if not this_year - 1 <= year <= this_year + 1:
        raise Refused(_("Money is granted for last year, this year or the next."), field="year")
    Area.objects.select_for_update(of=("self",)).get(pk=office.pk)
    plan = planned_grants(office, year=year)
    if not plan:
        words = _(
            "No rule holds on the first day of %(year)s: enter the year's sums with their source first."
        )
        raise Refused(words % {"year": year}, field="year", code="no_rule")
    for row in (due := [row for row in plan if not row.done]):
        account = locked_account(_account(row.unit, year=year, is_demo=is_demo, actor=actor, now=now).pk)
        post(account, EntryKind.GRANT, granted=row.amount, actor=actor, now=now)
    return len(due)


@transaction.atomic
def reverse_grant(entry_id: int, *, reason: str, actor: Person, now: dt.datetime) -> Entry:
    """Take a wrong grant back by a line of its own; the wrong one stays readable. Refused once it is used."""
    entry = Entry.objects.select_related("office").get(pk=entry_id)
    must("funds.rule", entry.office.path, actor=actor, now=now)
    account = locked_account(entry.account_id)
    if not reason.strip():
        raise Refused(_("Give the reason in a few words."), field="reason", code="missing")
    if entry.kind != EntryKind.GRANT:
        raise Refused(
            _("Only a grant is reversed by hand; payments and reservations have steps of their own.")
        )
    if Entry.objects.filter(reverses=entry).exists():
        raise Refused(_("This line has been reversed already."), code="twice")
    return post(
        account,
        EntryKind.CORRECT,
        granted=-entry.granted,
        reverses=entry,
        reason=reason,
        actor=actor,
        now=now,
    )


@transaction.atomic
def reserve(account_id: int, *, matter: Item, amount: int, actor: Person, now: dt.datetime) -> Entry:
    """Keep a sum for a matter, so that nobody else spends it."""
    account = locked_account(account_id)
    must("funds.request", account.unit.area.path, actor=actor, now=now)
    _check_sum(amount)
    _check_matter(account, matter, actor=actor, now=now)
    if matter.is_closed:
        raise Refused(_("The matter is closed: nothing is reserved for it any more."), field="matter")
    return post(account, EntryKind.RESERVE, reserved=amount, item=matter, actor=actor, now=now)


@transaction.atomic
def release(account_id: int, *, matter: Item, amount: int, actor: Person, now: dt.datetime) -> Entry:
    """Give back what was kept for a matter and is not needed."""
    account = locked_account(account_id)
    must("funds.request", account.unit.area.path, actor=actor, now=now)
    _check_sum(amount)
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
    _check_sum(amount)
    payee = masked(payee)
    if not payee or len(payee) > 80:
        raise Refused(
            _("Name the firm or organisation that is paid, in at most 80 characters."), field="payee"
        )
    drawn = 0
    if matter is not None:
        _check_matter(account, matter, actor=actor, now=now)
        drawn = min(amount, Entry.objects.filter(account=account).reserved_for(matter))
        if drawn:
            post(account, EntryKind.RELEASE, reserved=-drawn, item=matter, actor=actor, now=now)
    item = open_item(
        PAYMENT, office=account.office, area=account.unit.area, title=title, actor=actor, now=now
    )
    post(account, EntryKind.RESERVE, reserved=amount, item=item, actor=actor, now=now)
    payment = Payment.objects.create(
        item=item, account=account, matter=matter, amount=amount, drawn=drawn, payee=payee
    )
    _add_voucher(payment, voucher, actor=actor, now=now)
    record("funds.request_payment", actor=actor, obj=payment, office=account.office, label=str(payment), item=item,
           now=now, changes={"amount": amount})  # fmt: skip
    index(item, text_of(payment, voucher))
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


def _account(unit: Unit, *, year: int, is_demo: bool, actor: Person, now: dt.datetime) -> Account:
    account, made = Account.objects.get_or_create(
        code=f"{year}-{unit.pk}",
        defaults={"office": unit.office, "unit": unit, "year": year, "is_demo": is_demo},
    )
    if made:
        record("funds.open_account", actor=actor, obj=account, office=unit.office, label=str(account), now=now,
               area_path=unit.area.path)  # fmt: skip
    return account


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
        first = used.get().payment.item.number
        words = _("This voucher has been used already, for payment %(first)s. Check the number on the paper.")
        raise Refused(words % {"first": first}, field="voucher", code="twice") from error
    record("funds.add_voucher", actor=actor, obj=voucher, office=voucher.office, label=number, item=payment.item,
           now=now)  # fmt: skip
    return voucher


def _check_sum(amount: int) -> None:
    if not 0 < amount <= MOST:
        raise Refused(_("The sum must be more than nothing."), field="amount")


def _check_matter(account: Account, matter: Item, *, actor: Person, now: dt.datetime) -> None:
    access = access_of(actor, today=timezone.localtime(now).date())
    seen = Item.objects.visible_to(access).filter(pk=matter.pk, office_id=account.office_id)
    if matter.kind == PAYMENT.kind or not seen.exists():
        raise Refused(_("There is no such matter in this office. Check its number."), field="matter")
