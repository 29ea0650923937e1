"""Copies are found among many, whatever was put around them or changed in them; what only sounds alike is left alone."""

import random

import pytest

from gongjian.lib.topics.copies import near_duplicates
from gongjian.lib.topics.shingles import likeness

LETTER = "我们小区东门外的路灯已经坏了两个星期，晚上一片漆黑，老人孩子出门很不方便，请尽快派人来维修，谢谢。"


def strangers(count: int, *, seed: int = 3) -> list[str]:
    rng = random.Random(seed)
    return [
        "".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(rng.randint(20, 80))) for _ in range(count)
    ]


@pytest.mark.parametrize(
    "copy",
    [
        LETTER,
        LETTER.replace("，", " "),
        f"  {LETTER}！！😀\n",
        LETTER.replace("两个星期", "三个星期"),
        LETTER + "盼复。",
        "您好，" + LETTER,
    ],
)
def test_a_copy_is_found_among_strangers(copy: str) -> None:
    assert near_duplicates([*strangers(300), LETTER, *strangers(300, seed=4), copy]) == [[300, 601]]


def test_the_same_wish_in_other_words_is_no_copy() -> None:
    assert near_duplicates([LETTER, "东门的路灯不亮，请来修一下，老人孩子晚上看不见路。"]) == []


def test_texts_without_letters_are_copies_of_nothing() -> None:
    assert near_duplicates(["", "", "！！", "😀", "😀", " \n"]) == []


def test_short_and_long_texts_and_broken_ones_are_taken() -> None:
    texts = [
        "坏",
        "坏",
        "ab",
        "AB",
        "\ud800路灯",
        "\ud800路灯",
        "长" * 100_000,
        "长" * 100_000,
        "\ue000",
        LETTER,
    ]
    assert near_duplicates(texts) == [[0, 1], [2, 3], [4, 5], [6, 7]]
    assert near_duplicates([]) == []


def test_a_thousand_copies_of_one_text_are_one_group() -> None:
    assert near_duplicates([LETTER] * 1000) == [list(range(1000))]


def test_how_alike_is_for_the_caller_to_say() -> None:
    changed = LETTER.replace("两个星期", "三个星期").replace("很不方便", "不大方便")
    assert near_duplicates([LETTER, changed], alike=0.95) == []
    assert near_duplicates([LETTER, changed], alike=0.5) == [[0, 1]]
    with pytest.raises(ValueError, match="alike"):
        near_duplicates([], alike=0)


def test_likeness_is_the_share_of_runs_of_four_in_both() -> None:
    assert likeness("甲乙丙丁戊", "甲乙丙丁己") == pytest.approx(1 / 9)
    assert likeness("甲乙丙丁", "甲，乙 丙丁") == 1
    assert likeness("", "甲") == 0
