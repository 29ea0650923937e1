"""The demo office's meetings: a joint meeting every quarter, a sector's, the congress, and what was decided and promised.
Invented, and built by the product's own actions."""

import datetime as dt
import random
from typing import NamedTuple

from django.utils import timezone

from gongjian.core.areas.models import Area, Level
from gongjian.core.clock.models import TimeLimit
from gongjian.core.items.actions import make_move
from gongjian.core.orgs.models import Membership, Unit, UnitKind
from gongjian.core.people.access import access_of
from gongjian.core.people.demo import demo_office, holder_in, worker_of
from gongjian.core.people.models import Person
from gongjian.core.people.roles import Role
from gongjian.modules.meetings import actions
from gongjian.modules.meetings.models import AgendaPoint, Meeting, MeetingKind, Presence, Promise
from gongjian.modules.meetings.suggesting import raised_for

PLACE = "街道二楼会议室"
LIMITS = (("decision", "check", 3), ("decision", "redo", 10), ("promise", "redo", 10))


class Said(NamedTuple):
    """A point of a demo agenda, what was said, and what was decided: words, unit, days until it is due."""

    title: str
    outcome: str
    decided: tuple[tuple[str, str, int], ...] = ()


class Held(NamedTuple):
    """A demo meeting, so many days ago (negative: to come)."""

    kind: MeetingKind
    title: str
    days_ago: int
    points: tuple[Said, ...]
    sector: str = ""


MEETINGS = (
    Held(MeetingKind.CONGRESS, "区域化党建联席年度大会", 250, (
        Said("通报上一年联建项目完成情况", "各单位通报了认领项目的进展，未完成的三项说明了原因。",
             (("未完成的三项重新排定时间并公示", "社区建设办", 30),)),
        Said("审议本年资源、需求、项目三张清单", "同意公布三张清单，每季度更新一次。",
             (("三张清单上墙并在公示栏更新", "党政办", 20), ("各社区核对本社区需求", "社区建设办", 25))),
    )),
    Held(MeetingKind.JOINT, "第一季度联席会议", 200, (
        Said("老旧小区楼道照明", "物业、社区和供电公司对接了改造范围。", (("完成三个楼院楼道灯更换", "城市管理办", 45),)),
        Said("春季义诊进社区", "两家医院愿意轮流派医生。", (("排出义诊时间表", "民生服务办", 15),)),
    )),
    Held(MeetingKind.JOINT, "第二季度联席会议", 110, (
        Said("背街小巷停车", "同意错时开放单位车位，晚七点到早七点。", (("签订错时停车办法", "城市管理办", 30),)),
        Said("暑期儿童看护", "学校提供两间教室，社区安排志愿者。", (("四点半课堂暑期班开班", "民生服务办", 28),)),
        Said("消防通道", "现场看过五处，两处需要移走杂物。", (("清理两处消防通道并回头看", "平安建设办", 10),)),
    )),
    Held(MeetingKind.SECTOR, "片区联席会议", 40, (
        Said("楼院公共晾晒", "三个楼院意见一致。", (("勘察并给出安装方案", "社区建设办", 60),)),
    ), sector="文化片区"),
    Held(MeetingKind.JOINT, "第三季度联席会议", 18, (
        Said("冬季供暖前的管道检查", "供热单位说明了检查计划，居民代表提出三处老管道。",
             (("三处老管道先行检修", "城市管理办", 25), ("供暖前入户告知", "社区建设办", 20))),
        Said("志愿服务时长登记", "同意统一用街道的登记办法。", (("各单位报送志愿者联络人", "党政办", 40),)),
    )),
    Held(MeetingKind.JOINT, "第四季度联席会议", -12, (Said("全年项目测评安排", ""), Said("下一年需求征集", ""))),
)  # fmt: skip
PROMISES = (
    ("周二下午开放报告厅给社区使用", "各社区", "第一季度联席会议", 190, 30),
    ("每季度派两名电工义务检修", "老旧小区居民", "第一季度联席会议", 190, 90),
    ("提供暑期班两间教室", "双职工家庭", "第二季度联席会议", 105, 40),
    ("为八十岁以上老人优惠配送", "高龄老人", "入户走访", 60, 45),
    ("供暖前免费检测暖气片", "老旧小区居民", "第三季度联席会议", 16, 30),
    ("开放内部停车场三十个夜间车位", "周边居民", "第二季度联席会议", 108, 50),
)


def seed(*, now: dt.datetime, rng: random.Random) -> None:
    """Write the meetings of the first demo office, once; nothing without its people."""
    _limits(now)
    office = demo_office()
    if office is None or Meeting.objects.filter(office=office, is_demo=True).exists():
        return
    secretary, checker = holder_in(office, Role.SECRETARY), holder_in(office, Role.CHECKER)
    if secretary is None or checker is None:
        return
    units = list(
        Unit.objects.of_office(office.pk).filter(
            active=True, kind__in=(UnitKind.DEPARTMENT, UnitKind.PARTNER)
        )
    )
    communities = list(Unit.objects.of_office(office.pk).filter(active=True, kind=UnitKind.COMMUNITY))
    for held in MEETINGS:
        _hold(
            held,
            office,
            units + rng.sample(communities, min(6, len(communities))),
            secretary,
            checker,
            now=now,
            rng=rng,
        )
    _promise(office, secretary, checker, now=now)


def _hold(
    held: Held,
    office: Area,
    units: list[Unit],
    secretary: Person,
    checker: Person,
    *,
    now: dt.datetime,
    rng: random.Random,
) -> None:
    starts = _morning(now - dt.timedelta(days=held.days_ago))
    called = min(starts - dt.timedelta(days=7), now)
    area = Area.objects.filter(office=office, level=Level.SECTOR, name=held.sector).first() or office
    meeting = actions.call_meeting(
        area, kind=held.kind, title=held.title, starts_at=starts, place=PLACE, actor=secretary, now=called, units=units,
        is_demo=True,
    )  # fmt: skip
    for said in held.points:
        point = actions.add_point(meeting.pk, title=said.title, actor=secretary, now=called)
        if starts > now:
            continue
        actions.write_outcome(
            point.pk, outcome=said.outcome, actor=secretary, now=starts + dt.timedelta(hours=1)
        )
        for title, unit, days in said.decided:
            _decide(meeting, point, title, unit, days, secretary, checker, now=now, rng=rng)
    if starts > now:
        for raised in raised_for(meeting, access_of(secretary), now=now)[:1]:
            title = f"{raised.title}（{raised.hint}）"
            actions.add_point(meeting.pk, title=title, about=raised.row, actor=secretary, now=now)
        return
    for one in meeting.attendances.all():
        came = rng.random() < 0.85
        told = Presence.PRESENT if came else Presence.EXCUSED
        actions.set_presence(one.pk, presence=told, reason="" if came else "外出开会", actor=secretary,
                             now=starts + dt.timedelta(minutes=5))  # fmt: skip
    if held.days_ago > 20:
        actions.settle_minutes(
            meeting.pk, minutes="散会。", actor=secretary, now=starts + dt.timedelta(hours=4)
        )


def _decide(
    meeting: Meeting, point: AgendaPoint, title: str, name: str, days: int, secretary: Person, checker: Person, *,
    now: dt.datetime, rng: random.Random,
) -> None:  # fmt: skip
    unit = Unit.objects.get(office=meeting.office, name=name)
    owner = worker_of(unit)
    at = meeting.starts_at + dt.timedelta(hours=2)
    due_on = timezone.localdate(at) + dt.timedelta(days=days)
    made = actions.decide(
        meeting.pk, title=title, unit=unit, handler=owner, due_on=due_on, point=point, actor=secretary, now=at,
    )  # fmt: skip
    if owner is None:
        return
    begun, finished = (
        at + dt.timedelta(days=2),
        at + dt.timedelta(days=days * rng.choice((0.6, 0.8, 0.9, 1.2))),
    )
    if begun < now:
        make_move(made.pk, "start", actor=owner, now=begun, note="已布置。")
    if finished < now:
        make_move(made.pk, "submit", actor=owner, now=finished, note="已经办好，材料存党政办。")
    if finished + dt.timedelta(days=1) < now - dt.timedelta(days=1):
        make_move(made.pk, "confirm", actor=checker, now=finished + dt.timedelta(days=1), note="现场看过。")


def _promise(office: Area, secretary: Person, checker: Person, *, now: dt.datetime) -> None:
    partners = list(
        Unit.objects.of_office(office.pk).filter(kind=UnitKind.PARTNER, active=True).order_by("pk")
    )
    for number, (title, to_whom, said_in, days_ago, days) in enumerate(PROMISES):
        if not partners:
            return
        at = _morning(now - dt.timedelta(days=days_ago))
        made = actions.promise(
            office, title=title, unit=partners[number % len(partners)], to_whom=to_whom, said_in=said_in, actor=secretary,
            now=at, due_on=timezone.localdate(at) + dt.timedelta(days=days), is_demo=True,
        )  # fmt: skip
        _fate(number, made, secretary, checker, at=at, days=days, now=now)


def _fate(
    number: int,
    made: Promise,
    secretary: Person,
    checker: Person,
    *,
    at: dt.datetime,
    days: int,
    now: dt.datetime,
) -> None:
    contact = (
        Membership.objects.filter(unit=made.item.unit, until__isnull=True).select_related("person").first()
    )
    told = at + dt.timedelta(days=days * 0.8)
    if number % 5 == 4 or told > now:
        return
    if number % 5 == 3:
        made_late = at + dt.timedelta(days=days + 5)
        if made_late < now:
            make_move(made.pk, "break", actor=secretary, now=made_late, note="单位搬迁，没有兑现。")
        return
    if contact:
        make_move(made.pk, "tell", actor=contact.person, now=told, note="已经开放，登记表在社区。")
        if number % 5 != 2 and told + dt.timedelta(days=2) < now:
            make_move(
                made.pk, "keep", actor=checker, now=told + dt.timedelta(days=2), note="问过居民，确实在用。"
            )


def _limits(now: dt.datetime) -> None:
    """How long confirming may take, and how long what is taken up again has: the office may change both."""
    since = dt.date(timezone.localtime(now).year - 2, 1, 1)
    for kind, name, days in LIMITS:
        if not TimeLimit.objects.filter(kind=kind, name=name).exists():
            TimeLimit.objects.create(
                kind=kind, name=name, amount=days, unit="work_days", since=since, source="演示：街道督办办法"
            )


def _morning(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment).replace(hour=9, minute=0, second=0, microsecond=0)
