"""How a project is judged, as people do it: a reviewer on site, a caller with a phone in the hand, a resident who objects."""

import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongjian.core.asking.actions import (
    Asked,
    Entry,
    add_respondents,
    commit_sample,
    draw_sample,
    hand_in_sheet,
    keep_questionnaire,
    open_round,
    record_call,
    seat_reviewer,
)
from gongjian.core.asking.models import Call, Questionnaire, ReviewRound, ReviewSheet, Sample
from gongjian.core.items.actions import make_move
from gongjian.core.publicity.actions import publish
from gongjian.core.publicity.models import Objection, Publication
from gongjian.core.trail.models import TrailRow
from gongjian.modules.projects import actions
from gongjian.modules.projects.models import Method, Project
from gongjian.modules.projects.tests.conftest import plan_of
from gongjian.modules.reports.seeds.sketches import sketch
from tests.browser.test_dispatcher_keyboard import signed_in
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def phone(page: Page) -> Page:
    """A phone of 390 by 844 that remembers every complaint of the browser."""
    page.set_default_timeout(8_000)
    page.set_viewport_size({"width": 390, "height": 844})
    page.complaints = []  # type: ignore[attr-defined]
    page.on(
        "console",
        lambda told: told.type == "error" and "422" not in told.text and page.complaints.append(told.text),
    )  # type: ignore[attr-defined]
    return page


@pytest.fixture
def project(cast: Cast) -> Project:
    """Under way since this morning."""
    now, day = timezone.now(), timezone.localdate()
    plan = plan_of(cast, start_on=day, end_on=day + dt.timedelta(days=30))
    made = actions.propose_project(
        cast.community, plan=plan, origins=[], actor=cast.branch_secretary, now=now - 9 * HOUR
    )
    actions.waive_agreement(made.pk, why="社区自行实施", actor=cast.branch_secretary, now=now - 8 * HOUR)
    make_move(made.pk, "approve", actor=cast.secretary, now=now - 7 * HOUR, note="同意")
    make_move(made.pk, "agree", actor=cast.branch_secretary, now=now - 6 * HOUR)
    make_move(made.pk, "begin", actor=cast.branch_secretary, now=now - 5 * HOUR)
    made.item.refresh_from_db()
    return made


@pytest.fixture
def criteria(cast: Cast) -> Questionnaire:
    asked = [Asked("progress", "scale", "进度", weight=3), Asked("quality", "scale", "质量", weight=1)]
    return keep_questionnaire(
        cast.office, slug="quarter", use="review", title="季度点评", questions=asked, by=cast.checker, now=timezone.now()
    )  # fmt: skip


@pytest.fixture
def review(cast: Cast, criteria: Questionnaire) -> ReviewRound:
    day = timezone.localdate()
    return open_round(
        cast.office, year=day.year, quarter=(day.month - 1) // 3 + 1, criteria=criteria,
        due_on=day + dt.timedelta(days=20), by=cast.secretary, now=timezone.now() - 4 * HOUR,
    )  # fmt: skip


@pytest.fixture
def sample(cast: Cast, project: Project) -> Sample:
    """Announced while the work was on, delivered, listed with telephones, drawn."""
    now = timezone.now()
    asked = [
        Asked("quality", "scale", "做得怎么样"), Asked("told", "choice", "事先告诉过您吗", choices=("告诉过", "没有"), required=False),
    ]  # fmt: skip
    call = keep_questionnaire(
        cast.office, slug="call", use="call", title="项目回访", script="您好，这里是街道回访。", questions=asked, by=cast.checker,
        now=now,
    )  # fmt: skip
    made = commit_sample(call, title="亮灯满意度", size=2, tries=2, item=project.item, by=cast.checker, now=now - 4 * HOUR)  # fmt: skip
    make_move(project.pk, "deliver", actor=cast.branch_secretary, now=now - 3 * HOUR, note="完工")
    homes = [Entry(f"{n}", f"{n}号楼101", f"1380000{n:04}") for n in range(1, 7)]
    add_respondents(made, entries=homes, by=cast.checker, now=now - 2 * HOUR)
    return draw_sample(made, by=cast.checker, now=now - HOUR)


def fits(page: Page) -> bool:
    """No sideways scrolling."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_reviewer_marks_a_project_on_site_with_her_phone(
    live_server: Any, phone: Page, cast: Cast, project: Project, review: ReviewRound,
    serious_faults: Callable[[Page], list[str]],
) -> None:  # fmt: skip
    seat_reviewer(review, item=project.item, reviewer=cast.checker, by=cast.secretary, now=timezone.now())
    page = signed_in(phone, live_server, cast, cast.checker)
    page.goto(f"{live_server.url}/desk/projects/reviews/")
    page.get_by_role("link", name="季度").last.click()
    assert fits(page)
    page.get_by_role("link", name="点评").and_(
        page.locator(f"[href*='/projects/{project.pk}/']")
    ).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("三个楼院亮灯")
    assert fits(page)
    faults = serious_faults(page)
    page.get_by_label("进度").fill("11")
    page.get_by_label("质量").fill("10")
    page.get_by_label("现场情况").or_(page.locator("textarea[name=comment]")).first.fill(
        "灯亮了，北侧还差一盏。"
    )
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("textarea[name=comment]")).to_have_value("灯亮了，北侧还差一盏。")
    assert not ReviewSheet.objects.exists()
    page.get_by_label("进度").fill("8")
    file = {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": sketch("manhole", done=True, rng=random.Random(1))}  # fmt: skip
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="提交").click()
    page.wait_for_url(f"**/desk/projects/{project.pk}/reviews/")
    expect(page.get_by_text("灯亮了，北侧还差一盏。")).to_be_visible()
    assert fits(page)
    assert ReviewSheet.objects.get().mark == Decimal("85.00")  # (3 × 8/10 + 1 × 10/10) ÷ 4
    assert project.item.attachments.count() == 1
    assert faults + serious_faults(page) == []
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_caller_asks_the_drawn_households_from_her_phone(
    live_server: Any, phone: Page, cast: Cast, sample: Sample, serious_faults: Callable[[Page], list[str]]
) -> None:
    page = signed_in(phone, live_server, cast, cast.dispatcher)
    page.goto(f"{live_server.url}/desk/asking/?state=calling")
    page.get_by_role("link", name="亮灯满意度").last.click()
    assert fits(page)
    faults = serious_faults(page)
    page.get_by_role("link", name="去回访").click()
    expect(page.get_by_text("还有 2 户待回访")).to_be_visible()
    faults += serious_faults(page)
    first, second = sample.respondents.drawn()
    page.get_by_role("link", name=f"下一户： {first.label}").click()
    expect(page.get_by_text("您好，这里是街道回访。")).to_be_visible()
    assert first.phone_shown in page.content()
    page.get_by_role("button", name="查看电话").click()
    expect(page.get_by_role("link", name="拨打")).to_have_attribute("href", f"tel:1380000{int(first.key):04}")
    assert TrailRow.objects.filter(action="privacy.reveal", actor=cast.dispatcher).count() == 1
    assert fits(page)
    faults += serious_faults(page)
    page.get_by_label("不满意", exact=True).check()
    page.get_by_role("button", name="记录结果").click()
    expect(page.get_by_role("alert")).to_contain_text("做得怎么样")
    assert not Call.objects.exists()
    page.get_by_label("做得怎么样").fill("3")
    page.get_by_label("没有", exact=True).check()
    page.get_by_role("button", name="记录结果").dblclick()
    expect(page.get_by_text("还有 1 户待回访")).to_be_visible()
    assert Call.objects.count() == 1
    for rest in ("还有 1 户待回访", "全部回访完毕"):
        page.get_by_role("link", name=f"下一户： {second.label}").click()
        page.get_by_label("未联系上", exact=True).check()
        page.get_by_role("button", name="记录结果").click()
        expect(page.get_by_text(rest)).to_be_visible()
    page.get_by_role("link", name="查看结果").click()
    expect(page.get_by_text("0.0%", exact=True)).to_be_visible()
    assert fits(page)
    page.get_by_role("link", name="核验抽样").click()
    expect(page.get_by_text("抽样与公布的一致")).to_be_visible()
    assert fits(page)
    assert faults + serious_faults(page) == []
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_resident_reads_how_a_project_was_judged_and_objects(
    live_server: Any, phone: Page, cast: Cast, project: Project, review: ReviewRound, sample: Sample,
    serious_faults: Callable[[Page], list[str]],
) -> None:  # fmt: skip
    shown = _published(cast, project, review, sample)
    page = phone
    page.goto(f"{live_server.url}/public/p/{shown.uid}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("三个楼院亮灯")
    expect(page.get_by_text("街道评分细则")).to_be_visible()
    assert fits(page)
    faults = serious_faults(page)
    page.get_by_role("link", name="亮灯满意度").click()
    expect(page.get_by_text("抽样与公布的一致")).to_be_visible()
    text = page.content()
    assert sample.commitment in text
    assert sample.seed in text
    assert "号楼101" not in text
    assert "138" not in page.locator("main").inner_text().replace(sample.seed, "").replace(sample.commitment, "").replace(
        sample.population_digest, "")  # fmt: skip
    assert fits(page)
    faults += serious_faults(page)
    page.go_back()
    page.get_by_role("link", name="提出异议").or_(page.locator("a[href$='/object/']")).first.click()
    page.locator("form button.btn-primary").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert not Objection.objects.exists()
    page.locator("textarea[name=text]").fill("3号楼北侧的灯没有换。")
    page.locator("form button.btn-primary").click()
    page.wait_for_url("**/report/f/**")
    assert fits(page)
    objection = Objection.objects.select_related("item").get()
    expect(page.get_by_text(objection.item.number).first).to_be_visible()
    assert faults + serious_faults(page) == []
    assert page.complaints == []  # type: ignore[attr-defined]


def _published(cast: Cast, project: Project, review: ReviewRound, sample: Sample) -> Publication:
    """Marked on site, asked, evaluated, in public notice."""
    now = timezone.now()
    Method.objects.create(
        site=40, residents=60, hard=Decimal(1), wide=Decimal(1), enough=60, source="街道评分细则", since=dt.date(2020, 1, 1)
    )  # fmt: skip
    hand_in_sheet(
        review, item=project.item, marks={"progress": 9, "quality": 9}, reviewer=cast.checker, now=now
    )
    for home in sample.respondents.drawn():
        record_call(home, outcome="satisfied", answers={"quality": "9"}, by=cast.dispatcher, now=now)
    actions.evaluate(project.pk, actor=cast.checker, now=now)
    make_move(project.pk, "evaluate", actor=cast.checker, now=now)
    project.item.refresh_from_db()
    return publish(project.item, by=cast.secretary, now=now, notice_days=7)
