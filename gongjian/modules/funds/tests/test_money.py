"""The special fund, as people ask for it, check it and pay it."""

import datetime as dt
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.measures.registry import value_of
from gongjian.core.refusal import Refused
from gongjian.core.search import upkeep
from gongjian.modules.funds import actions
from gongjian.modules.funds.models import Account, AccountQuerySet, Entry, Payment, Voucher
from tests.cast import Cast
from tests.items import make_item
from tests.racing import Answers, at_once, broken_off, codes, unlock

NOW = timezone.make_aware(dt.datetime(2026, 3, 5, 9))
THREADS = 32  # two such tests side by side leave room below PostgreSQL's usual 100 connections


@pytest.fixture
def account(cast: Cast) -> Account:
    given = {"since": dt.date(2026, 1, 1), "source": "办法", "actor": cast.finance_clerk, "now": NOW}
    actions.set_rule(cast.office, kind="branch", amount=3_000_000, **given)
    assert actions.grant_year(cast.office, year=2026, actor=cast.finance_clerk, now=NOW) == 1
    return Account.objects.get()


def ask(account: Account, cast: Cast, *, amount: int = 100_000, voucher: str = "A1", **more: Any) -> Payment:
    given = {"title": "桌椅", "payee": "家具店", "actor": cast.branch_secretary, "now": NOW} | more
    return actions.request_payment(account.pk, amount=amount, voucher=voucher, **given)


def sums(account: Account) -> tuple[int, int, int]:
    account.refresh_from_db()
    assert not Account.objects.all().unproved().exists()
    return account.granted, account.reserved, account.spent


def refused(act: Any, *args: Any, **kwargs: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


@pytest.mark.django_db
def test_granting_a_year_twice_grants_once(cast: Cast, account: Account) -> None:
    assert actions.grant_year(cast.office, year=2026, actor=cast.finance_clerk, now=NOW) == 0
    assert sums(account) == (3_000_000, 0, 0)
    no = refused(actions.grant_year, cast.twin.office, year=2026, actor=cast.finance_clerk, now=NOW)
    assert no.code == "not_allowed"


@pytest.mark.django_db
def test_a_payment_goes_through_three_hands_and_a_failure(cast: Cast, account: Account) -> None:
    pk = ask(account, cast).pk
    assert sums(account) == (3_000_000, 100_000, 0)
    make_move(pk, "check", actor=cast.finance_clerk, now=NOW)
    assert refused(make_move, pk, "order", actor=cast.finance_clerk, now=NOW).code == "not_allowed"
    make_move(pk, "order", actor=cast.secretary, now=NOW)
    assert sums(account) == (3_000_000, 0, 100_000)
    make_move(pk, "fail", actor=cast.secretary, note="账号有误", now=NOW)
    assert sums(account) == (3_000_000, 100_000, 0)
    assert refused(make_move, pk, "fail", actor=cast.secretary, note="又", now=NOW).code == "wrong_state"
    make_move(pk, "again", actor=cast.secretary, now=NOW)
    make_move(pk, "pay", actor=cast.secretary, now=NOW)
    assert sums(account) == (3_000_000, 0, 100_000)
    assert value_of("funds.spent", area=cast.office, now=NOW).value == 1000


@pytest.mark.django_db
def test_whoever_asked_neither_checks_nor_orders(cast: Cast, account: Account) -> None:
    payment = ask(account, cast, actor=cast.finance_clerk)
    assert refused(make_move, payment.pk, "check", actor=cast.finance_clerk, now=NOW).code == "not_allowed"
    make_move(payment.pk, "check", actor=cast.checker, now=NOW)
    assert refused(make_move, payment.pk, "order", actor=cast.finance_clerk, now=NOW).code == "not_allowed"
    make_move(payment.pk, "order", actor=cast.secretary, now=NOW)


@pytest.mark.django_db
def test_a_voucher_used_twice_names_its_first_use_until_that_is_refused(cast: Cast, account: Account) -> None:
    first = ask(account, cast, voucher="No 7")
    no = refused(ask, account, cast, voucher="no7")
    assert (no.field, first.item.number in str(no.reason)) == ("voucher", True)
    assert sums(account) == (3_000_000, 100_000, 0)
    make_move(first.pk, "refuse", actor=cast.checker, note="抬头不符", now=NOW)
    ask(account, cast, voucher="NO7")
    assert Voucher.objects.filter(live=True).count() == 1


@pytest.mark.django_db
def test_a_payment_is_found_by_the_number_of_its_invoice_as_it_is_kept(cast: Cast, account: Account) -> None:
    ask(account, cast, voucher="No 7b")
    checked = upkeep.check()
    assert (checked.rows, checked.differing) == (1, [])


@pytest.mark.django_db
@pytest.mark.parametrize("amount", [0, -5, 3_000_001])
def test_more_than_there_is_or_nothing_is_refused(cast: Cast, account: Account, amount: int) -> None:
    assert refused(ask, account, cast, amount=amount).field == "amount"
    assert (Payment.objects.count(), sums(account)) == (0, (3_000_000, 0, 0))


@pytest.mark.django_db
def test_what_is_kept_for_a_matter_is_used_first_and_goes_back(cast: Cast, account: Account) -> None:
    matter = make_item(cast)
    actions.reserve(account.pk, matter=matter, amount=60_000, actor=cast.head, now=NOW)
    payment = ask(account, cast, matter=matter, actor=cast.head)
    assert (payment.drawn, sums(account)) == (60_000, (3_000_000, 100_000, 0))
    make_move(payment.pk, "drop", actor=cast.head, note="不买了", now=NOW)
    assert sums(account) == (3_000_000, 60_000, 0)
    actions.release(account.pk, matter=matter, amount=60_000, actor=cast.head, now=NOW)
    assert sums(account) == (3_000_000, 0, 0)


@pytest.mark.django_db
def test_for_a_closed_matter_only_what_is_kept_for_it_can_be_paid(cast: Cast, account: Account) -> None:
    matter = make_item(cast)
    actions.reserve(account.pk, matter=matter, amount=60_000, actor=cast.head, now=NOW)
    Item.objects.filter(pk=matter.pk).update(phase="closed", closed_at=NOW)
    matter.refresh_from_db()
    no = refused(ask, account, cast, matter=matter, actor=cast.head)
    assert (no.field, "600" in str(no.reason)) == ("matter", True)
    assert ask(account, cast, matter=matter, actor=cast.head, amount=60_000).drawn == 60_000


@pytest.mark.django_db
def test_a_wrong_grant_is_reversed_once_and_not_when_used(cast: Cast, account: Account) -> None:
    entry = Entry.objects.get()
    given = {"reason": "金额有误", "actor": cast.finance_clerk, "now": NOW}
    payment = ask(account, cast)
    assert refused(actions.reverse_grant, entry.pk, **given).code == "not_enough"
    make_move(payment.pk, "drop", actor=cast.branch_secretary, note="撤", now=NOW)
    actions.reverse_grant(entry.pk, **given)
    assert refused(actions.reverse_grant, entry.pk, **given).code == "twice"
    assert sums(account) == (0, 0, 0)


@pytest.mark.django_db
def test_the_database_itself_keeps_the_book(cast: Cast, account: Account) -> None:
    for change in (lambda: Entry.objects.update(granted=1), lambda: Entry.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(DatabaseError), transaction.atomic():
        Account.objects.update(spent=3_000_001)


@pytest.mark.django_db
def test_the_branch_secretary_asks_on_the_page_and_a_double_click_asks_once(
    cast: Cast, account: Account
) -> None:
    client = cast.client_for(cast.branch_secretary)
    form = {"title": "灯具", "amount": "０.1万", "payee": "电料行", "voucher": "B9", "once": "k"}
    for _time in range(2):
        assert client.post(f"/desk/funds/accounts/{account.pk}/pay/", form).status_code == 302
    assert Payment.objects.get().amount == 100_000
    page = client.get(f"/desk/funds/accounts/{account.pk}/").content.decode()
    assert "29,000" in page
    answer = client.post(
        f"/desk/funds/accounts/{account.pk}/pay/", form | {"amount": "5万", "once": "l", "voucher": "B8"}
    )
    assert answer.status_code == 422
    assert cast.client_for(cast.outsider).get(f"/desk/funds/accounts/{account.pk}/").status_code == 404


@pytest.mark.django_db
def test_the_year_is_granted_on_the_page(cast: Cast) -> None:
    client = cast.client_for(cast.finance_clerk)
    year = timezone.localdate().year
    rule = {
        "office": cast.office.pk,
        "kind": "branch",
        "amount": "3万元",
        "since": f"{year}-01-01",
        "source": "办法",
    }
    assert client.post("/desk/funds/rules/new/", rule).status_code == 302
    assert "30,000" in client.get("/desk/funds/rules/").content.decode()
    assert "30,000" in client.get("/desk/funds/grant/").content.decode()
    assert client.post("/desk/funds/grant/", {}).status_code == 302
    assert Account.objects.get().granted == 3_000_000


def spend_at_once(account: Account, cast: Cast, *, locking: bool) -> Answers:
    """Each of many asks for a tenth of the account at the same moment."""
    asking = [partial(ask, account, cast, amount=300_000, voucher=f"V{number}") for number in range(THREADS)]
    return at_once(asking, locking=locking)


@pytest.mark.django_db(transaction=True)
def test_of_thirty_two_who_ask_at_once_ten_get_the_money(cast: Cast, account: Account) -> None:
    answers = spend_at_once(account, cast, locking=True)
    assert answers.count(None) == 10
    assert codes(answers) == {"not_enough"}
    assert sums(account) == (3_000_000, 3_000_000, 0)
    assert Item.objects.filter(kind="payment").count() == 10


@pytest.mark.django_db(transaction=True)
def test_with_the_lock_off_the_book_goes_wrong(
    cast: Cast, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlock(monkeypatch, AccountQuerySet)
    answers = spend_at_once(account, cast, locking=False)
    assert answers.count(None) > 10 or broken_off(answers) or Account.objects.all().unproved().exists()
