"""A dispatcher clears twenty new reports in one sitting, with the keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongjian.modules.reports import actions
from gongjian.modules.reports.models import Report

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(page: Page, live_server: Any, cast: Any, person: Any) -> Page:
    """The browser of somebody who has signed in already."""
    key = cast.client_for(person).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    return page


def test_twenty_new_reports_by_keyboard(
    live_server: Any, page: Page, cast: Any, serious_faults: Callable[[Page], list[str]]
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    now = timezone.now()
    kinds = (("roads", "道路井盖", cast.city_unit), ("dispute", "邻里纠纷", cast.community_unit))
    for order, (code, name, unit) in enumerate(kinds, start=1):
        actions.save_category(
            office=cast.office, code=code, name=name, lead_unit=unit, order=order, actor=None, now=now
        )
    for number in range(20):
        text = f"第{number}件：路面有坑" if number % 2 == 0 else f"第{number}件：楼上漏水"
        actions.report_publicly(actions.Told(area=cast.community, text=text, place=f"{number}号楼"), now=now)

    signed_in(page, live_server, cast, cast.dispatcher).goto(f"{live_server.url}/desk/reports/sort/")
    faults = serious_faults(page)
    for number in range(20):
        expect(page.get_by_role("status").filter(has_text=f"第 {number + 1} 件")).to_be_visible()
        page.keyboard.press("1" if number % 2 == 0 else "2")
        if number == 5:
            page.keyboard.press("y")
        page.keyboard.press("Enter")
    expect(page.get_by_text("都派完了")).to_be_visible()
    faults += serious_faults(page)

    reports = Report.objects.select_related("item__unit", "category").order_by("pk")
    assert {report.item.state for report in reports} == {"dispatched"}
    assert [report.category.code for report in reports] == ["roads", "dispute"] * 10
    by_letter = reports[5].item.unit
    assert {report.item.unit for report in reports if report.pk != reports[5].pk} == {
        cast.city_unit,
        cast.community_unit,
    }
    assert by_letter in (cast.city_unit, cast.community_unit)
    assert faults == [] and complaints == []


def test_skip_and_join_by_keyboard(live_server: Any, page: Page, cast: Any) -> None:
    now = timezone.now()
    actions.save_category(
        office=cast.office, code="roads", name="道路井盖", lead_unit=cast.city_unit, actor=None, now=now
    )
    for text in ("经五路井盖碎了很危险", "楼上漏水", "经五路井盖碎了，差点摔倒"):
        actions.report_publicly(actions.Told(area=cast.community, text=text, place="经五路"), now=now)
    signed_in(page, live_server, cast, cast.dispatcher).goto(f"{live_server.url}/desk/reports/sort/")
    page.keyboard.press("s")
    expect(page.get_by_role("status").filter(has_text="第 2 件")).to_be_visible()
    page.keyboard.press("s")
    expect(page.get_by_text("像是同一件事")).to_be_visible()
    page.keyboard.press("m")
    expect(page.get_by_role("heading", level=1)).to_have_text("与另一件并案")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已并案。")).to_be_visible()
    first, _second, third = Report.objects.select_related("item").order_by("pk")
    assert third.merged_into_id == first.pk and third.item.state == "merged"


@pytest.mark.parametrize("path", ["", "new/", "set-up/", "by-phone/", "detail", "merge", "reveal", "word"])
def test_the_desk_pages_have_no_serious_fault(
    live_server: Any, page: Page, cast: Any, serious_faults: Callable[[Page], list[str]], path: str
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    told = actions.Told(area=cast.community, text="井盖碎了", phone="13900139000", name="李四光")
    report = actions.report_publicly(told, now=timezone.now())
    address = {"detail": f"{report.pk}/"}.get(
        path, path if not path or "/" in path else f"{report.pk}/{path}/"
    )
    signed_in(page, live_server, cast, cast.dispatcher).goto(f"{live_server.url}/desk/reports/{address}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert serious_faults(page) == [] and complaints == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
