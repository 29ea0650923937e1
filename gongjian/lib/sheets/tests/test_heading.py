"""The heading is found as a clerk would point at it, under titles, over several rows, and the list ends where it ends."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from gongjian.lib.sheets import SheetInfo, data_rows, find_heading, heading_at
from gongjian.lib.sheets.cutting import fill_down
from gongjian.lib.sheets.spool import write_rows

N = None
DAY = dt.date(2024, 1, 1)


def sheet_of(folder: Path, rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> SheetInfo:
    """A sheet as the reader leaves it; `merged` as 'A1:D1', of columns A to Z."""
    ranges = []
    for place in merged:
        first, last = (part.strip() for part in place.split(":"))
        ranges.append((int(first[1:]), ord(first[0]) - 64, int(last[1:]), ord(last[0]) - 64))
    ranges.sort()
    numbered = [(number, list(row)) for number, row in enumerate(rows, 1)]
    spool = folder / "spool.jsonl"
    with spool.open("w", encoding="utf-8") as file:
        last_row, widest = write_rows(file, fill_down(numbered, ranges))
    return SheetInfo("表", True, last_row, widest, spool, tuple(ranges))


PEOPLE = [[1, "张三", 13800138000], [2, "李四", 13800138001]]
HEAD = ["序号", "姓名", "电话"]

LAYOUTS: list[tuple[str, list[list[Any]], tuple[str, ...], tuple[int, int, int, int]]] = [
    ("第一行", [HEAD, *PEOPLE], (), (1, 1, 2, 3)),
    ("全是文字", [["社区", "网格员"], ["文化路社区", "张三"], ["东风路社区", "李四"]], (), (1, 1, 2, 3)),
    (
        "没有表头",
        [[1, "张三", "13800138000", DAY], [2, "李四", "13800138001", DAY], [3, "王五", "13800138002", DAY]],
        (),
        (0, 0, 1, 3),
    ),
    (
        "没有表头全是文字",
        [
            ["文化路社区", "张三", "13800138000"],
            ["东风路社区", "李四", "13800138001"],
            ["北林路社区", "王五", "13800138003"],
        ],
        (),
        (0, 0, 1, 3),
    ),
    (
        "标题没合并",
        [
            ["2024年群众诉求台账"],
            ["序号", "时间", "内容"],
            [1, "2024.3.5", "路灯不亮"],
            [2, "2024.3.6", "井盖"],
        ],
        (),
        (2, 2, 3, 4),
    ),
    (
        "标题下有填报行",
        [
            ["群众诉求台账"],
            ["填报时间：2024年4月1日", N, N, "填报人：张三"],
            ["序号", "时间", "内容", "备注"],
            [1, "2024.3.5", "路灯", N],
            [2, "2024.3.6", "井盖", N],
        ],
        ("A1:D1",),
        (3, 3, 4, 5),
    ),
    (
        "编号行",
        [
            ["文化路街道办事处"],
            ["诉求台账"],
            ["编号：GJ-001", N, N, "日期：2024.4.1"],
            ["序号", "内容", "来源", "承办单位"],
            [1, "路灯", "12345", "城管办"],
            [2, "井盖", "12345", "城管办"],
        ],
        (),
        (4, 4, 5, 6),
    ),
    (
        "附件与说明",
        [
            ["附件1"],
            [],
            ["2024年重点工作任务分解表"],
            ["说明：本表由各科室于每月25日前报送，逾期不报的予以通报。"],
            ["序号", "重点任务", "具体内容", "完成时限", "牵头领导"],
            [1, "加装电梯", "完成12部", "2024年12月底", "郑远航"],
            [2, "雨污分流", "三个小区", "2024年10月", "赵启文"],
        ],
        ("A3:E3", "A4:E4"),
        (5, 5, 6, 7),
    ),
    (
        "单位行",
        [
            ["经费表"],
            [N, N, "单位：万元"],
            ["项目", "预算", "决算"],
            ["电梯", 12.5, 11],
            ["管网", 30, 28],
            ["总计", 42.5, 39],
        ],
        ("A1:C1",),
        (3, 3, 4, 5),
    ),
    (
        "月份",
        [["社区", "1月", "2月", "3月", "合计"], ["文化路", 3, 4, 5, 12], ["东风路", 1, 2, 3, 6]],
        (),
        (1, 1, 2, 3),
    ),
    ("年份", [["社区", 2022, 2023, 2024], ["文化路", 3, 4, 5], ["东风路", 1, 2, 3]], (), (1, 1, 2, 3)),
    (
        "斜线表头",
        [["      类别\n社区", "路灯", "井盖"], ["文化路社区", 3, 5], ["东风路社区", 1, 2]],
        (),
        (1, 1, 2, 3),
    ),
    ("从B列开始", [[N, "台账"], [N, "序号", "姓名"], [N, 1, "张三"], [N, 2, "李四"]], (), (2, 2, 3, 4)),
    (
        "数据很少",
        [["序号", "姓名", "电话", "地址", "备注", "附件", "状态"], [1, "张三"], [2, "李四"]],
        (),
        (1, 1, 2, 3),
    ),
    ("长内容", [["留言编号", "主题", "留言详情"], [1, "路灯", "很长的内容" * 30]], (), (1, 1, 2, 2)),
    (
        "必填标记",
        [
            ["*姓名（必填）", "手机号码\n（11位）", "所属社区"],
            ["张三", "13800138000", "文化路"],
            ["李四", "13800138001", "东风路"],
        ],
        (),
        (1, 1, 2, 3),
    ),
    ("表头后空一行", [HEAD, [], *PEOPLE], (), (1, 1, 3, 4)),
    (
        "落款只有单位和日期",
        [HEAD, *PEOPLE, [], [N, N, "文化路街道办事处"], [N, N, "2024年3月5日"]],
        (),
        (1, 1, 2, 3),
    ),
    (
        "备注和制表",
        [HEAD, *PEOPLE, ["备注：本表一式两份"], ["制表：王五", N, "2024年3月5日"]],
        (),
        (1, 1, 2, 3),
    ),
    ("英文", [["ID", "Name", "Opened"], [1, "a", DAY], [2, "b", DAY]], (), (1, 1, 2, 3)),
    ("合计二字在事项里", [["序号", "事项"], [1, "合计三次反映路灯不亮"], [2, "总计投诉"]], (), (1, 1, 2, 3)),
    ("竖着合并的表头", [HEAD, [N, N, N], PEOPLE[0]], ("A1:A2", "B1:B2", "C1:C2"), (1, 1, 3, 3)),
]


@pytest.mark.parametrize(
    ("rows", "merged", "wanted"), [layout[1:] for layout in LAYOUTS], ids=[layout[0] for layout in LAYOUTS]
)
def test_the_heading_and_the_ends_of_the_list_are_found(tmp_path, rows, merged, wanted):
    heading = find_heading(sheet_of(tmp_path, rows, merged))

    assert (heading.first, heading.last, heading.data_first, heading.data_last) == wanted
    assert heading.found == bool(wanted[0])


def test_names_over_three_rows_are_joined(tmp_path):
    rows = [
        ["人口统计表"],
        ["社区", "人口", N, N, N, "户数"],
        [N, "常住", N, "流动", N, N],
        [N, "男", "女", "男", "女", N],
        ["文化路", 100, 110, 20, 22, 80],
        ["合计", 300, 320, 50, 54, 260],
    ]
    heading = find_heading(sheet_of(tmp_path, rows, ("A1:F1", "A2:A4", "B2:E2", "B3:C3", "D3:E3", "F2:F4")))

    names = [column.name for column in heading.columns]
    assert names == ["社区", "人口/常住/男", "人口/常住/女", "人口/流动/男", "人口/流动/女", "户数"]
    assert (heading.first, heading.last, heading.data_last) == (2, 4, 5)


def test_groups_without_merged_cells_reach_over_their_gaps(tmp_path):
    rows = [
        ["序号", "基本情况", N, "诉求", N],
        [N, "姓名", "电话", "内容", "时间"],
        [1, "张三", 13800138000, "路灯", "2024-3-5"],
    ]

    heading = find_heading(sheet_of(tmp_path, rows))

    assert [column.name for column in heading.columns] == [
        "序号",
        "基本情况/姓名",
        "基本情况/电话",
        "诉求/内容",
        "诉求/时间",
    ]
    assert heading.serial == 1


@pytest.mark.parametrize(
    ("rows", "merged", "skipped"),
    [
        ([HEAD, *PEOPLE, HEAD, [3, "王五", 13800138002]], (), [(4, "repeated")]),
        ([HEAD, ["一、城市管理"], *PEOPLE], (), [(2, "section")]),
        ([HEAD, ["甲", "乙", "1"], *PEOPLE], (), [(2, "numbering")]),
        ([HEAD, ["示例", "张三", "13800138000"], *PEOPLE], (), [(2, "example")]),
        ([HEAD, PEOPLE[0], ["小计", N, 1], PEOPLE[1], ["合 计", N, 2]], (), [(3, "total"), (5, "total")]),
        ([HEAD, *PEOPLE, ["填表人：王五", N, "审核：赵六"]], (), [(4, "signature")]),
        ([HEAD, *PEOPLE, [], ["社区", "户数", "人口"], ["文化路", 3, 4]], (), [(5, "second_list")]),
    ],
)
def test_rows_that_are_no_entries_are_left_out_and_told(tmp_path, rows, merged, skipped):
    sheet = sheet_of(tmp_path, rows, merged)
    heading = find_heading(sheet)

    assert [(one.row, one.reason) for one in heading.skipped] == skipped
    assert "李四" in [cells[1] for _, cells in data_rows(sheet, heading)]
    assert not {row for row, _ in skipped} & {row for row, _ in data_rows(sheet, heading)}


def test_of_two_lists_side_by_side_the_left_one_is_taken_and_that_is_said(tmp_path):
    rows = [[*HEAD, N, *HEAD], [*PEOPLE[0], N, *PEOPLE[1]]]

    heading = find_heading(sheet_of(tmp_path, rows))

    assert [column.index for column in heading.columns] == [1, 2, 3]
    assert "side_by_side" in heading.doubts


def test_a_clerk_may_say_herself_where_the_heading_stands(tmp_path):
    sheet = sheet_of(tmp_path, [["别的", "东西", "在上"], HEAD, *PEOPLE])

    assert [column.name for column in heading_at(sheet, 2).columns] == HEAD
    assert heading_at(sheet, 0).found is False


def test_columns_without_a_name_stay_where_they_hold_something(tmp_path):
    heading = find_heading(sheet_of(tmp_path, [["编号", N, "事项"], [1, "甲", "乙"]]))

    assert [(column.index, column.name) for column in heading.columns] == [(1, "编号"), (2, ""), (3, "事项")]
