"""Without any script a resident reports in three steps, and the desk sorts and dispatches what she wrote."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from gongjian.core.items.models import Item
from gongjian.modules.reports.models import Report
from tests.cast import PASSWORD, Cast
from tests.journeys.scene import MANHOLE, Scene, picture

if TYPE_CHECKING:
    from playwright.sync_api import Page

OpenPage = Callable[[], "Page"]
PHOTO = {"name": "manhole.jpg", "mimeType": "image/jpeg", "buffer": picture()}


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """The office at work, now."""
    return Scene(cast, now=timezone.now())


@pytest.fixture
def plain_page(new_context: Any, live_server: Any) -> OpenPage:
    """Browsers in which no script runs."""
    return lambda: new_context(base_url=live_server.url, java_script_enabled=False).new_page()


def test_a_resident_reports_without_script(cast: Cast, scene: Scene, plain_page: OpenPage) -> None:
    page = plain_page()
    page.goto("/")
    page.get_by_role("main").get_by_role("link").first.click()
    page.get_by_label("什么事？").fill(MANHOLE)
    page.set_input_files("input[type=file]", PHOTO)
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("社区").select_option(label=cast.home.community.short_name)
    page.get_by_label("具体位置").fill("经五路17号院门口")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="提交").click()
    report = Report.objects.get()
    expect(page.get_by_role("main")).to_contain_text(report.item.number)
    assert report.body == MANHOLE
    assert report.item.attachments.count() == 1
    assert report.item.area == cast.home.community


def test_the_desk_dispatches_without_script(cast: Cast, scene: Scene, plain_page: OpenPage) -> None:
    by_list, by_page = scene.reported("路灯不亮"), scene.reported("井盖破了")
    page = plain_page()
    page.goto("/desk/reports/sort/")
    page.get_by_label("登录名").fill(cast.home.dispatcher.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("radio", name="道路").check()
    page.get_by_role("button", name="派出，看下一件").click()
    assert Item.objects.get(pk=by_list.pk).state == "dispatched"

    page.goto(f"/desk/reports/{by_page.pk}/")
    page.get_by_role("link", name="派给", exact=True).click()
    page.get_by_label("承办单位").select_option(label=cast.home.city_unit.name)
    page.get_by_role("button", name="派给").click()
    item = Item.objects.get(pk=by_page.pk)
    assert (item.state, item.unit) == ("dispatched", cast.home.city_unit)
    expect(page.get_by_role("status")).to_contain_text("已完成")
