"""The demo office's special fund: last year granted and closed, this year's payments and cases in every state. Invented."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.orgs.models import UnitKind
from gongjian.core.people.demo import demo_office, holder_in
from gongjian.core.people.models import Person
from gongjian.core.people.roles import Role
from gongjian.modules.funds import actions
from gongjian.modules.funds.models import Account, FundRule, RuleKind

SOURCE = "演示：党建专项经费管理办法"
RULES = (
    (RuleKind.COMMUNITY, 5_000_000),
    (RuleKind.BRANCH, 3_000_000),
    (RuleKind.LIMIT, 3_000_000),
    (RuleKind.CARRY, 50),
)
LAST_YEAR = (
    ("楼道扶手加装", "安居五金商行（演示）", 2_360_000),
    ("重阳节敬老活动", "百味食品店（演示）", 684_000),
    ("党员活动室投影", "联创电子（演示）", 1_195_000),
)
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
CASES = (
    ("楼院雨污分流改造", 12_600_000, ("approve",)),
    ("老旧楼顶防水大修", 8_600_000, ("approve", "settle")),
    ("小区围墙拆建", 15_000_000, ("refuse",)),
    ("楼院化粪池扩容", 6_400_000, ()),
)
NOTES = {
    "fail": "收款账号有误，银行退回。", "refuse": "材料不全，请补齐后再报。", "drop": "改由社区自筹。",
    "approve": "党工委会议集体研究，应到 9 人，实到 8 人，8 票同意。", "settle": "工程验收，余款收回。",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Team:
    """Who asks, checks and orders."""

    finance: Person
    checker: Person
    secretary: Person

    def payer(self, move: str) -> Person:
        """Who makes a move of a payment: never the person who asked."""
        return {"drop": self.finance, "check": self.checker, "refuse": self.checker}.get(move, self.secretary)

    def decider(self, move: str) -> Person:
        """Who makes a move of a case."""
        return self.checker if move == "settle" else self.secretary


def seed(*, now: dt.datetime, rng: random.Random) -> None:
    """Write rules, grants, cases and payments for the demo office, once; nothing without its people."""
    office = demo_office()
    if office is None or FundRule.objects.filter(office=office).exists():
        return
    roles = (Role.FINANCE_CLERK, Role.CHECKER, Role.SECRETARY)
    people = [person for role in roles if (person := holder_in(office, role))]
    if len(people) < len(roles):
        return
    team, year = _Team(*people), timezone.localtime(now).year
    then = timezone.make_aware(dt.datetime(year - 1, 3, 2, 9, 30))
    for kind, amount in RULES:
        actions.set_rule(
            office, kind=kind, amount=amount, since=dt.date(year - 1, 1, 1), source=SOURCE, actor=team.finance,
            now=then, is_demo=True,
        )  # fmt: skip
    _last_year(office, year - 1, team=team, then=then, now=now)
    began = now - dt.timedelta(days=40)
    actions.grant_year(office, year=year, actor=team.finance, now=began, is_demo=True)
    projects = list(
        Item.objects.filter(office=office, kind="project", closed_at__isnull=True).order_by("pk")[:4]
    )
    _pay(office, year, team=team, projects=projects, now=now, rng=rng)
    _decide(office, year, team=team, projects=projects, now=now)


def _last_year(office: Area, year: int, *, team: _Team, then: dt.datetime, now: dt.datetime) -> None:
    """A year that was spent in part and closed in January."""
    actions.grant_year(office, year=year, actor=team.finance, now=then, is_demo=True)
    for number, (account, row) in enumerate(zip(_accounts(office, year), LAST_YEAR, strict=False)):
        title, payee, amount = row
        at = then + dt.timedelta(days=40 * number + 30)
        payment = actions.request_payment(
            account.pk, title=title, payee=payee, amount=amount, voucher=f"{year}4100{number + 1:04}",
            actor=team.finance, now=at,
        )  # fmt: skip
        _move(payment.pk, ("check", "order", "pay"), team.payer, at=at, now=now)
    closed = min(now, timezone.make_aware(dt.datetime(year + 1, 1, 8, 10)))
    actions.close_year(office, year=year, actor=team.finance, now=closed)


def _pay(
    office: Area, year: int, *, team: _Team, projects: list[Item], now: dt.datetime, rng: random.Random
) -> None:
    accounts, waiting = _accounts(office, year), list(projects)
    for number, row in enumerate(PAYMENTS):
        title, payee, amount, moves = row
        matter = waiting.pop(0) if waiting else None
        account = _account_for(matter, accounts) if matter else accounts[number % len(accounts)]
        at = now - dt.timedelta(days=30 - 2 * number, hours=rng.randrange(3))
        payment = actions.request_payment(
            account.pk, title=title, payee=payee, amount=amount, voucher=f"{year}4100{number + 1:04}",
            actor=team.finance, now=at, matter=matter,
        )  # fmt: skip
        _move(payment.pk, moves, team.payer, at=at, now=now)


def _decide(office: Area, year: int, *, team: _Team, projects: list[Item], now: dt.datetime) -> None:
    accounts = _accounts(office, year)
    for number, (matter, row) in enumerate(zip(projects, CASES, strict=False)):
        title, amount, moves = row
        at = now - dt.timedelta(days=20 - 3 * number)
        case = actions.propose_case(
            _account_for(matter, accounts).pk, title=title, matter=matter, amount=amount, actor=team.finance, now=at,
            why="居民议事会提出，三家单位报价，按最低价申报；超出单个事项免议上限。",
        )  # fmt: skip
        _move(case.pk, moves, team.decider, at=at, now=now)


def _move(
    pk: int, moves: tuple[str, ...], who: Callable[[str], Person], *, at: dt.datetime, now: dt.datetime
) -> None:
    for place, name in enumerate(moves, start=1):
        moment = min(now, at + dt.timedelta(days=place))
        make_move(pk, name, actor=who(name), note=NOTES.get(name, ""), now=moment)


def _accounts(office: Area, year: int) -> list[Account]:
    """Accounts of the community Party organisations first, each of which has its own area."""
    found = Account.objects.filter(office=office, year=year).select_related("unit")
    return sorted(found, key=lambda one: (one.unit.kind != UnitKind.COMMUNITY_PARTY, one.pk))


def _account_for(matter: Item, accounts: list[Account]) -> Account:
    """The account of the organisation whose area the matter lies in."""
    return next((one for one in accounts if one.unit.area_id == matter.area_id), accounts[0])
