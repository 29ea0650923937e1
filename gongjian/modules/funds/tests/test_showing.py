"""The money of a project on its own page and on the public one, and payments nobody looked at."""

import datetime as dt

import pytest
from django.apps import apps
from django.utils import timezone

from gongjian.core.asking.actions import Asked, hand_in_sheet, keep_questionnaire, open_round
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.links.models import ITEM
from gongjian.core.links.walking import thread_of
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.people.access import access_of
from gongjian.lib.worktime import SHANGHAI
from gongjian.modules.funds import actions
from gongjian.modules.funds.ledgers import MATTERS, PAYMENTS
from gongjian.modules.funds.models import Account, Payment, RuleKind
from gongjian.modules.funds.showing import panel_of, public_of
from tests.cast import Cast
from tests.items import make_item

NOW = dt.datetime(2026, 3, 3, 9, 0, tzinfo=SHANGHAI)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(cast: Cast) -> Item:
    return make_item(cast, kind="project", title="三个楼院亮灯", state="running", phase="handling")


@pytest.fixture
def paid(cast: Cast, project: Item) -> Payment:
    """1,000 yuan paid for the project, 500 asked for, 300 kept."""
    for kind in (RuleKind.COMMUNITY, RuleKind.BRANCH):
        actions.set_rule(
            cast.office,
            kind=kind,
            amount=5_000_000,
            since=dt.date(2026, 1, 1),
            source="办法",
            actor=cast.finance_clerk,
            now=NOW,
        )
    actions.grant_year(cast.office, year=2026, actor=cast.finance_clerk, now=NOW)
    account = Account.objects.get(unit=Unit.objects.get(kind=UnitKind.BRANCH, office=cast.office))
    told = {"payee": "电料商行", "actor": cast.finance_clerk, "now": NOW, "matter": project}
    first = actions.request_payment(account.pk, title="灯具", amount=100_000, voucher="A1", **told)
    make_move(first.pk, "check", actor=cast.checker, now=NOW)
    make_move(first.pk, "order", actor=cast.secretary, now=NOW)
    make_move(first.pk, "pay", actor=cast.secretary, now=NOW)
    actions.request_payment(account.pk, title="人工", amount=50_000, voucher="A2", **told)
    actions.reserve(account.pk, matter=project, amount=30_000, actor=cast.finance_clerk, now=NOW)
    return first


def test_the_panel_tells_what_was_paid_asked_and_kept_and_the_public_part_names_nobody(
    cast: Cast, project: Item, paid: Payment
) -> None:
    panel = panel_of(project, access_of(cast.secretary))
    assert panel is not None
    assert panel["sums"] == {"paid": "1,000", "asked": "500", "reserved": "300"}
    assert len(panel["payments"]) == 2
    public = public_of(project)
    assert public is not None
    assert "电料商行" not in str(public)
    assert panel_of(make_item(cast), access_of(cast.secretary)) is None


def test_from_the_yuan_back_to_the_project(cast: Cast, project: Item, paid: Payment) -> None:
    thread = thread_of((ITEM, paid.pk), access_of(cast.secretary))
    assert thread is not None
    assert [knot.face.title for knot in thread.earlier] == ["三个楼院亮灯"]
    assert thread.start.quote == "1,000 元"


def test_paid_without_a_review_is_listed_until_somebody_has_looked(
    cast: Cast, project: Item, paid: Payment
) -> None:
    view = next(part for part in PAYMENTS.filters if part.name == "review")
    unseen = view.conditions["paid_unseen"](timezone.now())  # type: ignore[attr-defined]
    assert list(Payment.objects.filter(unseen)) == [paid]
    criteria = keep_questionnaire(
        cast.office,
        slug="r",
        use="review",
        title="点评",
        by=None,
        now=NOW,
        questions=[Asked("all", "scale", "总体")],
    )
    found = open_round(
        cast.office,
        year=2026,
        quarter=1,
        criteria=criteria,
        due_on=dt.date(2026, 3, 31),
        by=cast.secretary,
        now=NOW,
    )
    hand_in_sheet(found, item=project, marks={"all": 8}, reviewer=cast.checker, now=NOW)
    assert not Payment.objects.filter(unseen).exists()


def test_money_by_matter_warns_both_ways_and_divides_by_households(cast: Cast, paid: Payment) -> None:
    matter = paid.matter
    assert matter is not None
    apps.get_model("projects", "Project").objects.create(
        item=matter, sponsor=Unit.objects.get(kind=UnitKind.BRANCH, office=cast.office), households=40,
        orientation="need", start_on=NOW.date(), end_on=NOW.date(),
    )  # fmt: skip
    looked_at = make_item(cast, kind="project", title="廊亭", state="running", phase="handling")
    criteria = keep_questionnaire(
        cast.office, slug="r", use="review", title="点评", by=None, now=NOW,
        questions=[Asked("all", "scale", "总体")],
    )  # fmt: skip
    found = open_round(
        cast.office,
        year=2026,
        quarter=1,
        criteria=criteria,
        due_on=dt.date(2026, 3, 31),
        by=cast.secretary,
        now=NOW,
    )
    hand_in_sheet(found, item=looked_at, marks={"all": 8}, reviewer=cast.checker, now=NOW)
    rows = {row.title: row for row in MATTERS.queryset(access_of(cast.secretary))}
    told = [
        (row.paid, row.asked, row.kept, row.reviews, row.homes) for row in (rows[matter.title], rows["廊亭"])
    ]
    assert told == [(100_000, 50_000, 30_000, 0, 40), (0, 0, 0, 1, None)]
    per_home = MATTERS.column("per_home").value
    assert (per_home(rows[matter.title]), per_home(rows["廊亭"])) == (25, None)  # type: ignore[operator]
    warning = next(part for part in MATTERS.filters if part.name == "money")
    for name, title in (("paid_unseen", matter.title), ("seen_unpaid", "廊亭")):
        matching = Item.objects.filter(warning.conditions[name](timezone.now()))  # type: ignore[attr-defined]
        assert [one.title for one in matching] == [title]
    panel = panel_of(matter, access_of(cast.secretary))
    assert panel is not None
    assert panel["sums"]["per_home"] == "25"
    hand_in_sheet(found, item=matter, marks={"all": 8}, reviewer=cast.checker, now=NOW)
    for name in ("paid_unseen", "seen_unpaid"):
        matching = Item.objects.filter(warning.conditions[name](timezone.now()))  # type: ignore[attr-defined]
        assert matter not in matching
    page = cast.client_for(cast.secretary).get("/desk/funds/matters/?view=seen_unpaid").content.decode()
    assert "廊亭" in page
    assert matter.title not in page
