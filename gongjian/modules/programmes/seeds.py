"""The demo office's programmes, goals and themes. Invented; the frames follow what such offices publish."""

import datetime as dt
import random
from decimal import Decimal

from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.people.demo import demo_office, holder_in, worker_of
from gongjian.core.people.models import Person
from gongjian.core.people.roles import Role
from gongjian.modules.programmes import actions
from gongjian.modules.programmes.actions import Line
from gongjian.modules.programmes.models import Programme, ThemeAnswer

REDS = (
    ("红色引擎", "建强社区党组织"), ("红色阵地", "党群服务中心开门办事"), ("红色网格", "党小组建在网格上"),
    ("红色物业", "物业、业委会与党组织同商量"), ("红色楼院", "楼院有党员中心户"), ("红色志愿", "党员每月服务一小时"),
    ("红色文化", "把身边的故事讲出来"),
)  # fmt: skip
CORE = (
    ("课题研究", "一个课题说清一类难题"), ("重点项目", "居民点题的实事"), ("特色品牌", "一社区一品牌"),
    ("骨干队伍", "选好楼院带头人"), ("志愿服务", "天天有人、件件有应"), ("和谐家园", "邻里事有人管"),
)  # fmt: skip
GOALS = (
    ("完成调研课题", 6, "个", (1, 2, 1)),
    ("办结共建项目", 40, "个", (6, 9, 8)),
    ("打造社区品牌", 10, "个", (2, 3)),
    ("培养楼院骨干", 120, "人", (30, 42, 36)),
    ("志愿服务人次", 5000, "人次", (1180, 1460, 1390)),
    ("和谐楼院达标", 30, "个", (8, 9, 13)),
)
GIVES = (
    "每周三开放会议室",
    "提供四点半课堂场地",
    "组织党员为独居老人送餐",
    "开放社区书屋",
    "提供便民理发摊位",
)
ASKS = (
    "需要一名法律讲师",
    "需要二十把折叠椅",
    "需要义诊医生两名",
    "需要电工检修楼道灯",
    "需要暑期大学生志愿者",
)
ACTIVITIES = ("邻里百家宴", "旧物交换集市", "清洁家园行动", "健康义诊", "防诈骗宣讲")
LATEST = 14  # communities at most


def seed(*, now: dt.datetime, rng: random.Random) -> None:
    """Write programmes, goals and two themes for the demo office, once; nothing without its people."""
    office = demo_office()
    if office is None or Programme.objects.filter(office=office).exists():
        return
    secretary, checker = holder_in(office, Role.SECRETARY), holder_in(office, Role.CHECKER)
    if secretary is None or checker is None:
        return
    year = timezone.localdate(now).year
    began = min(now, timezone.make_aware(dt.datetime(year, 1, 12, 9)))
    given = {"since": year - 1, "actor": secretary, "now": began, "is_demo": True}
    reds = actions.start_programme(
        office, title="“七红”工程", text="七条线把组织、阵地和队伍串起来。", **given
    )
    core = actions.start_programme(
        office, title="六个核心项目", text="六个目标，六个核心项目，项目挂在目标下。", **given
    )
    for frame, rows in ((reds, REDS), (core, CORE)):
        for title, aim in rows:
            actions.add_strand(frame.pk, title=title, aim=aim, actor=secretary, now=began)
    _hang(office, (core, reds), actor=secretary, now=now)
    _goals(office, core, actor=secretary, now=now)
    _themes(office, people=(secretary, checker), now=now, rng=rng)


def _hang(office: Area, frames: tuple[Programme, ...], *, actor: Person, now: dt.datetime) -> None:
    """Three projects on each strand of the first frame, the next ones two by two on the others'."""
    strands = [
        strand
        for frame, times in zip(frames, (3, 2), strict=True)
        for strand in [*frame.strands.all()] * times
    ]
    matters = Item.objects.filter(office=office, kind="project").order_by("pk")[: len(strands)]
    for strand, matter in zip(strands, matters, strict=False):
        actions.hang(strand, matter=matter, actor=actor, now=now)


def _goals(office: Area, core: Programme, *, actor: Person, now: dt.datetime) -> None:
    year, unit = timezone.localdate(now).year, actor.memberships.filter(until__isnull=True).first()
    if unit is None:
        return
    strands = list(core.strands.all())
    for strand, (title, target, counted_in, parts) in zip(strands, GOALS, strict=True):
        goal = actions.set_goal(
            office, year=year, title=title, unit=unit.unit, target=Decimal(target), counted_in=counted_in, strand=strand,
            actor=actor, now=now, is_demo=True,
        )  # fmt: skip
        for number, part in enumerate(parts):
            day = dt.date(year, 3 * number + 3, 28)
            if day <= timezone.localdate(now):
                actions.report_progress(
                    goal.pk,
                    amount=Decimal(part),
                    day=day,
                    note=f"第{'一二三四'[number]}季度完成数",
                    actor=actor,
                    now=now,
                )


def _themes(office: Area, *, people: tuple[Person, Person], now: dt.datetime, rng: random.Random) -> None:
    today = timezone.localdate(now)
    quarter, year = (today.month + 2) // 3, today.year
    past = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    for (of_year, of_quarter), title, days in ((past, "邻里守望", 95), ((year, quarter), "温暖过冬", 24)):
        at = now - dt.timedelta(days=days)
        theme = actions.publish_theme(
            office, year=of_year, quarter=of_quarter, title=title, text="各社区列出双向服务清单，办好公益活动。",
            answer_by=timezone.localdate(at) + dt.timedelta(days=14), actor=people[0], now=at, is_demo=True,
        )  # fmt: skip
        for number, answer in enumerate(theme.answers.with_all().order_by("pk")[:LATEST]):
            step = 4 if days > 60 else number % 5
            _answer(
                answer,
                step,
                number,
                people=people,
                at=at + dt.timedelta(days=3 + number % 9),
                now=now,
                rng=rng,
            )


def _answer(
    answer: ThemeAnswer, step: int, number: int, *, people: tuple[Person, Person], at: dt.datetime, now: dt.datetime,
    rng: random.Random,
) -> None:  # fmt: skip
    """0 nothing, 1 a list begun, 2 handed in, 3 confirmed and under way, 4 carried out."""
    clerk = worker_of(answer.item.unit) if answer.item.unit else None
    if step == 0 or clerk is None:
        return
    held = timezone.localdate(at) + dt.timedelta(days=5)
    for line in (
        Line("gives", GIVES[number % len(GIVES)]),
        Line("asks", ASKS[number % len(ASKS)]),
        Line(
            "activity",
            ACTIVITIES[number % len(ACTIVITIES)],
            day=held,
            place="社区广场",
            expected=30 + 5 * number,
        ),
    ):
        actions.add_line(answer.pk, line, actor=clerk, now=at)
    if step > 1:
        make_move(answer.pk, "answer", actor=clerk, now=at + dt.timedelta(hours=2))
    if step > 2:
        make_move(answer.pk, "confirm", actor=people[1], now=at + dt.timedelta(days=1))
    if step > 3:
        after = min(now, at + dt.timedelta(days=7))
        for row in answer.lines.filter(way="activity"):
            actions.note_activity(row.pk, came=rng.randrange(25, 90), actor=clerk, now=after)
        make_move(answer.pk, "finish", actor=clerk, note="清单事项已办，活动照片已存档。", now=after)
