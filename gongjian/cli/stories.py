"""Two cases as they ran, entered whole by the product's own actions across modules: a project's thread tells each on one page.

540 households pay a connection fee over four months and the heating comes on in time; 72 households' electricity is
rebuilt after seven coordination meetings, the old supply guaranteed in between. Invented in all but these figures.
"""

import datetime as dt
from typing import NamedTuple

from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.events import emit
from gongjian.core.items.actions import make_move
from gongjian.core.items.events import PromiseMade
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.people.models import Person
from gongjian.modules.meetings import actions as meetings
from gongjian.modules.meetings.models import Decision, MeetingKind, Presence
from gongjian.modules.projects import actions as projects
from gongjian.modules.projects.models import Orientation, Project
from gongjian.modules.reports.actions.bringing_in import Brought, bring_in
from gongjian.modules.reports.models import Channel, Report

HEATING, POWER = "五百四十户接通集中供暖", "七十二户电力改造"
FEES = (
    ("接入费收缴过三成", 30),
    ("接入费收缴过六成", 60),
    ("五百四十户接入费全部缴齐", 95),
    ("管网施工完成", 110),
    ("供暖季按时通暖", 118),
)
REBUILD = (("摸清七十二户用电情况", 20), ("新线路施工完成", 95), ("七十二户全部通电", 105))
TALKS = (
    "摸底：谁的线路、谁出钱", "供电公司现场勘察", "施工方案征求意见", "过渡期供电怎么保障",
    "费用分摊与收缴", "停电时间逐户告知", "验收与回访安排",
)  # fmt: skip


class People(NamedTuple):
    """Who acts in the stories."""

    secretary: Person
    head: Person
    checker: Person


def tell(*, now: dt.datetime) -> None:
    """Enter both stories into the first demo office, once; nothing without its people."""
    found = {
        name: Person.objects.filter(username=name, is_demo=True).first()
        for name in ("secretary", "head", "checker")
    }
    secretary, head, checker = found.values()
    if secretary is None or head is None or checker is None or secretary.office is None:
        return
    office, people = secretary.office, People(secretary, head, checker)
    if Project.objects.filter(item__office=office, item__title=HEATING).exists():
        return
    _heating(office, people, began=now - dt.timedelta(days=160))
    _power(office, people, began=now - dt.timedelta(days=150))


def _heating(office: Area, people: People, *, began: dt.datetime) -> None:
    project = _project(
        office, people, HEATING, households=540, days=120, began=began, steps=FEES,
        words="家属院没有集中供暖，五百四十户愿意按户缴纳接入费，盼着今年冬天用上。",
        public="五百四十户在四个月里缴齐接入费，管网接通，供暖季按时通暖。",
    )  # fmt: skip
    company = (
        Unit.objects.of_office(office.pk).filter(kind=UnitKind.OUTSIDE, active=True).order_by("pk").last()
    )
    if company is not None:
        due_on = timezone.localdate(began) + dt.timedelta(days=118)
        emit(
            PromiseMade(
                office,
                company,
                "供暖季开始当天通暖",
                "五百四十户居民",
                due_on,
                "供暖协调会",
                project.item,
                began,
            )
        )


def _power(office: Area, people: People, *, began: dt.datetime) -> None:
    project = _project(
        office, people, POWER, households=72, days=110, began=began, steps=REBUILD,
        words="七十二户还用着几十年的老线路，夏天天天跳闸，换线路又怕停电没处去。",
        public="七次协调会后七十二户换上新线路，换线期间老供电不断。",
    )  # fmt: skip
    units = list(
        Unit.objects.of_office(office.pk).filter(kind=UnitKind.OUTSIDE, active=True).order_by("pk")[:3]
    )
    power, lead = units[0], people.head.memberships.filter(until__isnull=True).select_related("unit")[0].unit
    for number, title in enumerate(TALKS):
        at = began + dt.timedelta(days=10 + 10 * number)
        meeting = meetings.call_meeting(
            office, kind=MeetingKind.COORDINATION, title=f"第{'一二三四五六七'[number]}次协调会：{title}", starts_at=at, place="社区会议室",
            about=project.item, units=units, actor=people.secretary, now=at - dt.timedelta(days=1), is_demo=True,
        )  # fmt: skip
        point = meeting.points.get()
        meetings.write_outcome(
            point.pk, outcome=f"{title}，各方说明情况，意见一致。", actor=people.secretary, now=at
        )
        for one in meeting.attendances.all():
            meetings.set_presence(one.pk, presence=Presence.PRESENT, actor=people.secretary, now=at)
        decision = meetings.decide(
            meeting.pk, title=f"落实：{title}", unit=lead, due_on=timezone.localdate(at) + dt.timedelta(days=8), point=point,
            actor=people.secretary, now=at,
        )  # fmt: skip
        meetings.settle_minutes(meeting.pk, actor=people.secretary, now=at + dt.timedelta(hours=3))
        _carry_out(decision, title, people, at=at)
        if number == 3:
            due_on = timezone.localdate(began) + dt.timedelta(days=105)
            emit(
                PromiseMade(
                    office,
                    power,
                    "新线路通电前，老供电不断",
                    "七十二户居民",
                    due_on,
                    meeting.title,
                    meeting,
                    at,
                )
            )


def _carry_out(decision: Decision, title: str, people: People, *, at: dt.datetime) -> None:
    """The owner begins and hands in, a second person confirms, all before the decided date."""
    make_move(decision.pk, "start", actor=people.head, now=at + dt.timedelta(days=1))
    make_move(
        decision.pk, "submit", actor=people.head, now=at + dt.timedelta(days=5), note=f"{title}，已落实。"
    )
    make_move(decision.pk, "confirm", actor=people.checker, now=at + dt.timedelta(days=6))


def _project(
    office: Area,
    people: People,
    title: str,
    *,
    households: int,
    days: int,
    began: dt.datetime,
    steps: tuple[tuple[str, int], ...],
    words: str,
    public: str,
) -> Project:
    """The words of the visit, the project that came of them, its plan, all of it carried out and delivered."""
    key, start = f"走访案例-{title}"[:60], timezone.localdate(began)
    told = Brought(
        key=key, opened_at=began - dt.timedelta(days=8), body=words, title=words[:40], area=office, channel=Channel.VISIT,
        closed_at=began - dt.timedelta(days=2), answer=f"已立项“{title}”。", answered_at=began - dt.timedelta(days=2),
    )  # fmt: skip
    bring_in([told], office=office, actor=people.head, now=began)
    report = Report.objects.get(office=office, external_id=key)
    Report.objects.filter(pk=report.pk).update(is_demo=True)
    sponsor = Unit.objects.party().filter(office=office).order_by("pk")[0]
    plan = projects.Plan(
        title=title, orientation=Orientation.URGENT_NEED, sponsor=sponsor, start_on=start, end_on=start + dt.timedelta(days=days),
        text="入户摸底、协调各方、分步实施、逐户验收。", public_words=public, households=households, people=households * 3,
        difficulty=4,
    )  # fmt: skip
    made = projects.propose_project(
        office,
        plan=plan,
        origins=[report.item],
        actor=people.head,
        now=began,
        with_clocks=False,
        is_demo=True,
    )
    unit = people.head.memberships.filter(until__isnull=True).select_related("unit")[0].unit
    milestones = [
        projects.add_milestone(
            made.pk,
            title=step,
            due_on=start + dt.timedelta(days=day),
            unit=unit,
            handler=people.head,
            actor=people.head,
            now=began,
        )
        for step, day in steps
    ]
    projects.waive_agreement(made.pk, why="由街道牵头，各方在协调会上商定", actor=people.head, now=began)
    make_move(made.pk, "approve", actor=people.secretary, now=began + dt.timedelta(days=2), note="同意立项。")
    make_move(made.pk, "agree", actor=people.head, now=began + dt.timedelta(days=3))
    make_move(made.pk, "begin", actor=people.head, now=began + dt.timedelta(days=4))
    for milestone, (step, day) in zip(milestones, steps, strict=True):
        at = began + dt.timedelta(days=day - 1)
        make_move(milestone.pk, "submit", actor=people.head, now=at, note=f"{step}。")
        make_move(milestone.pk, "confirm", actor=people.checker, now=at + dt.timedelta(hours=4))
    made.item.refresh_from_db()
    return made
