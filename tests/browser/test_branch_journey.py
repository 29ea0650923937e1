"""A branch makes a project of what a resident reported, puts its first milestone into the plan, and goes on once it is approved."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongjian.core.links.models import Link, LinkKind
from gongjian.modules.projects.models import Milestone, Project
from gongjian.modules.reports import actions as reports
from gongjian.modules.reports.models import Report
from tests.browser.desks import Desks, make
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "三个楼院亮灯"


@pytest.fixture
def report(cast: Cast) -> Report:
    told = reports.Told(
        area=cast.community,
        title="楼道灯不亮",
        text="3号楼楼道灯坏了半年，老人上下楼看不见台阶。",
        place="3号楼",
    )
    return reports.report_publicly(told, now=timezone.now())


@pytest.fixture
def desks(
    live_server: Any, new_context: Any, cast: Cast, serious_faults: Callable[[Page], list[str]]
) -> Desks:
    return Desks(live_server, new_context, cast, serious_faults)


def test_a_branch_proposes_a_project_from_a_report_plans_it_and_goes_on_once_approved(
    desks: Desks, cast: Cast, report: Report
) -> None:
    number = report.item.number
    branch = desks.of(cast.branch_secretary)
    desks.go(branch, "/desk/reports/")
    branch.get_by_role("link", name=report.item.title).first.click()
    desks.look(branch)
    branch.get_by_role("link", name="转为项目").click()
    _propose(desks, branch, number)
    project = Project.objects.select_related("item").get()
    thread = Link.objects.live().filter(kind=LinkKind.ORIGIN, source_id=project.pk)
    assert [link.target_id for link in thread] == [report.pk]
    expect(branch.get_by_text(number).first).to_be_visible()
    expect(branch.locator("section.ask").get_by_role("link", name="批准立项")).to_have_count(0)
    _plan(desks, branch)

    secretary = desks.of(cast.secretary)
    secretary.get_by_role("link", name=TITLE).first.click()
    make(secretary, "批准立项")
    expect(secretary.get_by_role("alert")).to_contain_text("说明")
    secretary.get_by_label("说明").fill("同意，注意用电安全")
    secretary.get_by_role("button", name="批准立项", exact=True).click()
    expect(secretary.get_by_text("已立项").first).to_be_visible()
    desks.look(secretary, TITLE)

    _goes_on(desks, branch, project)
    for page in (branch, secretary):
        page.set_viewport_size({"width": 390, "height": 844})
        desks.go(page, f"/desk/projects/{project.pk}/")
        desks.look(page, TITLE)
    assert desks.wrong == []


def _propose(desks: Desks, page: Page, number: str) -> None:
    """The report's number is there already; an end before the beginning is refused and what was typed is kept."""
    desks.look(page, "申报项目")
    expect(page.get_by_label("来源事项编号")).to_have_value(number)
    day = timezone.localdate()
    page.get_by_label("项目名称").fill(TITLE)
    page.get_by_label("导向").select_option(label="群众急需")
    page.get_by_label("所属区域").select_option(label="甲一社区居委会")
    page.get_by_label("牵头党组织").select_option(label="甲社区第一党支部")
    page.get_by_label("完成日期").fill((day - dt.timedelta(days=1)).isoformat())
    page.get_by_label("计划资金（元）").fill("1.2万")
    page.get_by_label("受益户数").fill("86")
    page.get_by_label("居民看到的说明").fill("给三个楼院的楼道换上声控灯，两个月内换完。")
    page.get_by_role("button", name="申报").click()
    expect(page.get_by_role("alert")).to_contain_text("项目结束早于开始")
    expect(page.get_by_label("计划资金（元）")).to_have_value("1.2万")
    expect(page.get_by_label("来源事项编号")).to_have_value(number)
    assert not Project.objects.exists()
    page.get_by_label("完成日期").fill((day + dt.timedelta(days=60)).isoformat())
    page.get_by_role("button", name="申报").dblclick()
    expect(page.get_by_text("项目已申报。")).to_be_visible()
    desks.look(page, TITLE)
    assert Project.objects.count() == 1


def _plan(desks: Desks, page: Page) -> None:
    """A milestone beyond the project's days is refused; the right one stands in the plan."""
    page.get_by_role("link", name="添加节点").click()
    desks.look(page, "添加节点")
    day = timezone.localdate()
    page.get_by_label("节点").fill("灯具到货")
    page.get_by_label("截止日期").fill((day + dt.timedelta(days=90)).isoformat())
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("日期不在项目期限")
    expect(page.get_by_label("节点")).to_have_value("灯具到货")
    page.get_by_label("截止日期").fill((day + dt.timedelta(days=14)).isoformat())
    page.get_by_role("button", name="保存").dblclick()
    expect(page.get_by_role("link", name="灯具到货")).to_be_visible()
    assert Milestone.objects.count() == 1
    desks.look(page, TITLE)


def _goes_on(desks: Desks, page: Page, project: Project) -> None:
    """The project waits in the inbox with its next step. Without agreements that step is refused in words, until it stands
    why none is needed; then the project begins."""
    desks.go(page, "/desk/")
    row = page.locator("li[data-row]").filter(has_text=TITLE)
    expect(row.get_by_text("已立项")).to_be_visible()
    desks.look(page)
    row.get_by_role("link", name="签约完成").click()
    page.get_by_role("button", name="签约完成", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("还没有参与单位")
    desks.look(page)
    desks.go(page, f"/desk/projects/{project.pk}/")
    page.get_by_role("link", name="不需要协议").click()
    page.get_by_label("不需要协议的原因").fill("社区自行实施")
    page.get_by_role("button", name="保存").click()
    make(page, "签约完成")
    make(page, "启动项目")
    expect(page.get_by_text("实施中").first).to_be_visible()
    project.item.refresh_from_db()
    assert project.item.state == "running"
