"""A resident reports a broken manhole on a phone, follows it to the end, is unhappy, and gets a better answer."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongjian.core.areas.models import Area
from gongjian.core.items.actions import make_move
from gongjian.modules.reports import actions
from gongjian.modules.reports.hearing.counting import count_topics
from gongjian.modules.reports.models import MeToo, Report
from gongjian.modules.reports.seeds.sketches import sketch

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phone(page: Page) -> Page:
    """A phone of 390 by 844 that remembers every complaint of the browser."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.complaints = []  # type: ignore[attr-defined]
    page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))  # type: ignore[attr-defined]
    return page


def photograph(page: Page) -> None:
    file = {
        "name": "manhole.jpg",
        "mimeType": "image/jpeg",
        "buffer": sketch("manhole", done=False, rng=random.Random(1)),
    }
    page.set_input_files("input[type=file]", file)


def work(report: Report, cast: Any, answer: str) -> None:
    """The office's part: a handler hands in, a second person closes with an answer."""
    now = timezone.now()
    make_move(report.pk, "submit", actor=cast.head, note="已处理", now=now)
    make_move(report.pk, "check_pass", actor=cast.checker, result="fixed", public_note=answer, now=now)


def fits(page: Page) -> bool:
    """No sideways scrolling."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_resident_follows_a_manhole_to_a_second_better_answer(
    live_server: Any, phone: Page, cast: Any, serious_faults: Callable[[Page], list[str]]
) -> None:
    Area.objects.filter(pk=cast.community.pk).update(lat=34.79, lon=113.67)
    roads = actions.save_category(
        office=cast.office,
        code="roads",
        name="道路井盖",
        lead_unit=cast.city_unit,
        actor=None,
        now=timezone.now(),
    )
    phone.goto(f"{live_server.url}/report/")
    faults = serious_faults(phone)
    phone.get_by_label("什么事？").fill("经五路路口的井盖碎了，车开过去会陷进去。")
    photograph(phone)
    phone.get_by_role("button", name="下一步").click()

    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    phone.get_by_label("社区").select_option(str(cast.community.pk))
    phone.get_by_label("具体位置").fill("经五路红专路口东北角")
    faults += serious_faults(phone)
    assert fits(phone)
    phone.get_by_role("button", name="下一步").click()

    faults += serious_faults(phone)
    phone.get_by_role("button", name="提交").click()
    report = Report.objects.select_related("item").get()
    expect(phone.get_by_text(report.item.number).first).to_be_visible()
    link = phone.get_by_label("您的私密链接").input_value()
    faults += serious_faults(phone)
    assert fits(phone) and report.item.attachments.count() == 1

    actions.sort_report(
        report.pk, category=roads, unit=cast.city_unit, actor=cast.dispatcher, now=timezone.now()
    )
    make_move(report.pk, "accept", actor=cast.head, now=timezone.now())
    phone.goto(link)
    expect(phone.get_by_text("派给城市管理办")).to_be_visible()
    phone.get_by_label("要补充什么？").fill("今天早上又有人摔了。")
    phone.get_by_role("button", name="补充").click()
    expect(phone.get_by_text("今天早上又有人摔了。")).to_be_visible()

    work(report, cast, "井盖周围放了警示桩。")
    phone.goto(link)
    expect(phone.get_by_text("井盖周围放了警示桩。").first).to_be_visible()
    faults += serious_faults(phone)
    phone.get_by_label("不满意").check(force=True)
    phone.get_by_label("哪里没办好？").fill("井盖还是碎的。")
    phone.get_by_role("button", name="提交评价").click()
    expect(phone.get_by_text("您不满意，重新办理")).to_be_visible()
    assert Report.objects.get().item.state == "handling"

    work(report, cast, "换了新井盖，警示桩已撤。")
    phone.goto(link)
    expect(phone.get_by_text("换了新井盖，警示桩已撤。").first).to_be_visible()
    phone.get_by_label("满意", exact=True).check(force=True)
    phone.get_by_role("button", name="提交评价").click()
    expect(phone.get_by_text("您的评价：满意。")).to_be_visible()
    assert fits(phone)
    for address in ("/report/list/", f"/report/follow/?number={report.item.number}"):
        phone.goto(f"{live_server.url}{address}")
        faults += serious_faults(phone)
        assert fits(phone)
    assert faults == []
    assert phone.complaints == []  # type: ignore[attr-defined]
    assert [said.verdict for said in report.satisfactions.all()] == ["unsatisfied", "satisfied"]


def test_a_neighbour_follows_what_others_told_instead_of_writing_it_again(
    live_server: Any, phone: Page, cast: Any, serious_faults: Callable[[Page], list[str]]
) -> None:
    now = timezone.now()
    for number, text in enumerate(
        ("翠湖花园北门工地半夜打桩施工噪音大，张三家睡不着", "翠湖花园旁边工地夜间施工到两点，吵得睡不着")
    ):
        told = actions.Told(area=cast.community, text=text, phone=f"1380000000{number}")
        actions.report_publicly(told, now=now)
    count_topics(cast.office, now=now)
    phone.goto(f"{live_server.url}/report/")
    phone.get_by_label("什么事？").press_sequentially("翠湖花园夜间施工吵人")
    expect(phone.get_by_text("翠湖花园 · 夜间施工扰民")).to_be_visible()
    assert "张三" not in phone.content()
    faults = serious_faults(phone)
    assert fits(phone)
    phone.get_by_role("button", name="下一步").click()
    phone.get_by_label("社区").select_option(str(cast.community.pk))
    expect(phone.get_by_text("近7天有2人反映")).to_be_visible()
    faults += serious_faults(phone)
    phone.get_by_role("button", name="我也遇到了，跟进这件").first.click()
    expect(phone.get_by_text("3人遇到同样的事")).to_be_visible()
    assert "/report/t/" in phone.get_by_label("您的跟进链接").input_value()
    faults += serious_faults(phone)
    assert fits(phone) and faults == [] and phone.complaints == []  # type: ignore[attr-defined]
    assert MeToo.objects.count() == 1 and Report.objects.count() == 2


def test_it_works_without_script(live_server: Any, browser: Any, cast: Any) -> None:
    wechat = "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/79.0 Mobile Safari/537.36 MicroMessenger/8.0.2"
    page = browser.new_context(java_script_enabled=False, user_agent=wechat, locale="zh-CN").new_page()
    page.goto(f"{live_server.url}/report/")
    page.get_by_label("什么事？").fill("路灯不亮")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("社区").select_option(str(cast.community.pk))
    page.get_by_label("具体位置").fill("三号楼")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="提交").click()
    assert Report.objects.get().item.number in page.content()
