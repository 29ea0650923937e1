"""Spending of engineering scale (一事一议), from the limit for one matter to settling what is left."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.refusal import Refused
from gongjian.modules.funds import actions
from gongjian.modules.funds.models import Account, Entry, SpendingCase
from tests.cast import Cast
from tests.items import make_item

NOW = timezone.make_aware(dt.datetime(2026, 3, 5, 9))

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(cast: Cast) -> Account:
    """30,000 yuan of this year; a matter costs at most 20,000 without a decision of its own."""
    given = {"since": dt.date(2026, 1, 1), "source": "办法", "actor": cast.finance_clerk, "now": NOW}
    actions.set_rule(cast.office, kind="branch", amount=3_000_000, **given)
    actions.set_rule(cast.office, kind="limit", amount=2_000_000, **given)
    actions.grant_year(cast.office, year=2026, actor=cast.finance_clerk, now=NOW)
    return Account.objects.get()


@pytest.fixture
def matter(cast: Cast) -> Item:
    return make_item(cast, title="楼顶防水")


def pay(account: Account, cast: Cast, matter: Item, amount: int, voucher: str = "A1") -> Any:
    return actions.request_payment(
        account.pk, title="材料", payee="防水公司", amount=amount, voucher=voucher, matter=matter,
        actor=cast.head, now=NOW,
    )  # fmt: skip


def propose(account: Account, cast: Cast, matter: Item, **more: Any) -> SpendingCase:
    given = {"title": "楼顶防水工程款", "amount": 8_000_000, "why": "三家比价，最低八万元。"} | more
    return actions.propose_case(account.pk, matter=matter, actor=cast.head, now=NOW, **given)


def sums(account: Account) -> tuple[int, int, int]:
    account.refresh_from_db()
    assert not Account.objects.all().unproved().exists()
    return account.granted, account.reserved, account.spent


def refused(act: Any, *args: Any, **kwargs: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


def test_beyond_the_limit_a_matter_needs_a_case_and_then_has_its_money(
    cast: Cast, account: Account, matter: Item
) -> None:
    pay(account, cast, matter, 1_500_000)
    no = refused(pay, account, cast, matter, 500_001, "A2")
    assert (no.code, "20,000" in str(no.reason)) == ("case_needed", True)
    case = propose(account, cast, matter)
    assert refused(make_move, case.pk, "approve", actor=cast.head, note="同意", now=NOW).code == "not_allowed"
    assert refused(make_move, case.pk, "approve", actor=cast.secretary, now=NOW).field == "note"
    make_move(case.pk, "approve", actor=cast.secretary, note="3 月 5 日党工委会，9 票赞成。", now=NOW)
    assert sums(account) == (11_000_000, 9_500_000, 0)
    paid = pay(account, cast, matter, 7_000_000, "A3")
    assert paid.drawn == 7_000_000
    assert sums(account) == (11_000_000, 9_500_000, 0)


def test_settling_gives_back_what_was_not_used(cast: Cast, account: Account, matter: Item) -> None:
    case = propose(account, cast, matter)
    make_move(case.pk, "approve", actor=cast.secretary, note="同意", now=NOW)
    pay(account, cast, matter, 7_000_000)
    make_move(case.pk, "settle", actor=cast.finance_clerk, now=NOW)
    assert sums(account) == (10_000_000, 7_000_000, 0)
    assert list(Entry.objects.values_list("kind", flat=True))[-2:] == ["release", "lapsed"]
    assert SpendingCase.objects.get().item.state == "settled"


def test_a_case_is_refused_in_words(cast: Cast, account: Account, matter: Item) -> None:
    assert refused(propose, account, cast, matter, amount=0).field == "amount"
    assert refused(propose, account, cast, matter, why=" ").field == "why"
    first = propose(account, cast, matter)
    again = refused(propose, account, cast, matter)
    assert (again.code, first.item.number in str(again.reason)) == ("twice", True)
    make_move(first.pk, "refuse", actor=cast.secretary, note="缓办", now=NOW)
    second = propose(account, cast, matter)
    Item.objects.filter(pk=matter.pk).update(phase="closed", closed_at=NOW)
    assert (
        refused(make_move, second.pk, "approve", actor=cast.secretary, note="同意", now=NOW).code == "closed"
    )
    matter.refresh_from_db()
    assert refused(propose, account, cast, matter).field == "matter"
    assert sums(account) == (3_000_000, 0, 0)
    no = refused(
        actions.propose_case,
        account.pk,
        title="t",
        matter=matter,
        amount=1,
        why="w",
        actor=cast.clerk,
        now=NOW,
    )
    assert no.code == "not_allowed"


def test_the_pages_of_a_case(cast: Cast, account: Account, matter: Item) -> None:
    client = cast.client_for(cast.head)
    address = f"/desk/funds/accounts/{account.pk}/case/"
    form = {"title": "防水", "matter": matter.number, "amount": "8万", "why": "三家比价", "once": "k"}
    for _time in range(2):
        assert client.post(address, form).status_code == 302
    case = SpendingCase.objects.get()
    page = client.get(f"/desk/funds/cases/{case.pk}/").content.decode()
    assert "80,000" in page
    assert "三家比价" in page
    assert client.post(address, form | {"once": "l"}).status_code == 422
    assert "防水" in client.get("/desk/funds/cases/").content.decode()
    assert cast.client_for(cast.outsider).get(f"/desk/funds/cases/{case.pk}/").status_code == 404
    assert cast.client_for(cast.clerk).get(address).status_code == 403
