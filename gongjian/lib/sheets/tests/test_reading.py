"""A clerk's files are read as she meant them: cells typed, rows by their true numbers, and what is odd is told."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from gongjian.lib.sheets import BadBook, Book, find_heading, read_book, rows_of


def saved(tmp_path: Path, *rows: list[object], name: str = "台账.xlsx") -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / name)
    return tmp_path / name


def read(path: Path, *, name: str = "") -> Book:
    return read_book(path, into=path.parent / "spool", name=name)


def told(book: Book) -> set[str]:
    return {note.code for note in book.notes}


def test_cells_keep_their_kinds_and_rows_their_numbers(tmp_path):
    moment = dt.datetime(2024, 3, 5, 13, 2, 3)
    path = saved(
        tmp_path, [], [], [None, "张三", moment, dt.date(2024, 3, 5), True, 13800138000, 1.5], [None, " "]
    )

    sheet = read(path).sheets[0]

    assert list(rows_of(sheet.spool)) == [
        (3, [None, "张三", moment, dt.date(2024, 3, 5), True, 13800138000, 1.5]),
        (4, [None, " "]),
    ]


def test_the_malformed_line_of_the_real_requests_is_told_and_its_neighbours_stand(tmp_path, test_data):
    path = test_data / "requests311/boston311-100-bad.tsv"

    sheet = read_book(path, into=tmp_path).sheets[0]

    assert [(flaw.row, flaw.code, dict(flaw.facts)) for flaw in sheet.flaws] == [
        (41, "long_row", {"line": 41, "has": 30, "wanted": 29})
    ]
    assert [len(cells) for row, cells in rows_of(sheet.spool, start=40, stop=42)] == [29, 30, 29]


def test_titles_groups_totals_and_signatures_are_no_rows_of_the_list(tmp_path):
    path = saved(
        tmp_path,
        ["附件1："],
        ["文化路街道群众诉求台账"],
        ["序号", "基本情况", None, "诉求"],
        [None, "姓名", "联系电话\n（手机）", None],
        [1, "张三", 13800138000, "路灯不亮"],
        [2, "李四", 13800138001, "井盖松动"],
        ["合  计", None, None, 2],
        ["填表人：王五", None, "审核：赵六"],
    )
    book = openpyxl.load_workbook(path)
    for place in ("A1:D1", "A2:D2", "A3:A4", "B3:C3", "D3:D4"):
        book.active.merge_cells(place)
    book.save(path)

    heading = find_heading(read(path).sheets[0])

    assert [column.name for column in heading.columns] == [
        "序号",
        "基本情况/姓名",
        "基本情况/联系电话（手机）",
        "诉求",
    ]
    assert (heading.first, heading.last, heading.data_first, heading.data_last) == (3, 4, 5, 6)
    assert [(one.row, one.reason) for one in heading.skipped] == [(7, "total"), (8, "signature")]


def test_an_empty_file_is_refused_in_words(tmp_path):
    (tmp_path / "空.xlsx").write_bytes(b"")

    with pytest.raises(BadBook, match="empty") as bad:
        read(tmp_path / "空.xlsx")

    assert bad.value.code == "empty_file"
