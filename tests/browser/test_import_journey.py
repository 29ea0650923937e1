"""A clerk imports a messy workbook without any script, mends what stayed out in the file she gets back, imports it again."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
from django.utils import timezone
from playwright.sync_api import expect

from gongjian.core.jobs.tasks import run_tasks
from gongjian.modules.reports.models import Report
from tests.cast import PASSWORD, Cast

HEADING = ["序号", "工单编号", "受理时间", "诉求内容", "所属社区", "联系电话"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def messy(community: str) -> bytes:
    """A title over all columns, days in three shapes, a total and signatures below, one place that does not exist."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2026年3月居民诉求台账"])
    sheet.merge_cells("A1:F1")
    sheet.append(HEADING)
    sheet.append([1, "HX001", "2026.3.1 09:20", "路灯不亮", community, 13800138000.0])
    sheet.append([2, "HX002", dt.datetime(2026, 3, 2, 14, 5), "油烟扰民", "没有的社区", "138 0013 8001"])
    sheet.append(["合计", None, None, 2, None, None])
    sheet.append(["填表人：乔文", None, "审核人：白派", None, None, None])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def mended(path: Path, community: str) -> bytes:
    """What the clerk does in Excel: type the right name into the row that came back."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert [cell.value for cell in sheet[2]][-1] == "未导入原因"
    assert "没有的社区" in str(sheet.cell(3, 7).value)
    sheet.cell(3, 5).value = community
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def bring(page: Any, data: bytes, *, expected: str) -> None:
    """Up to the result, by what stands on the buttons."""
    page.set_input_files("input[type=file]", {"name": "台账.xlsx", "mimeType": XLSX, "buffer": data})
    page.get_by_role("button", name="读取表格").click()
    expect(page.get_by_role("main")).to_contain_text("表头在第 2 行")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name=expected).click()
    run_tasks(timezone.now())
    page.get_by_role("link", name="刷新进度").click()
    expect(page.get_by_role("heading", name="导入完成")).to_be_visible()


def test_a_clerk_imports_mends_and_imports_again(
    cast: Cast, new_context: Any, live_server: Any, tmp_path: Path
) -> None:
    community = cast.home.community.short_name
    page = new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    page.goto("/desk/intake/reports/")
    page.get_by_label("登录名").fill(cast.home.dispatcher.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    bring(page, messy(community), expected="导入 1 行")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载未导入的行").click()
    back = tmp_path / "back.xlsx"
    download.value.save_as(back)
    page.get_by_role("link", name="换一个表格").click()
    bring(page, mended(back, community), expected="导入 1 行")
    assert sorted(Report.objects.values_list("external_id", flat=True)) == ["HX001", "HX002"]
    page.get_by_role("link", name="查看导入的内容").click()
    expect(page.get_by_role("main")).to_contain_text("油烟扰民")
