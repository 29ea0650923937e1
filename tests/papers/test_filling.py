"""One entry, every ledger: the office's own form comes back filled with what the clerk may read, and nothing else."""

import datetime as dt

import pytest
from django.http import QueryDict

from gongjian.core.papers.checking import BadForm
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from tests.papers.conftest import NOW, book

pytestmark = pytest.mark.django_db


def column(sheet, letter, first, last):
    return [sheet[f"{letter}{row}"].value for row in range(first, last + 1)]


def test_a_row_of_marks_is_repeated_for_every_report(reports, keep, filled):
    form = book({"A1": "序号", "B1": "编号", "A2": "{{序号}}", "B2": "{{诉求.编号}}", "C2": "{{诉求.事项}}", "D2": "{{诉求.点赞}}",
                 "A3": "合计", "D3": "=SUM(D2:D2)"})  # fmt: skip

    sheet = filled(keep(form))["表"]

    assert column(sheet, "A", 2, 7) == [1, 2, 3, 4, 5, "合计"]
    assert column(sheet, "C", 2, 6) == ["𠮷祥里漏水䶮", "=1+1 噪音", "垃圾未清", "路灯不亮", "井盖破损"]
    assert sheet["C3"].data_type == "s" and sheet["D7"].value == "=SUM(D2:D6)"
    assert sheet["B6"].font.name == "宋体" and sheet["B6"].border.left.style == "thin"


def test_a_row_that_names_its_list_once_takes_short_marks(reports, keep, filled):
    sheet = filled(keep(book({"A2": "{{#诉求: 排序=编号; 前=2}}{{序号}}", "B2": "{{事项}}（{{区域}}）"})))[
        "表"
    ]

    assert column(sheet, "A", 2, 4) == ["1", "2", None]
    assert column(sheet, "B", 2, 3) == ["井盖破损（甲一社区）", "路灯不亮（甲一社区）"]


def test_totals_counts_and_averages_with_conditions(reports, keep, filled):
    form = book({"A1": "{{合计 诉求.点赞}}", "A2": "{{平均 诉求.点赞}}", "A3": "{{最大 诉求.点赞}}", "A4": "{{最小 诉求.点赞}}",
                 "A5": "{{计数 诉求}}", "A6": "{{计数 诉求: 区域=甲二社区}}", "A7": "{{合计 诉求.点赞: 区域=甲二社区、甲一社区}}",
                 "A8": "共{{计数 诉求: 登记时间 从 本月初 到 今天}}件", "A9": "{{计数 诉求: 登记时间=上月}}"})  # fmt: skip

    assert column(filled(keep(form))["表"], "A", 1, 9) == [15, 3, 5, 1, 5, 2, 15, "共5件", 0]


def test_days_are_days_where_the_cell_shows_them_and_texts_elsewhere(keep, filled, cast):
    import io

    from openpyxl import load_workbook

    made = load_workbook(io.BytesIO(book({"A1": "{{今天}}", "A2": "{{今天}}", "A3": "{{今天 yyyy年m月d日}}", "A4": "{{本月}}",
                                          "A5": "{{填报单位}}/{{填表人}}", "A6": "{{上月}}"})))  # fmt: skip
    made["表"]["A1"].number_format = "yyyy-mm-dd"
    out = io.BytesIO()
    made.save(out)

    found = column(filled(keep(out.getvalue()))["表"], "A", 1, 6)

    assert found == [
        dt.datetime(2026, 3, 5),
        "2026-03-05",
        "2026年3月5日",
        "2026年3月",
        "甲街道办事处/白派",
        "2026年2月",
    ]


def test_the_forms_own_filter_and_the_pages_filter_both_hold(reports, keep, filled, cast):
    form = book({"A1": "{{筛选 诉求: 区域=甲一社区}}", "A2": "{{诉求.事项}}", "A3": "{{计数 诉求}}"})

    sheet = filled(keep(form), params=QueryDict("q=路灯"))["表"]

    assert [sheet["A1"].value, sheet["A2"].value, sheet["A3"].value] == [None, "路灯不亮", 1]


def test_a_saved_view_is_named_by_its_words(reports, keep, filled):
    sheet = filled(
        keep(book({"A1": "{{诉求 视图 待派}}", "A2": "{{计数 诉求}}", "A3": "{{计数 诉求: 视图=超期}}"}))
    )["表"]

    assert (sheet["A2"].value, sheet["A3"].value) == (5, 0)


def test_one_row_per_community(reports, keep, filled):
    form = book(
        {
            "A2": "{{诉求 按 区域}}",
            "B2": "{{计数}}",
            "C2": "{{合计 点赞}}",
            "D2": "{{计数: 区域=甲一社区}}",
            "B3": "=SUM(B2:B2)",
        }
    )

    sheet = filled(keep(form))["表"]

    assert column(sheet, "A", 2, 4) == ["甲一社区", "甲二社区", None]
    assert (column(sheet, "B", 2, 4), column(sheet, "C", 2, 3), column(sheet, "D", 2, 3)) == (
        [3, 2, "=SUM(B2:B3)"], [6, 9], [3, 0],
    )  # fmt: skip


def test_a_measure_is_written_for_the_office(reports, keep, filled, cast):
    form = book(
        {"A1": "{{指标 reports.received: 月份=本月}}", "A2": "{{指标 reports.received: 区域=甲二社区}}"}
    )
    sheet = filled(keep(form), now=NOW + dt.timedelta(hours=1))["表"]

    assert (sheet["A1"].value, sheet["A2"].value) == (5, 2)


def test_blank_rows_of_the_form_are_used_up_before_rows_are_added(reports, keep, filled):
    form = book(
        {"A1": "事项", "A2": "{{诉求.事项}}", "A3": None, "A4": None, "A5": "合计", "B5": "=COUNTA(A2:A4)"}
    )

    sheet = filled(keep(form))["表"]

    assert sheet["A7"].value == "合计" and sheet["B7"].value == "=COUNTA(A2:A6)"


def test_nobody_gets_rows_that_she_may_not_read(reports, keep, filled, cast):
    paper = keep(book({"A1": "{{诉求.事项}}", "A2": "{{计数 诉求}}"}))

    mine = filled(paper, by=cast.clerk)["表"]

    assert column(mine, "A", 1, 4) == ["垃圾未清", "路灯不亮", "井盖破损", 3]
    everything = " ".join(str(cell.value) for row in filled(paper)["表"].iter_rows() for cell in row)
    assert "邻街" not in everything


def test_a_value_the_filler_may_not_choose_is_told_with_its_cell(reports, keep, filled, cast):
    paper = keep(book({"A1": "{{计数 诉求: 区域=甲二社区}}"}))

    with pytest.raises(BadForm, match="A1"):
        filled(paper, by=cast.clerk)


def test_what_left_the_house_stands_in_the_trail(reports, keep, filled, cast):
    filled(keep(book({"A1": "{{诉求.事项}}"})), params=QueryDict("q=路灯"))

    row = TrailRow.objects.get(action="papers.fill_paper")
    assert (row.actor, row.office, row.changes["rows"], row.changes["version"]) == (
        cast.dispatcher,
        cast.office,
        1,
        1,
    )
    assert "路灯" in str(row.changes["filters"])


def test_a_paper_about_one_matter_is_filled_from_it(reports, keep, filled, cast):
    form = book({"A1": "编号：{{编号}}", "A2": "{{事项}}", "A3": "{{地点}}", "A4": "{{办理经过}}"})
    paper = keep(form, name="办理单")

    sheet = filled(paper, row_id=reports[0].pk)["表"]

    assert paper.single and sheet["A2"].value == "井盖破损" and sheet["A1"].value.startswith("编号：")
    with pytest.raises(Refused, match="从那里"):
        filled(paper)
    with pytest.raises(Refused):
        filled(paper, by=cast.twin.dispatcher, row_id=reports[0].pk)


WRONG = [
    ("{{诉求.标号}}", "编号"),
    ("{{诉请.编号}}", "诉求"),
    ("{{合计 诉求.事项}}", "点赞"),
    ("{{计数 诉求: 状太=新}}", "状态"),
    ("{{计数 诉求: 区域=甲一}}", "甲一社区"),
    ("{{计数 诉求: 登记时间=改天}}", "改天"),
    ("{{诉求 视图 超时}}", "超期"),
    ("{{指标 不存在}}", "不存在"),
    ("{{序号}}", "同一行"),
    ("{{计数 诉求: 状态}}", "状态=已办结"),
    ("{{诉求.编号", "}}"),
    ("{{}}", "括号"),
    ("{{诉求 按 经办}}", "经办人"),
    ("{{不知道}}", "不知道"),
]


def test_an_error_names_the_cell_what_is_wrong_and_the_nearest_word(reports, keep):
    with pytest.raises(BadForm) as bad:
        keep(book({f"C{2 * row}": mark for row, (mark, _told) in enumerate(WRONG, start=2)}))

    problems = [str(one) for one in bad.value.plan.problems]
    for row, (mark, told) in enumerate(WRONG, start=2):
        assert any(one.startswith(f"表!C{2 * row} ") and told in one for one in problems), mark


def test_a_row_of_two_lists_and_a_doubled_pattern_row_are_told(reports, keep):
    with pytest.raises(BadForm, match="另起一行"):
        keep(book({"A2": "{{诉求.编号}}", "B2": "{{年度任务台账.编号}}"}))
    with pytest.raises(BadForm, match="A3"):
        keep(book({"A2": "{{诉求.编号}}", "A3": "{{诉求.编号}}"}))


def test_ten_thousand_rows_stay_in_bounds(reports, keep, monkeypatch):
    from gongjian.core.papers import values

    monkeypatch.setattr(values, "MOST_ROWS", 3)
    paper = keep(book({"A1": "{{诉求.事项}}"}))
    from gongjian.core.papers.filling import fill, prepare
    from gongjian.core.people.access import access_of

    work = prepare(paper, person=None, access=access_of(paper.made_by), now=NOW)
    with pytest.raises(Refused, match="3"):
        fill(work)


def test_an_operator_fills_a_paper_with_a_persons_rights(reports, keep, cast, tmp_path, capsys):
    from openpyxl import load_workbook

    from gongjian.cli.command import run

    keep(book({"A1": "{{诉求.事项}}"}))
    out = tmp_path / "月报.xlsx"

    assert run(["paper", "list", "--office", "甲街道"]) == 0 and "月报" in capsys.readouterr().out
    assert run(["paper", "fill", "月报", "--as", "clerk", "--out", str(out), "--filter", "q=路灯"]) == 0
    assert load_workbook(out).active["A1"].value == "路灯不亮"
    assert run(["paper", "fill", "月抱", "--as", "clerk", "--out", str(out)]) == 2
    assert run(["paper", "fill", "月报", "--as", "twin_dispatcher", "--out", str(out)]) == 2


def test_two_rows_for_every_report_are_repeated_together(reports, keep, filled):
    form = book({"A1": "编号", "B1": "事项", "A2": "{{诉求.编号}}", "B2": "{{诉求.事项}}", "A3": "区域", "B3": "{{诉求.区域}}",
                 "A4": "合计", "B4": "{{计数 诉求}}"})  # fmt: skip

    sheet = filled(keep(form))["表"]

    assert column(sheet, "B", 2, 5) == ["𠮷祥里漏水䶮", "甲二社区", "=1+1 噪音", "甲二社区"]
    assert column(sheet, "A", 10, 12) == ["2603-0001", "区域", "合计"] and sheet["B12"].value == 5


def test_a_merged_cell_ties_the_rows_beside_it_to_the_pattern(reports, keep, filled):
    import io

    from openpyxl import load_workbook

    made = load_workbook(io.BytesIO(book({"A1": "{{#诉求: 排序=编号; 前=2}}{{序号}}", "B1": "{{编号}}", "B2": "电话：", "B3": "{{事项}}",
                                          "A4": "完"})))  # fmt: skip
    made["表"].merge_cells("A1:A3")
    out = io.BytesIO()
    made.save(out)

    sheet = filled(keep(out.getvalue()))["表"]

    assert column(sheet, "B", 1, 6) == ["2603-0001", "电话：", "井盖破损", "2603-0002", "电话：", "路灯不亮"]
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:A3", "A4:A6"} and sheet["A7"].value == "完"


def test_the_same_list_twice_with_conditions_of_its_own_is_two_patterns(reports, keep, filled):
    sheet = filled(
        keep(
            book(
                {"A1": "{{#诉求: 排序=编号; 前=1}}{{编号}}", "A2": "{{#诉求: 排序=编号 倒序; 前=2}}{{编号}}"}
            )
        )
    )["表"]

    assert column(sheet, "A", 1, 3) == ["2603-0001", "2603-0005", "2603-0004"]
