"""The demo office's special fund: the year granted by rule, and a payment in every state. Invented."""

import datetime as dt
import random

from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.orgs.models import UnitKind
from gongjian.core.people.models import Holding, Person
from gongjian.core.people.roles import Role
from gongjian.modules.funds import actions
from gongjian.modules.funds.models import Account, FundRule, RuleKind

SOURCE = "演示：党建专项经费管理办法"
SUMS = ((RuleKind.COMMUNITY, 5_000_000), (RuleKind.BRANCH, 3_000_000))
PAYMENTS = (
    ("楼道照明改造材料款", "明亮电料商行（演示）", 1_268_000, ("check", "order", "pay")),
    ("老年助餐点餐具采购", "惠民便利超市（演示）", 486_050, ("check", "order", "pay")),
    ("支部活动室桌椅", "远方家具店（演示）", 932_000, ("check", "order", "fail")),
    ("非机动车棚顶板更换", "平安钢构队（演示）", 1_540_000, ("check", "order")),
    ("便民志愿服务马甲", "青禾服装店（演示）", 216_000, ("check",)),
    ("四点半课堂图书", "晨光书店（演示）", 178_890, ()),
    ("宣传栏更新", "新视角广告部（演示）", 320_000, ("refuse",)),
    ("座谈会茶歇", "街角茶社（演示）", 68_000, ("drop",)),
)
NOTES = {"fail": "收款账号有误，银行退回。", "refuse": "发票抬头不符，请重开。", "drop": "改由社区自筹。"}


def seed(*, now: dt.datetime, rng: random.Random) -> None:
    """Write rules, grants and payments of this year for the first demo office, once; nothing without its people."""
    secretary, finance, checker = (
        _holder(role) for role in (Role.SECRETARY, Role.FINANCE_CLERK, Role.CHECKER)
    )
    if secretary is None or finance is None or checker is None or secretary.office is None:
        return
    office, began = secretary.office, now - dt.timedelta(days=40)
    if FundRule.objects.filter(office=office).exists():
        return
    year = timezone.localtime(now).year
    for kind, amount in SUMS:
        actions.set_rule(
            office, kind=kind, amount=amount, since=dt.date(year - 1, 1, 1), source=SOURCE, actor=finance,
            now=began, is_demo=True,
        )  # fmt: skip
    actions.grant_year(office, year=year, actor=finance, now=began, is_demo=True)
    _pay(office, year, people=(finance, checker, secretary), now=now, rng=rng)


def _pay(
    office: Area, year: int, *, people: tuple[Person, Person, Person], now: dt.datetime, rng: random.Random
) -> None:
    finance, checker, secretary = people
    movers = {"check": checker, "refuse": checker, "drop": finance}
    matters = list(
        Item.objects.filter(office=office, kind="project", closed_at__isnull=True).order_by("pk")[:4]
    )
    accounts = Account.objects.filter(office=office, year=year, unit__kind=UnitKind.COMMUNITY_PARTY)
    for number, (account, row) in enumerate(zip(accounts.order_by("pk"), PAYMENTS, strict=False)):
        title, payee, amount, moves = row
        at = now - dt.timedelta(days=30 - 2 * number, hours=rng.randrange(3))
        payment = actions.request_payment(
            account.pk, title=title, payee=payee, amount=amount, voucher=f"{year}4100{number + 1:04}", actor=finance,
            now=at, matter=matters[number] if number < len(matters) else None,
        )  # fmt: skip
        for place, name in enumerate(moves, start=1):
            moment = at + dt.timedelta(days=place)
            make_move(
                payment.pk, name, actor=movers.get(name, secretary), note=NOTES.get(name, ""), now=moment
            )


def _holder(role: str) -> Person | None:
    """Who holds the role for the whole of the first demo office."""
    held = Holding.objects.filter(role=role, until__isnull=True, person__is_demo=True, area__is_office=True)
    found = held.select_related("person__office").order_by("pk").first()
    return found.person if found else None
