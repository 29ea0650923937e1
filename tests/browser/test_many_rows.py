"""A dispatcher acts on all that match and takes it back; a secretary looks at the same rows on map, board and chart."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongjian.core.items.models import Item
from gongjian.core.jobs.tasks import run_tasks
from gongjian.modules.reports.models import Report
from tests.cast import Cast
from tests.conformance.growing import grow
from tests.journeys.scene import Scene

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture
def many(cast: Cast) -> Scene:
    """Sixty new reports, and twelve that were dispatched already."""
    scene = Scene(cast, now=timezone.now())
    for number in range(5):
        scene.reported(text=f"第{number}处井盖破了", lat=34.78 + number / 500, lon=113.67)
    scene.dispatched(lat=34.79, lon=113.68)
    grow(Report, office=cast.office, number=66)
    return scene


def open_as(page: Page, live_server: Any, cast: Cast, person: Any, path: str) -> list[str]:
    """Sign in and open a page; returns what the browser complains of from now on."""
    complaints: list[str] = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    key = cast.client_for(person).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    page.goto(f"{live_server.url}{path}")
    return complaints


def test_all_that_match_are_dispatched_twelve_refused_and_everything_taken_back(
    live_server: Any, page: Page, cast: Cast, many: Scene, serious_faults: Callable[[Page], list[str]]
) -> None:
    complaints = open_as(page, live_server, cast, cast.dispatcher, "/desk/reports/")
    page.set_viewport_size(DESK)
    expect(page.get_by_role("region", name="对勾选的行")).to_be_hidden()
    page.locator("input[name=rows]:visible").first.check()
    page.get_by_role("link", name="下一页").click()
    page.locator("input[name=rows]:visible").first.check()
    expect(page.locator("[data-count]")).to_have_text("2")
    faults = serious_faults(page)
    page.get_by_label("选中符合条件的全部 72 件").check()
    expect(page.locator("[data-count]")).to_have_text("72")
    page.get_by_role("button", name="派给").click()

    expect(page.get_by_text("60 件可以办")).to_be_visible()
    page.get_by_label("承办单位").select_option(label="城市管理办")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("12 件办不了")).to_be_visible()
    faults += serious_faults(page)
    page.get_by_role("button", name="派给：确定办 60 件").click()
    expect(page.get_by_role("progressbar").first).to_be_visible()
    run_tasks(timezone.now())
    page.reload()
    expect(page.get_by_text("已办 60 件")).to_be_visible()
    expect(page.locator("input[name=rows]:checked")).to_have_count(12)
    assert Item.objects.filter(state="dispatched", unit=cast.city_unit).count() == 72
    faults += serious_faults(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.get_by_role("button", name="全部撤销").click()
    page.get_by_role("button", name="确定办 60 件").click()
    expect(page.get_by_role("progressbar").first).to_be_visible()
    run_tasks(timezone.now())
    page.reload()
    expect(page.get_by_text("已办 60 件")).to_be_visible()
    assert Item.objects.filter(state="new").count() == 60
    page.goto(f"{live_server.url}/desk/reports/")
    expect(page.locator("input[name=rows]:checked")).to_have_count(0)
    assert faults == [] and complaints == []


def test_a_secretary_looks_at_map_board_and_chart(
    live_server: Any, page: Page, cast: Cast, many: Scene, serious_faults: Callable[[Page], list[str]]
) -> None:
    complaints = open_as(page, live_server, cast, cast.secretary, "/desk/reports/?state=new")
    faults: list[str] = []
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.get_by_role("link", name="地图", exact=True).click()
        expect(page.locator(".mapbox .sign").first).to_be_visible()
        expect(page.get_by_text("共 60 件，其中 60 件有位置。")).to_be_visible()
        faults += serious_faults(page)
        page.get_by_role("link", name="看板", exact=True).click()
        expect(page.get_by_role("heading", name="已收到 60")).to_be_visible()
        faults += serious_faults(page)
        page.get_by_role("link", name="图表", exact=True).click()
        expect(page.get_by_role("heading", name="按状态")).to_be_visible()
        faults += serious_faults(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("link", name="待派", exact=True).last.click()
    expect(page.locator(".pager")).to_contain_text("共 60 条")
    assert faults == [] and complaints == []
