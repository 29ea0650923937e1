"""Reading official lists: every bad row is told by its number, the good ones go in."""

import re

import pytest

from gongjian.core.areas.lists import parse_list, read_list, short_code
from gongjian.core.areas.models import Level
from gongjian.core.refusal import Refused

HEAD = "code,name,areaCode,provinceCode,cityCode\n"


def read(text, *, encoding="utf-8", name="streets_2023.csv"):
    return parse_list(text.encode(encoding), name=name)


def test_columns_are_known_by_their_header_in_any_order():
    found = read("name,cityCode,CODE\n金水区,4101,410105\n")
    assert found.level == Level.DISTRICT
    assert [(row.line, row.code, row.name, row.parent_code) for row in found.rows] == [
        (2, "410105", "金水区", "4101")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_usual_encodings_are_read(encoding):
    found = read(HEAD + "410105008,文化路街道,410105,41,4101\n", encoding=encoding)
    assert found.rows[0].name == "文化路街道"


def test_codes_filled_up_with_zeros_are_the_same_codes():
    assert [short_code(code) for code in ("410105008000", "410105000000", "410100", "410105008001")] == [
        "410105008", "410105", "4101", "410105008001",
    ]  # fmt: skip
    assert read("code,name\n410105008000,文化路街道\n").level == Level.SUBDISTRICT


def test_without_a_column_for_it_the_parent_is_the_beginning_of_the_code():
    assert read("code,name\n410105008001,农大社区\n").rows[0].parent_code == "410105008"


def test_each_bad_row_is_told_with_its_number_and_why_and_the_good_ones_stay():
    found = read(
        HEAD
        + "410105008,文化路街道,410105,41,4101\n"
        + "4.10E+08,坏编码,410105,41,4101\n"
        + "410105009,  ,410105,41,4101\n"
        + "410105008,又一个,410105,41,4101\n"
        + "410105010," + "长" * 81 + ",410105,41,4101\n"
        + "410105012,未来路街道,41x105,41,4101\n"
        + "\n"
        + "410105011,北林路街道,410105,41,4101\n"
    )  # fmt: skip
    assert [row.name for row in found.rows] == ["文化路街道", "北林路街道"]
    assert len(found.problems) == 5
    for line, problem in zip((3, 4, 5, 6, 7), found.problems, strict=True):
        assert re.match(rf"\D*{line}\D", problem), problem


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n\n", b"a,b,c\n1,2,3\n", b"code,name\n", b"code,name\nx,y\n", b"PK\x03\x04rest",
        b"\xd0\xcf\x11\xe0rest", b"code,name\n\xff\xff\xff\xfe", b"code,name\n4101\x0005,x\n",
    ],
)  # fmt: skip
def test_what_is_no_list_at_all_is_refused_in_words(data):
    with pytest.raises(Refused) as refused:
        parse_list(data, name="什么.csv")
    assert "什么.csv" in str(refused.value.reason)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused):
        read_list(tmp_path / "nowhere.csv")


def test_the_year_is_the_one_in_the_name():
    assert read("code,name\n410105,金水区\n", name="districts_zhengzhou_2023.csv").year == 2023
    assert read("code,name\n410105,金水区\n", name="districts.csv").year is None
