"""The end of a year: what is carried over by rule, what stays with its matters, what falls back."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from gongjian.core.items.actions import make_move
from gongjian.core.measures.registry import value_of
from gongjian.core.refusal import Refused
from gongjian.modules.funds import actions
from gongjian.modules.funds.models import Account
from tests.cast import Cast
from tests.items import make_item

THEN = timezone.make_aware(dt.datetime(2026, 3, 5, 9))
NOW = timezone.make_aware(dt.datetime(2027, 1, 8, 9))

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(cast: Cast) -> Account:
    given = {"since": dt.date(2026, 1, 1), "source": "办法", "actor": cast.finance_clerk, "now": THEN}
    actions.set_rule(cast.office, kind="branch", amount=3_000_000, **given)
    actions.grant_year(cast.office, year=2026, actor=cast.finance_clerk, now=THEN)
    return Account.objects.get()


def rule(cast: Cast, share: int) -> None:
    actions.set_rule(
        cast.office, kind="carry", amount=share, since=dt.date(2026, 1, 1), source="办法", actor=cast.finance_clerk,
        now=THEN,
    )  # fmt: skip


def close(cast: Cast, **more: Any) -> int:
    return actions.close_year(cast.office, **({"year": 2026, "actor": cast.finance_clerk, "now": NOW} | more))


def sums(account: Account) -> tuple[int, int, int]:
    account.refresh_from_db()
    assert not Account.objects.all().unproved().exists()
    return account.granted, account.reserved, account.spent


def refused(act: Any, *args: Any, **kwargs: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value


def test_half_is_carried_what_is_kept_stays_kept_and_the_rest_falls_back(
    cast: Cast, account: Account
) -> None:
    rule(cast, 50)
    matter = make_item(cast)
    actions.reserve(account.pk, matter=matter, amount=1_000_000, actor=cast.head, now=THEN)
    paid = actions.request_payment(
        account.pk, title="书", payee="书店", amount=400_000, voucher="A", actor=cast.head, now=THEN
    )
    for move, actor in (("check", cast.finance_clerk), ("order", cast.secretary), ("pay", cast.secretary)):
        make_move(paid.pk, move, actor=actor, now=THEN)
    assert close(cast) == 1
    assert sums(account) == (400_000, 0, 400_000)
    new = Account.objects.get(year=2027)
    assert sums(new) == (1_800_000, 1_000_000, 0)
    assert close(cast) == 0
    spent = actions.request_payment(
        new.pk,
        title="料",
        payee="建材店",
        amount=1_000_000,
        voucher="B",
        actor=cast.head,
        now=NOW,
        matter=matter,
    )
    assert spent.drawn == 1_000_000
    assert value_of("funds.granted", area=cast.office, now=NOW).value == 30_000
    late = refused(actions.reserve, account.pk, matter=matter, amount=1, actor=cast.head, now=NOW)
    assert late.code == "closed"


def test_a_payment_under_way_keeps_its_account_open(cast: Cast, account: Account) -> None:
    rule(cast, 0)
    payment = actions.request_payment(
        account.pk, title="书", payee="书店", amount=400_000, voucher="A", actor=cast.head, now=THEN
    )
    assert [row.unfinished for row in actions.planned_closing(cast.office, year=2026)] == [1]
    assert close(cast) == 0
    make_move(payment.pk, "drop", actor=cast.head, note="不买了", now=NOW)
    assert close(cast) == 1
    assert sums(account) == (0, 0, 0)
    assert not Account.objects.get(year=2027).granted


def test_closing_is_refused_in_words(cast: Cast, account: Account) -> None:
    assert refused(close, cast).code == "no_rule"
    rule(cast, 50)
    assert refused(close, cast, now=THEN).field == "year"
    assert refused(close, cast, actor=cast.head).code == "not_allowed"
    assert refused(rule, cast, 101).field == "share"
    assert sums(account) == (3_000_000, 0, 0)


def test_the_year_is_closed_on_the_page(cast: Cast) -> None:
    client, last = cast.client_for(cast.finance_clerk), timezone.localdate().year - 1
    now = timezone.now()
    given = {"source": "办法", "actor": cast.finance_clerk, "now": now, "since": dt.date(last, 1, 1)}
    actions.set_rule(cast.office, kind="branch", amount=3_000_000, **given)
    actions.grant_year(cast.office, year=last, actor=cast.finance_clerk, now=now)
    page = client.get("/desk/funds/close/").content.decode()
    assert "/desk/funds/rules/share/" in page
    form = {"office": cast.office.pk, "amount": "60", "since": f"{last}-01-01", "source": "办法"}
    assert client.post("/desk/funds/rules/share/", form | {"amount": "101"}).status_code == 422
    assert client.post("/desk/funds/rules/share/", form).status_code == 302
    assert "60%" in client.get("/desk/funds/rules/").content.decode()
    assert "18,000" in client.get("/desk/funds/close/").content.decode()
    assert client.post("/desk/funds/close/", {}).status_code == 302
    assert sorted(Account.objects.values_list("year", "granted")) == [(last, 0), (last + 1, 1_800_000)]
    assert cast.client_for(cast.head).get("/desk/funds/close/").status_code == 403
