"""A head of department makes a field, fills it in, filters by it, keeps the view, and takes the list home."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gongjian.modules.reports import actions
from tests.browser.test_dispatcher_keyboard import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_new_field_to_a_workbook(
    live_server: Any, page: Page, cast: Any, serious_faults: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    complaints: list[str] = []
    page.on(
        "console",
        lambda told: told.type == "error" and "422" not in told.text and complaints.append(told.text),
    )
    for text in ("路灯不亮", "井盖丢失"):
        actions.report_publicly(
            actions.Told(area=cast.community, text=text, place="1 号楼"), now=timezone.now()
        )
    root = f"{live_server.url}/desk"
    signed_in(page, live_server, cast, cast.head).goto(f"{root}/fields/")
    page.get_by_role("link", name="新建字段").first.click()
    page.get_by_label("名称").first.fill("信访风险等级")
    page.get_by_role("button", name="新建").click()
    expect(page.get_by_role("alert")).to_contain_text("信访风险等级")
    page.get_by_label("名称").first.fill("涉及户数")
    page.get_by_label("类型").select_option("number")
    faults = serious_faults(page)
    page.get_by_role("button", name="新建").click()
    expect(page.get_by_text("字段已经建好。")).to_be_visible()

    page.goto(f"{root}/reports/")
    page.get_by_role("link", name="路灯不亮").first.click()
    page.get_by_role("link", name="填写…").click()
    page.get_by_label("涉及户数").fill("12")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("涉及户数：— → 12")).to_be_visible()

    page.goto(f"{root}/reports/")
    page.get_by_text("加条件").click()
    page.locator(".filter-part > summary").filter(has_text="涉及户数").click()
    page.get_by_label("涉及户数不少于").fill("10")
    faults += serious_faults(page)
    page.get_by_role("button", name="查看").first.click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="存为视图").click()
    page.get_by_label("视图名称").fill("十户以上")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("link", name="十户以上 1")).to_have_attribute("aria-current", "page")
    faults += serious_faults(page)

    page.locator("summary").filter(has_text="导出").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Excel（所选列）").click()
    coming.value.save_as(tmp_path / "list.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[0]
    heads, row = ([cell.value for cell in line] for line in sheet.iter_rows())
    assert row[heads.index("涉及户数")] == 12
    assert faults == [] and complaints == []
