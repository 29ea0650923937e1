"""Names of places as people write them, in the middle of everything else."""

import pytest

from gongjian.lib.topics.learning import Lexicon, learn
from gongjian.lib.topics.matters import matters
from gongjian.lib.topics.places import divisions, places


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("投诉B2区翠湖花园小区附近噪音扰民", ["翠湖花园"]),
        ("我住在金水区文化路街道翠湖小区", ["翠湖小区"]),
        ("请问C市桃源中路与学士路交叉口何时修好", ["桃源中路", "学士路"]),
        ("希望地铁12号线早日通车", ["地铁12号线"]),
        ("反映青石镇柳林村的自来水", ["青石镇", "柳林村"]),
        ("小区物业不管，学校也不管", []),
        ("我们小区的路灯", []),
        ("", []),
    ],
)
def test_the_names_and_nothing_around_them(text: str, names: list[str]) -> None:
    assert [place.name for place in places(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("反映A市B2区的事", ("A市", "B2区")),
        ("我住在金水区文化路街道", ("金水区", "文化路街道")),
        ("中牟县白沙镇", ("中牟县",)),
        ("小区、社区、城区、景区都一样，文明城市也一样", ()),
    ],
)
def test_districts_by_code_or_by_name(text: str, names: tuple[str, ...]) -> None:
    assert divisions(text) == names


def test_a_name_without_an_ending_is_learned_from_three_people() -> None:
    titles = [("B2区云栖九歌漏水", "a"), ("B2区云栖九歌电梯坏了", "b"), ("云栖九歌车位涨价", "c")]
    assert "云栖九歌" in learn(titles).names
    assert [place.name for place in learn(titles).places("请问云栖九歌何时交房")] == ["云栖九歌"]
    assert learn([(title, "a") for title, _person in titles]).names == ()


def test_of_two_names_that_overlap_the_longer_is_taken() -> None:
    assert [place.name for place in Lexicon(["翠湖花园东苑"]).places("投诉翠湖花园东苑")] == ["翠湖花园东苑"]


def test_the_narrower_matter_is_not_counted_as_the_wider_too() -> None:
    assert dict(matters("工地夜间施工噪音扰民")) == {"夜间施工扰民": 3}
    assert dict(matters("投诉油烟", "油烟很大，还有油烟，又是油烟，全是油烟")) == {"油烟和夜宵扰民": 6}
    assert dict(matters("")) == {}
