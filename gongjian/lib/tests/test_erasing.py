"""What is taken out of a text before everybody may read it, and what is left alone."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from gongjian.lib.masks import erase_all

MARKED = Path(__file__).with_name("erased_by_hand.json")
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
        ("胡书记您好，请转告社区的李主任", "…书记您好，请转告社区的…主任", ["name", "name"]),
        ("支部书记陈建国等人说，欧阳女士也在", "支部书记…等人说，…女士也在", ["name", "name"]),
        ("业主代表：1赵立春、2孙小梅、3周海涛、4白雪", "业主代表：1…、2…、3…、4…", ["name"] * 4),
        ("父亲叫马德福，今年八十岁", "父亲叫…，今年八十岁", ["name"]),
        ("请尽快处理。\n钱春来 2026年3月5日", "请尽快处理。\n… 2026年3月5日", ["name"]),
        ("李某、王某某和张**都签了字", "…、…和…都签了字", ["name"] * 3),
        ("老板刘duan不接电话", "老板…不接电话", ["name"]),
        ("电话６５９０ １２３４，或0371-6590 1234转801", "电话…，或…", ["landline", "landline"]),
        ("原号138****1234已停机", "原号…已停机", ["masked"]),
        ("她住6栋三单元，我住12-3-401", "她住…，我住…", ["door", "door"]),
        ("高岭村水塘组331号附1号", "高岭村水塘组…", ["door"]),
        ("1318房搭了阳光房，1318的人不理", "…搭了阳光房，…的人不理", ["door", "door"]),
        ("民警（警号019644）来过", "民警（警号…）来过", ["number"]),
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
        "书记您好，路灯不亮，谢谢。",
        "6栋180户和8栋的业主都同意，联丰路398号门口的路灯坏了",
        "对于老师的要求，双方主任都说过一张先生的票",
        "华颖实业集团的工地，华颖不认账",
        "德润小学、黄兴广场、白沙花园都在扩建",
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


def _sample(test_data: Path) -> Iterator[tuple[str, list[tuple[str, int, int]]]]:
    """The 200 messages that were drawn and read, with the places that a person marked in each: kind, start, end.

    The source writes 楚 where number plates of its province have 湘; the province's own sign is put back.
    """
    books: dict[str, Any] = {}
    for book, row, _drawn, digest, spans in json.loads(MARKED.read_text(encoding="utf-8")):
        if book not in books:
            path = str(test_data / f"messages/{book}.xlsx")
            books[book] = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        text = str(books[book][row - 1][BODY])
        assert hashlib.sha256(text.encode()).hexdigest()[:16] == digest
        yield (
            re.sub("楚(?=[A-Za-z][A-Za-z0-9*]{4})", "湘", text),
            [(kind, start, end) for kind, start, end in spans],
        )


def test_nearly_all_that_was_marked_in_200_real_messages_is_found_and_hardly_anything_else(
    test_data: Path,
) -> None:
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    made = right = clean = dirty = 0
    for text, spans in _sample(test_data):
        erased = erase_all(text)[1]
        left = [one for one in spans if not any(e.start <= one[1] and one[2] <= e.end for e in erased)]
        wanted.update(kind for kind, _start, _end in spans)
        found.update(one[0] for one in spans if one not in left)
        clean, dirty = clean + bool(spans and not left), dirty + bool(left)
        own = [one for one in erased if "*" not in text[one.start : one.end] or one.kind == "plate"]
        made += len(own)
        right += sum(any(one.start < end and start < one.end for _kind, start, end in spans) for one in own)
    recall = {kind: found[kind] / wanted[kind] for kind in wanted}
    assert (sum(wanted.values()), clean + dirty) == (260, 56)
    assert sum(found.values()) / sum(wanted.values()) >= 0.91
    assert recall["name"] >= 0.91
    assert recall["door"] >= 0.85
    assert recall["plate"] == recall["number"] == 1
    assert right / made >= 0.98
    assert clean / (clean + dirty) >= 0.8
