"""How the demo's finished projects were judged: draws announced while the work was on, reviews on site, call-backs,
evaluations, and publication."""

import datetime as dt
import random
from collections.abc import Sequence

from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.asking.actions import (
    Entry,
    add_respondents,
    call_off,
    commit_sample,
    draw_sample,
    hand_in_sheet,
    open_round,
    record_call,
)
from gongjian.core.asking.models import Questionnaire, Respondent, Sample
from gongjian.core.items.actions import make_move
from gongjian.core.people.models import Person
from gongjian.core.people.roles import Role
from gongjian.core.publicity.actions import publish
from gongjian.modules.projects import actions
from gongjian.modules.projects.models import Project

SIZE = 8
HOMES = 30
MOST = 12
ANNOUNCED, HALF_ASKED = 6, 6
NOT_ENOUGH = "进度告知不够，希望完工后再回来看看。"
OUTCOMES = ("satisfied",) * 7 + ("partly", "not", "unreached", "refused")


def judge(
    office: Area,
    made: Sequence[tuple[Project, str]],
    people: dict[str, Person | None],
    *,
    call: Questionnaire,
    criteria: Questionnaire,
    now: dt.datetime,
    rng: random.Random,
) -> None:
    """Open this quarter's round and let reviewers begin it; then end what is to be ended."""
    checker, secretary, head = people[Role.CHECKER], people[Role.SECRETARY], people[Role.DEPARTMENT_HEAD]
    assert checker is not None
    assert secretary is not None
    assert head is not None
    day = timezone.localdate(now)
    quarter = (day.month - 1) // 3 + 1
    due_on = dt.date(day.year, 3 * quarter, 28)
    found = open_round(
        office,
        year=day.year,
        quarter=quarter,
        criteria=criteria,
        due_on=due_on,
        by=secretary,
        now=now,
        is_demo=True,
    )
    ended = [(project, fate) for project, fate in made if fate in ("published", "evaluated", "delivered")]
    _announced(made, call=call, checker=checker, now=now)
    for number, (project, fate) in enumerate(ended):
        at = now - dt.timedelta(days=25 - number % 5)
        judged = fate != "delivered" and number < MOST * 2
        half = fate == "delivered" and number < HALF_ASKED
        sample = None
        if judged or half:
            title = f"{project.item.title}满意度"
            sample = commit_sample(
                call, title=title, size=SIZE, item=project.item, by=checker, now=at, is_demo=True
            )
        for step in project.milestones.select_related("item"):
            make_move(step.pk, "submit", actor=head, now=at, note="已完成。")
            make_move(step.pk, "confirm", actor=checker, now=at + dt.timedelta(hours=3))
        make_move(project.pk, "deliver", actor=head, now=at + dt.timedelta(days=1), note="已完工，请验收。")
        if sample is None:
            continue
        project.item.refresh_from_db()
        if half:
            _half_asked(sample, checker=checker, at=at, rng=rng)
            continue
        for reviewer in (checker, secretary):
            marks = {key: rng.randrange(7, 11) for key in ("progress", "quality", "people", "papers")}
            hand_in_sheet(
                found,
                item=project.item,
                marks=marks,
                reviewer=reviewer,
                now=at + dt.timedelta(days=2),
                comment="现场看过。",
            )
        add_respondents(sample, entries=_homes(), by=checker, now=at + dt.timedelta(days=2))
        sample = draw_sample(sample, by=checker, now=at + dt.timedelta(days=3))
        for one in sample.respondents.drawn():
            _ask(one, sample, checker=checker, at=at + dt.timedelta(days=4), rng=rng)
        _end(project, fate, checker=checker, secretary=secretary, at=at + dt.timedelta(days=5), now=now)


def _announced(
    made: Sequence[tuple[Project, str]], *, call: Questionnaire, checker: Person, now: dt.datetime
) -> None:
    """Draws on projects that are still under way: some only announced, some with a list already, one called off."""
    running = [project for project, fate in made if fate == "running"][:ANNOUNCED]
    for number, project in enumerate(running):
        at = now - dt.timedelta(days=10 + number)
        title = f"{project.item.title}满意度"
        sample = commit_sample(
            call, title=title, size=SIZE, item=project.item, by=checker, now=at, is_demo=True
        )
        if number % 3 == 1:
            add_respondents(
                sample, entries=_homes(with_phones=True), by=checker, now=at + dt.timedelta(days=1)
            )
        elif number % 3 == 2:
            call_off(sample, why="抽取户数定少了，另行公布", by=checker, now=at + dt.timedelta(days=1))


def _half_asked(sample: Sample, *, checker: Person, at: dt.datetime, rng: random.Random) -> None:
    """Listed and drawn; the first half of those drawn was asked."""
    add_respondents(sample, entries=_homes(with_phones=True), by=checker, now=at + dt.timedelta(days=2))
    sample = draw_sample(sample, by=checker, now=at + dt.timedelta(days=3))
    homes = list(sample.respondents.drawn())
    for one in homes[: SIZE // 2]:
        _ask(one, sample, checker=checker, at=at + dt.timedelta(days=4), rng=rng)
    record_call(homes[-1], outcome="unreached", by=checker, now=at + dt.timedelta(days=4))


def _homes(*, with_phones: bool = False) -> list[Entry]:
    """Thirty households of three buildings; numbers that belong to nobody."""
    return [
        Entry(
            f"{n // 10 + 1}-{n % 10 + 1}01", f"{n // 10 + 1}号楼{n % 10 + 1}01",
            phone=f"1380000{n:04}" if with_phones else "", stratum=f"{n // 10 + 1}号楼" if with_phones else "",
        )
        for n in range(HOMES)
    ]  # fmt: skip


def _ask(one: Respondent, sample: Sample, *, checker: Person, at: dt.datetime, rng: random.Random) -> None:
    outcome = rng.choice(OUTCOMES)
    for try_ in range(sample.tries if outcome == "unreached" else 1):
        told = (
            {"quality": str(rng.randrange(6, 11)), "told": "告诉过"}
            if outcome != "not"
            else {"quality": "4", "words": NOT_ENOUGH}
        )
        record_call(one, outcome=outcome, answers=told, by=checker, now=at + dt.timedelta(hours=try_))


def _end(
    project: Project, fate: str, *, checker: Person, secretary: Person, at: dt.datetime, now: dt.datetime
) -> None:
    evaluation = actions.evaluate(project.pk, actor=checker, now=at)
    if not evaluation.is_enough:
        return
    make_move(project.pk, "evaluate", actor=checker, now=at + dt.timedelta(hours=1), note="测评结果已核对。")
    days = 7 if fate == "published" else 30
    project.item.refresh_from_db()
    publish(project.item, by=secretary, now=at + dt.timedelta(hours=2), notice_days=days, is_demo=True)
    over = at + dt.timedelta(days=9)
    if fate == "published" and over < now:
        make_move(project.pk, "publish", actor=secretary, now=over)
