"""The demo office's people: invented names, one sign-in per role, and a committee member in every community."""

import datetime as dt
import random
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password
from django.db import transaction

from gongjian.core.areas.models import Area, Level, OfficialCode
from gongjian.core.areas.seeds import OFFICE
from gongjian.core.orgs.actions import add_member
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.orgs.seeds import first_branch
from gongjian.core.people.actions import add_person, give_role, set_leave
from gongjian.core.people.authority import day_of
from gongjian.core.people.models import Person
from gongjian.core.people.roles import Role
from gongjian.core.trail.models import TrailRow

PASSWORD = "gongjian-demo-2026"


@dataclass(frozen=True, slots=True)
class Seat:
    """A person of the office itself: `unit` by name (empty: none)."""

    username: str
    name: str
    role: Role
    unit: str
    post: str = ""
    is_head: bool = False


SEATS = (
    Seat("admin", "钱立新", Role.ADMINISTRATOR, "党政办", "系统管理员"),
    Seat("secretary", "郑远航", Role.SECRETARY, "党政办", "党工委书记"),
    Seat("dispatcher", "苗晓岚", Role.DISPATCHER, "党政办", "派单员"),
    Seat("dispatcher2", "孟庆阳", Role.DISPATCHER, "党政办", "派单员"),
    Seat("checker", "石惠民", Role.CHECKER, "党政办", "复查员"),
    Seat("checker2", "温静怡", Role.CHECKER, "党政办", "复查员"),
    Seat("finance", "葛明珠", Role.FINANCE_CLERK, "党政办", "财务人员"),
    Seat("auditor", "岳明远", Role.AUDITOR, "", "审计员"),
    Seat("head", "赵启文", Role.DEPARTMENT_HEAD, "城市管理办", "主任", is_head=True),
    Seat("head2", "孙海宁", Role.DEPARTMENT_HEAD, "社区建设办", "主任", is_head=True),
    Seat("head3", "马建勋", Role.DEPARTMENT_HEAD, "平安建设办", "主任", is_head=True),
    Seat("head4", "周雅琴", Role.DEPARTMENT_HEAD, "民生服务办", "主任", is_head=True),
)
CLERKS = (
    "李春梅", "王卫东", "张慧敏", "刘长河", "陈玉珠", "杨志远", "黄素云", "吴国平",
    "徐丽华", "胡文涛", "高秀英", "林大海", "何巧珍", "罗振华", "梁新宇",
)  # fmt: skip
GRID_WORKERS = ("宋小军", "唐佳佳", "许铁成", "韩雪莲", "冯一鸣")
BRANCH_SECRETARIES = ("段红梅", "尹志刚", "蒋丽娟")
PARTNERS = ("邓思齐", "曹美玲")
LABELS = (
    ("admin", Role.ADMINISTRATOR),
    ("secretary", Role.SECRETARY),
    ("head", Role.DEPARTMENT_HEAD),
    ("dispatcher", Role.DISPATCHER),
    ("clerk", Role.COMMUNITY_CLERK),
    ("grid", Role.GRID_WORKER),
    ("checker", Role.CHECKER),
    ("branch", Role.BRANCH_SECRETARY),
    ("finance", Role.FINANCE_CLERK),
    ("partner", Role.PARTNER_CONTACT),
    ("auditor", Role.AUDITOR),
)

IN_OFFICE_DAYS = 730  # the other seeds let these people act in the past


@transaction.atomic
def seed(*, now: dt.datetime, rng: random.Random) -> list[tuple[str, str, str]]:
    """Write who is not there yet; returns one sign-in per role."""
    office = OfficialCode.objects.select_related("area").get(code=OFFICE, until__isnull=True).area
    for seat in SEATS:
        unit = Unit.objects.filter(office=office, name=seat.unit).first()
        _person(seat, area=office, office=office, unit=unit, now=now)
    _communities(office, now=now)
    partners = Unit.objects.filter(office=office, kind=UnitKind.PARTNER).order_by("pk")
    for number, (name, unit) in enumerate(zip(PARTNERS, partners, strict=False), start=1):
        seat = Seat(_username("partner", number), name, Role.PARTNER_CONTACT, unit.name, "联系人")
        _person(seat, area=office, office=office, unit=unit, now=now)
    _somebody_away(now=now)
    return logins()


def logins() -> list[tuple[str, str, str]]:
    """One sign-in per role: the role in words, the sign-in name, the password."""
    return [(str(role.label), username, PASSWORD) for username, role in LABELS]


def _communities(office: Area, *, now: dt.datetime) -> None:
    rows = OfficialCode.objects.filter(area__office=office, area__level=Level.COMMUNITY, until__isnull=True)
    communities = [row.area for row in rows.select_related("area").order_by("code")]
    for number, (name, area) in enumerate(zip(CLERKS, communities, strict=False), start=1):
        unit = Unit.objects.filter(office=office, area=area, kind=UnitKind.COMMUNITY).first()
        seat = Seat(_username("clerk", number), name, Role.COMMUNITY_CLERK, "", "社区书记", is_head=True)
        _person(seat, area=area, office=office, unit=unit, now=now)
        if number <= len(BRANCH_SECRETARIES):
            branch = Unit.objects.filter(office=office, name=first_branch(area)).first()
            who, role = BRANCH_SECRETARIES[number - 1], Role.BRANCH_SECRETARY
            seat = Seat(_username("branch", number), who, role, "", "支部书记", is_head=True)
            _person(seat, area=area, office=office, unit=branch, now=now)
        if number > len(GRID_WORKERS):
            continue
        grid = area.children.filter(level=Level.GRID).order_by("pk").first() or area
        seat = Seat(_username("grid", number), GRID_WORKERS[number - 1], Role.GRID_WORKER, "", "网格员")
        _person(seat, area=grid, office=office, unit=unit, now=now)


def _person(seat: Seat, *, area: Area, office: Area, unit: Unit | None, now: dt.datetime) -> None:
    if Person.objects.filter(username=seat.username).exists():
        return
    began = now - dt.timedelta(days=IN_OFFICE_DAYS)
    person = add_person(
        seat.username, name=seat.name, office=office, password=PASSWORD, is_demo=True, now=began,
        hashed=_hashed(),
    )  # fmt: skip
    give_role(person, role=seat.role, area=area, now=began)
    if unit is not None:
        head, day = seat.is_head, day_of(began)
        add_member(unit, person=person, post=seat.post, is_head=head, since=day, actor=None, now=began)


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


def _somebody_away(*, now: dt.datetime) -> None:
    """One clerk is on leave when the office is made, so that standing in can be seen."""
    away, stand_in = (Person.objects.get(username=_username("clerk", number)) for number in (3, 2))
    if away.away_from is None and not TrailRow.objects.filter(action="people.set_leave", actor=away).exists():
        today = day_of(now)
        until = today + dt.timedelta(days=3)
        set_leave(away, stand_in=stand_in, away_from=today, away_until=until, now=now)


def _username(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}{number}"
