"""What is taken out of a text before everybody may read it, and what is left alone."""

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from gongjian.lib.masks import erase_all

SPANS = Path(__file__).with_name("spans_to_erase.json")
BODY = 4  # the column of the messages' bodies


@pytest.mark.parametrize(
    ("text", "left", "kinds"),
    [
        ("我叫王小红，请回电13800001111。", "我叫…，请回电…。", ["name", "mobile"]),
        ("姓名：欧阳春兰", "姓名：…", ["name"]),
        ("联系人:李明 0371-65900000", "联系人:……", ["name", "landline"]),
        ("我是三里社区居民赵建军，赵建军的车被占了位", "我是三里社区居民…，…的车被占了位", ["name", "name"]),
        ("豫A12B45一直停在消防通道", "…一直停在消防通道", ["plate"]),
        ("绿牌豫AD12345挡住了门", "绿牌…挡住了门", ["plate"]),
        ("住3栋2单元501室，楼上漏水", "住…，楼上漏水", ["door"]),
        ("5号楼1单元12楼漏水", "…漏水", ["door"]),
        ("房号：7-1203", "房号：…", ["door"]),
        ("发到 li.hong@example.cn 就行", "发到 … 就行", ["email"]),
        ("加微信：hong_2026x，或QQ123456789", "加微信：…，或QQ…", ["wechat", "qq"]),
        ("退到银行卡6222 0212 3456 7890 123", "退到银行卡…", ["card"]),
    ],
)
def test_what_points_to_a_person_or_a_home_is_taken_out(text: str, left: str, kinds: list[str]) -> None:
    erased, found = erase_all(text)
    assert erased == left
    assert [one.kind for one in found] == kinds
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "😀",
        "胡书记您好，路灯不亮，谢谢。",
        "申请人提交材料后等了30天",
        "3栋楼前的路面坏了200米",
        "小区二期8栋的业主都反映停水",
        "公交3路车半小时一趟",
        "2026年3月5日缴费1200元",
        "每月房费900元，联系人没有接电话",
        "12345热线和微信公众号都试过",
        "受理编号GD-410105-20260305-0007",
    ],
)
def test_what_points_to_nobody_stays(text: str) -> None:
    assert erase_all(text) == (text, [])


def test_a_long_text_takes_no_long_time() -> None:
    text, _found = erase_all("1" * 50_000 + "栋" * 20_000 + "a" * 30_000)
    assert text


def test_most_of_what_is_marked_in_real_messages_is_found_and_little_else(test_data: Path) -> None:
    rows = (
        CalamineWorkbook.from_path(str(test_data / "messages/incoming.xlsx"))
        .get_sheet_by_index(0)
        .to_python()
    )
    marked = {int(row): spans for row, spans in json.loads(SPANS.read_text(encoding="utf-8")).items()}
    assert len(marked) == 200
    wanted = found = right = made = 0
    for row, spans in marked.items():
        _text, erased = erase_all(str(rows[row - 1][BODY]))
        wanted += len(spans)
        made += len(erased)
        found += sum(
            any(one.start <= start and end <= one.end for one in erased) for _kind, start, end in spans
        )
        right += sum(
            any(one.start < end and start < one.end for _kind, start, end in spans) for one in erased
        )
    assert found / wanted >= 0.8
    assert right / made >= 0.97
