"""The demo office's year: four priorities, one stability, one guarantee. Invented, and built by the product's actions."""

import datetime as dt
import random
from typing import NamedTuple

from django.utils import timezone

from gongjian.core.clock.models import TimeLimit
from gongjian.core.items.actions import make_move
from gongjian.core.items.verbs import evening
from gongjian.core.orgs.models import Unit
from gongjian.core.people.demo import demo_office, holder_in, worker_of
from gongjian.core.people.models import Person
from gongjian.core.people.roles import Role
from gongjian.modules.workplan import actions
from gongjian.modules.workplan.models import Plan, Task, Theme
from gongjian.modules.workplan.seeds_import import seed_import

TITLE = "四项重点、一个稳定、一个保证"
LIMITS = (("check", 5), ("redo", 20))
WORDS = (
    "已排定进度，责任到人。",
    "完成前期摸排，形成清单。",
    "按计划推进，本周现场调度一次。",
    "主体工作完成，正在补齐资料。",
)


class Row(NamedTuple):
    """A task of the demo plan; `day` is month and day of the planned end."""

    theme: str
    title: str
    unit: str
    day: tuple[int, int]
    target: str = ""
    proof: str = ""


THEMES = {
    "四项重点": ("老旧小区提升", "城市精细管理", "便民服务提质", "产业与消费"),
    "一个稳定": (),
    "一个保证": (),
}
TASKS = (
    Row("老旧小区提升", "无主管楼院摸底并建立清单", "社区建设办", (3, 20), "15 个社区全覆盖", "清单"),
    Row("老旧小区提升", "6 个楼院加装晾衣架和非机动车棚", "社区建设办", (6, 30), "6 个楼院", "改造前后照片"),
    Row("老旧小区提升", "成立居民自管小组", "社区建设办", (9, 30), "12 个楼院", "备案表"),
    Row("老旧小区提升", "雨污管网混接点整治", "城市管理办", (11, 20), "18 处", "验收单"),
    Row("城市精细管理", "背街小巷路面坑洼修补", "城市管理办", (4, 30), "23 条", "修补前后照片"),
    Row("城市精细管理", "占道经营集中整治", "城市管理办", (8, 31), "重点路口每日巡查"),
    Row("城市精细管理", "增设垃圾分类投放点", "城市管理办", (10, 31), "40 个投放点", "点位照片"),
    Row("便民服务提质", "两处社区老年助餐点开门", "民生服务办", (5, 31), "2 处", "开业照片"),
    Row("便民服务提质", "四点半课堂扩到 8 个社区", "民生服务办", (9, 15), "8 个社区", "课程表"),
    Row("便民服务提质", "高龄老人入户探访一遍", "民生服务办", (12, 10), "探访率 100%", "探访记录"),
    Row("产业与消费", "沿街商户便民信息登记", "社区建设办", (6, 20), "900 户"),
    Row("产业与消费", "组织春秋两季技能招聘会", "民生服务办", (10, 20), "2 场，达成意向 200 人", "现场照片"),
    Row("一个稳定", "消防隐患排查“回头看”", "平安建设办", (4, 15), "九小场所全覆盖", "整改台账"),
    Row("一个稳定", "矛盾纠纷每周研判", "平安建设办", (12, 20), "52 次", "会议记录"),
    Row("一个稳定", "电动车进楼入户治理", "平安建设办", (7, 31), "充电桩新增 300 个", "点位照片"),
    Row("一个保证", "支部书记季度述职", "党政办", (12, 25), "4 次", "述职材料"),
    Row("一个保证", "共建单位签约与回访", "社区建设办", (5, 20), "签约 30 家", "协议"),
    Row("一个保证", "首问负责制检查", "民生服务办", (11, 30), "每月一次", "检查通报"),
)


def seed(*, now: dt.datetime, rng: random.Random) -> None:
    """Write the plan of this year for the first demo office, once; nothing without its people."""
    _limits(now)
    office = demo_office()
    year = timezone.localtime(now).year
    if office is None or Plan.objects.filter(office=office, year=year, title=TITLE).exists():
        return
    secretary = holder_in(office, Role.SECRETARY)
    assert secretary is not None
    began = _began(now)
    plan = actions.start_plan(office, year=year, title=TITLE, actor=secretary, now=began, is_demo=True)
    themes = _themes(plan, actor=secretary, now=began)
    for number, row in enumerate(TASKS):
        _play(number, row, themes[row.theme], actor=secretary, began=began, now=now, rng=rng)
    seed_import(office, plan=TITLE, actor=secretary, now=now)


def _limits(now: dt.datetime) -> None:
    """How long confirming may take, and how long a task taken up again has: the office may change both."""
    for name, days in LIMITS:
        if not TimeLimit.objects.filter(kind="task", name=name).exists():
            since = dt.date(timezone.localtime(now).year - 1, 1, 1)
            TimeLimit.objects.create(
                kind="task",
                name=name,
                amount=days,
                unit="work_days",
                since=since,
                source="演示：街道督办办法",
            )


def _began(now: dt.datetime) -> dt.datetime:
    """The plan is made in the first days of January, or yesterday when the year is younger."""
    start = timezone.localtime(now).replace(month=1, day=6, hour=9, minute=30, second=0, microsecond=0)
    return min(start, now - dt.timedelta(days=1))


def _themes(plan: Plan, *, actor: Person, now: dt.datetime) -> dict[str, Theme]:
    found: dict[str, Theme] = {}
    for title, below in THEMES.items():
        found[title] = actions.add_theme(plan.pk, title=title, actor=actor, now=now)
        for inner in below:
            found[inner] = actions.add_theme(plan.pk, title=inner, parent=found[title], actor=actor, now=now)
    return found


def _play(
    number: int,
    row: Row,
    theme: Theme,
    *,
    actor: Person,
    began: dt.datetime,
    now: dt.datetime,
    rng: random.Random,
) -> None:
    """Put the task in, then let it live up to `now` as such tasks do: most in time, one in six late."""
    office = theme.plan.office
    unit = Unit.objects.get(office=office, name=row.unit)
    owner = worker_of(unit)
    due_on = dt.date(theme.plan.year, *row.day)
    opened = began if evening(due_on) > began else now
    if evening(due_on) <= now and opened == now:
        return
    task = actions.add_task(
        theme.pk, title=row.title, unit=unit, handler=owner, due_on=due_on, target=row.target,
        evidence_needed=row.proof, actor=actor, now=opened,
    )  # fmt: skip
    if owner is None:
        return
    part = (now - opened) / (evening(due_on) - opened)
    late = number % 6 == 1
    if part < 0.1:
        return
    make_move(task.pk, "start", actor=owner, now=_between(opened, now, 0.05), note="已部署。")
    _report(task, part if not late else min(part, 0.7), owner=owner, opened=opened, now=now, rng=rng)
    if part >= 1 and not late:
        _finish(task, row, owner=owner, handed_in=evening(due_on) - dt.timedelta(days=3), now=now)


def _report(
    task: Task, part: float, *, owner: Person, opened: dt.datetime, now: dt.datetime, rng: random.Random
) -> None:
    for step in (1, 2, 3):
        percent = min(95, round(100 * part * step / 3 / 5) * 5 + rng.choice((0, 0, 5)))
        moment = min(_between(opened, now, 0.1 + 0.28 * step), evening(task.due_on) - dt.timedelta(days=4))
        words = WORDS[min(percent // 26, len(WORDS) - 1)]
        if moment > opened + dt.timedelta(days=2):
            actions.report_progress(task.pk, percent=percent, text=words, actor=owner, now=moment)


def _finish(task: Task, row: Row, *, owner: Person, handed_in: dt.datetime, now: dt.datetime) -> None:
    checker = holder_in(task.item.office, Role.CHECKER)
    if row.proof:
        actions.add_evidence(task.pk, text=f"{row.proof}（存党政办档案柜）", actor=owner, now=handed_in)
    make_move(task.pk, "submit", actor=owner, now=handed_in, note=f"已完成：{row.target or row.title}。")
    confirmed = min(handed_in + dt.timedelta(days=1, hours=2), now)
    if checker is not None and confirmed < now - dt.timedelta(days=2):
        make_move(task.pk, "confirm", actor=checker, now=confirmed, note="资料齐全，现场看过。")


def _between(start: dt.datetime, end: dt.datetime, part: float) -> dt.datetime:
    return start + (end - start) * part
