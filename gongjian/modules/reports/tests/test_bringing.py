"""Messages of the past come in whole, once, with a sentence for every row that cannot."""

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from gongjian.core.measures.registry import value_of
from gongjian.core.refusal import Refused
from gongjian.modules.reports.bringing import run
from gongjian.modules.reports.models import Answer, Report

pytestmark = pytest.mark.django_db
HEADING = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间"]


def workbook(path: Path, rows: list[list[object]], *, heading: list[str] = HEADING) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, row in enumerate([heading, *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    return path


@pytest.fixture
def code(cast):
    from gongjian.core.areas.codes import begin_code

    begin_code(cast.office, code="410105007", name=cast.office.name, since=dt.date(2020, 1, 1), source="test")
    return {"office": "410105007"}


@pytest.mark.slow
def test_every_message_of_the_real_files_comes_in_once(cast, code, test_data):
    files = [test_data / "messages" / name for name in ("incoming.xlsx", "answered.xlsx")]
    steps: list[int] = []
    for path in files:
        run(path, code, lambda done, total: steps.append(done))
    assert Report.objects.count() == 4326 + 2816
    assert Answer.objects.count() == 2816
    assert Answer.objects.filter(day_only=True).count() == 1
    assert value_of("reports.received", area=cast.office).value == 7142
    assert value_of("reports.days_to_answer_median").value == 11.21
    assert value_of("reports.days_to_answer_mean").value == 20.34
    assert value_of("reports.days_to_answer_max").value == 1160.44
    assert not Report.objects.filter(body__contains="\t").exists()
    assert steps[0] == 0 and 4326 in steps and steps[-1] == 2816
    for path in files:
        run(path, code)
    assert Report.objects.count() == 7142 and Answer.objects.count() == 2816


def test_a_bad_row_is_told_and_the_good_ones_come_in(cast, code, tmp_path):
    path = workbook(
        tmp_path / "rows.xlsx",
        [
            [1, "甲", "路灯不亮", "2019/3/1 8:00:00", "晚上看不见", "", ""],
            [2, "乙", "井盖坏了", "星期三", "会摔人", "", ""],
            [3, "丙", "", "2019/3/1 8:00:00", "", "", ""],
            [1, "丁", "又一件", "2019/3/2 8:00:00", "同一个编号", "", ""],
            [5, "戊", "垃圾", "2999/3/2 8:00:00", "没人清", "", ""],
            [6, "己", "噪音", "2019/3/2 8:00:00", "睡不着", "已处理", "2019/3/1 8:00:00"],
            [7, "庚", "停车", "2019/3/2 8:00:00", "打我电话13800138000", "已处理", "2019/3/4"],
        ],
    )
    found = {str(key): value for key, value in run(path, code).items()}
    told = str(list(found.values())[-1])
    assert Report.objects.count() == 2
    for row in (3, 4, 5, 6, 7):
        assert f"{row}" in told
    parked = Report.objects.get(external_id="7")
    assert "13800138000" not in parked.body and parked.body_sealed
    assert parked.item.state == "closed" and parked.item.result == "answered" and parked.item.due_at is None
    assert parked.answers.get().day_only


def test_a_later_file_brings_the_answer_to_a_message_that_is_here(cast, code, tmp_path):
    row = [1, "甲", "路灯不亮", "2019/3/1 8:00:00", "晚上看不见", "", ""]
    run(workbook(tmp_path / "a.xlsx", [row]), code)
    run(workbook(tmp_path / "b.xlsx", [[*row[:5], "换好了", "2019/3/2 8:00:00"]]), code)
    report = Report.objects.get()
    assert report.answers.get().text == "换好了" and report.item.phase == "closed"


@pytest.mark.parametrize(
    ("data", "name"), [(b"", "empty.xlsx"), (b"hello", "text.xlsx"), (b"PK\x03\x04broken", "broken.xlsx"),
                       (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked.xlsx")]
)  # fmt: skip
def test_a_file_that_is_no_list_of_messages_is_refused_in_words(cast, code, tmp_path, data, name):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Refused) as refused:
        run(path, code)
    assert name in str(refused.value.reason)


def test_missing_columns_are_named(cast, code, tmp_path):
    path = workbook(tmp_path / "odd.xlsx", [["x", "y"]], heading=["天气", "温度"])
    with pytest.raises(Refused) as refused:
        run(path, code)
    assert "留言时间" in str(refused.value.reason) and "天气" in str(refused.value.reason)


def test_an_unknown_office_is_refused(cast, tmp_path):
    path = workbook(tmp_path / "a.xlsx", [])
    with pytest.raises(Refused):
        run(path, {"office": "999999999"})
