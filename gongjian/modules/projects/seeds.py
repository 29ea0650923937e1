"""The demo office's 101 projects: 99 that came of what visits found and could not be fixed at once, in 15 fields, and two
that came of needs. Invented, and built by the product's own actions."""

import datetime as dt
import random
from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.asking.actions import Asked, keep_questionnaire
from gongjian.core.asking.models import Questionnaire
from gongjian.core.clock.models import TimeLimit
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.core.links.actions import link
from gongjian.core.links.models import LinkKind
from gongjian.core.manifest import flows
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.people.demo import demo_office, holder_in
from gongjian.core.people.models import Person
from gongjian.core.people.roles import Role
from gongjian.modules.projects import actions
from gongjian.modules.projects.models import Method, Orientation, Project, ProjectField
from gongjian.modules.projects.seeds_judging import judge

FIELDS = (
    "供暖", "供电", "照明", "排水", "道路", "停车", "加装电梯", "环境卫生", "绿化", "充电", "文体活动", "养老服务", "儿童看护",
    "物业管理", "安全防范",
)  # fmt: skip
FROM_VISITS, ALL = 99, 101
SOURCE = "演示：街道项目测评办法"
LIMITS = (("project", "approve", 10), ("project", "evaluate", 15))
SINCE = dt.date(2018, 1, 1)
FATES = (
    "published",
    "evaluated",
    "delivered",
    "running",
    "running",
    "running",
    "running",
    "agreed",
    "approved",
    "proposed",
)


def seed(*, now: dt.datetime, rng: random.Random) -> None:
    """Write the fields and the method for all offices, then the projects of the first demo office, once."""
    _dated(now)
    office = demo_office()
    if office is None or Project.objects.filter(item__office=office, is_demo=True).exists():
        return
    people = {role: holder_in(office, role) for role in (Role.SECRETARY, Role.CHECKER, Role.DEPARTMENT_HEAD)}
    if None in people.values():
        return
    call, criteria = _questionnaires(office, by=people[Role.CHECKER], now=now)
    branches = list(Unit.objects.party().filter(office=office, kind=UnitKind.BRANCH).order_by("pk"))
    made = _projects(office, branches, people, now=now, rng=rng)
    judge(office, made, people, call=call, criteria=criteria, now=now, rng=rng)


def _dated(now: dt.datetime) -> None:
    for order, name in enumerate(FIELDS, start=1):
        ProjectField.objects.get_or_create(office=None, name=name, defaults={"order": order, "since": SINCE})
    if not Method.objects.exists():
        Method.objects.create(
            site=40,
            residents=60,
            hard=Decimal("1.50"),
            wide=Decimal("1.00"),
            enough=60,
            source=SOURCE,
            since=SINCE,
        )
    for kind, name, days in LIMITS:
        if not TimeLimit.objects.filter(kind=kind, name=name).exists():
            TimeLimit.objects.create(
                kind=kind, name=name, amount=days, unit="work_days", since=SINCE, source=SOURCE
            )


def _questionnaires(
    office: Area, *, by: Person | None, now: dt.datetime
) -> tuple[Questionnaire, Questionnaire]:
    long_ago = now - dt.timedelta(days=400)
    call = keep_questionnaire(
        office, slug="project-call", use="call", title="项目满意度回访", by=by, now=long_ago, source=SOURCE,
        script="您好，这里是街道回访。您家附近的项目已经完工，想听听您的看法，大约两分钟。",
        questions=(
            Asked("quality", "scale", "做得怎么样（0 到 10 分）"),
            Asked("told", "choice", "做之前告诉过您吗", choices=("告诉过", "没有"), required=False),
            Asked("words", "text", "还有什么要改进的", required=False),
        ),
    )  # fmt: skip
    criteria = keep_questionnaire(
        office, slug="project-review", use="review", title="项目季度点评", by=by, now=long_ago, source=SOURCE,
        questions=(
            Asked("progress", "scale", "进度", weight=3), Asked("quality", "scale", "质量", weight=3),
            Asked("people", "scale", "群众参与", weight=2), Asked("papers", "scale", "资料", weight=1),
        ),
    )  # fmt: skip
    return call, criteria


def _projects(
    office: Area,
    branches: Sequence[Unit],
    people: dict[str, Person | None],
    *,
    now: dt.datetime,
    rng: random.Random,
) -> list[tuple[Project, str]]:
    """Every project with the state it is to reach."""
    matters = _matters(office)
    needs = list(
        Item.objects.filter(office=office, kind="need").select_related("area", "office").order_by("pk")[:2]
    )
    fields = {one.name: one for one in ProjectField.objects.filter(office=None)}
    found = []
    for number in range(ALL):
        origins = _origins(number, matters, needs)
        if not origins and number < FROM_VISITS:
            continue
        field = fields[FIELDS[number % len(FIELDS)]]
        found.append(_project(number, field, origins, office, branches, people, now=now, rng=rng))
    return found


def _matters(office: Area) -> list[Item]:
    """What residents said at their doors, in order; nothing where the module that keeps it is not installed."""
    if "report" not in flows():
        return []
    rows = Item.objects.filter(office=office, kind="report", report__external_id__startswith="走访-")
    return list(rows.select_related("area", "office").order_by("report__external_id"))


def _origins(number: int, matters: Sequence[Item], needs: Sequence[Item]) -> list[Item]:
    """Many to many: each of the 99 comes of its matter, the first two of another one besides, and one matter led to two."""
    if number >= FROM_VISITS:
        return list(needs[number - FROM_VISITS : number - FROM_VISITS + 1])
    if number >= len(matters):
        return []
    found = [matters[number]]
    if number < 2 and len(matters) > FROM_VISITS + number:
        found.append(matters[FROM_VISITS + number])
    if number == 49:
        found.append(matters[2])
    return found


def _project(
    number: int,
    field: ProjectField,
    origins: Sequence[Item],
    office: Area,
    branches: Sequence[Unit],
    people: dict[str, Person | None],
    *,
    now: dt.datetime,
    rng: random.Random,
) -> tuple[Project, str]:
    head, secretary = people[Role.DEPARTMENT_HEAD], people[Role.SECRETARY]
    assert head is not None
    assert secretary is not None
    area = origins[0].area if origins else office
    sponsor = next((one for one in branches if one.area_id == area.pk), branches[0])
    began = now - dt.timedelta(days=300 - 2 * number)
    start = timezone.localdate(began) + dt.timedelta(days=20)
    end = start + dt.timedelta(days=rng.choice((90, 120, 180, 330)))
    fate = FATES[number % len(FATES)]
    if fate in ("published", "evaluated", "delivered"):
        end = min(end, timezone.localdate(now) - dt.timedelta(days=30))
    elif end <= timezone.localdate(now) and number % 7:
        end = timezone.localdate(now) + dt.timedelta(days=rng.choice((20, 60, 90)))
    title = (
        f"{origins[0].place}{field.name}改善项目"
        if origins and origins[0].place
        else f"{area.short_name}{field.name}共建项目"
    )
    plan = actions.Plan(
        title=title, orientation=Orientation.values[number % 3], sponsor=sponsor, start_on=start, end_on=max(end, start),
        field=field, text="摸底、征求意见、施工或服务、验收、回访五步走。", cost=rng.choice((8, 15, 26, 40, 65)) * 100_000,
        public_words=f"解决{title.removesuffix('改善项目')}问题，由{sponsor}牵头，完工后请居民打分。",
        households=rng.randrange(40, 560), people=rng.randrange(120, 1600), difficulty=rng.randrange(1, 6),
    )  # fmt: skip
    made = actions.propose_project(
        area, plan=plan, origins=origins, actor=head, now=began, place=origins[0].place if origins else "",
        is_demo=True, with_clocks=False,
    )  # fmt: skip
    _run(number, made, fate, head=head, secretary=secretary, office=office, began=began, now=now)
    return made, fate


def _run(
    number: int,
    made: Project,
    fate: str,
    *,
    head: Person,
    secretary: Person,
    office: Area,
    began: dt.datetime,
    now: dt.datetime,
) -> None:
    """Up to under way; what comes after is judged for all together."""
    at = began + dt.timedelta(days=2)
    unit = head.memberships.filter(until__isnull=True).select_related("unit")[0].unit
    for day, title in _steps(made, now=now):
        actions.add_milestone(made.pk, title=title, due_on=day, unit=unit, handler=head, actor=head, now=at)
    _partners(number, made, head=head, office=office, at=at)
    if number % 5 == 0:
        actions.add_to_team(made.pk, person=head, part="组长", actor=head, now=at)
        actions.add_to_team(made.pk, post="社区网格长", part="入户告知、收集意见", actor=head, now=at)
    if fate == "proposed":
        return
    make_move(made.pk, "approve", actor=secretary, now=at + dt.timedelta(days=3), note="同意立项。")
    if fate == "approved":
        return
    if not made.no_agreement_why and not made.partners.exists():
        actions.waive_agreement(
            made.pk, why="由街道和社区自行实施", actor=head, now=at + dt.timedelta(days=4)
        )
    make_move(made.pk, "agree", actor=head, now=at + dt.timedelta(days=8))
    if fate != "agreed":
        make_move(made.pk, "begin", actor=head, now=at + dt.timedelta(days=14), note="开工。")


def _steps(made: Project, *, now: dt.datetime) -> list[tuple[dt.date, str]]:
    span = (made.end_on - made.start_on).days
    opened = timezone.localdate(made.item.opened_at) + dt.timedelta(days=3)
    steps = [
        (made.start_on + dt.timedelta(days=span * part // 10), title)
        for part, title in ((2, "摸底并征求意见"), (9, "验收"))
    ]
    return [(day, title) for day, title in steps if day > opened]


def _partners(number: int, made: Project, *, head: Person, office: Area, at: dt.datetime) -> None:
    """Every third project has a partner whose agreement lasts long enough."""
    if number % 3 or "agreement" not in flows():
        return
    agreements = Item.objects.filter(office=office, kind="agreement", state="running", unit__active=True)
    lasting = (
        agreements.filter(agreement__until__gte=made.end_on).select_related("unit", "office").order_by("pk")
    )
    found = list(lasting[number % 20 : number % 20 + 1])
    if not found or found[0].unit is None:
        return
    since = timezone.localdate(at)
    actions.add_partner(made.pk, unit=found[0].unit, gives="人员和设备支持", since=since, actor=head, now=at)
    link(made.item, to=found[0], kind=LinkKind.AGREED, by=head, now=at)
