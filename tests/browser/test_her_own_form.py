"""A clerk takes in the district's form as it came, accepts the proposals, fills it from her list, and opens the file."""

from typing import Any

from django.test import Client
from django.utils import timezone, translation
from openpyxl import load_workbook
from playwright.sync_api import expect

from gongjian.core.papers import ready
from tests.cast import Cast
from tests.journeys.scene import Scene

FORM = {
    "name": "重点诉求台账（区下发）.xlsx",
    "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def test_the_districts_form_comes_back_filled_and_whole(
    cast: Cast, new_context: Any, live_server: Any, tmp_path: Any
) -> None:
    scene = Scene(cast, now=timezone.now())
    with translation.override("zh-hans"):
        told = [scene.reported(), scene.dispatched(), scene.closed()]
    context = new_context(base_url=live_server.url)
    client = Client()
    client.force_login(cast.dispatcher)
    context.add_cookies(
        [{"name": name, "value": one.value, "url": live_server.url} for name, one in client.cookies.items()]
    )
    page = context.new_page()

    page.goto("/desk/papers/add/")
    page.set_input_files("input[type=file]", {**FORM, "buffer": ready.unmarked_form()})
    page.get_by_label("名称").fill("区重点诉求台账")
    page.get_by_label("针对哪个台账").select_option(label="诉求")
    page.get_by_role("button", name="上传").click()
    page.get_by_role("link", name="查看建议").click()
    page.get_by_role("button", name="接受勾选的建议").click()
    expect(page.get_by_role("main")).to_contain_text("现在可以填写了")

    page.goto("/desk/reports/")
    page.get_by_text("导出", exact=True).click()
    page.get_by_role("link", name="按我的表格导出").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="填写 区重点诉求台账").click()
    kept = tmp_path / "out.xlsx"
    download.value.save_as(kept)

    sheet = load_workbook(kept).active
    assert {sheet.cell(row, 1).value for row in range(7, 7 + len(told))} == set(range(1, len(told) + 1))
    assert {"A1:I1", "A2:D2", "A4:A6", "D4:E4", "F4:H4", "H5:H6"} <= {
        str(one) for one in sheet.merged_cells.ranges
    }
    assert sheet["H13"].value == "=COUNTA(B7:B12)" and sheet["A13"].value == "合计"
    assert sheet.print_title_rows == "$4:$6" and sheet.page_setup.orientation == "landscape"
