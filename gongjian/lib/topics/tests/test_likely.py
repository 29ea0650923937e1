"""Whoever types a report is told, before sending it, that neighbours have told it already."""

import time

import pytest

from gongjian.lib.topics.likely import likely_same
from gongjian.lib.topics.tests.heap import heap

CANDIDATES = [(one.key, f"{one.title} {one.text}") for one in heap(crowd=300)]


@pytest.mark.parametrize(
    "typed", ["翠湖花园工地半夜施工", "翠湖花园北门外的工地半夜", "我家在翠湖花园，工地每天施工到"]
)
def test_half_a_sentence_is_enough(typed: str) -> None:
    found = likely_same(typed, CANDIDATES)
    assert found
    assert {one.key for one in found} <= set(range(100, 105))
    assert all(0 < one.share <= 1 for one in found)


def test_among_a_handful_that_all_tell_the_same_it_is_found_too() -> None:
    few = [pair for pair in CANDIDATES if 100 <= pair[0] < 105]
    assert likely_same("翠湖花园北门外的工地半夜", few)
    assert likely_same("楼道里的感应灯三天不亮了", few) == []


def test_another_estate_is_not_proposed_for_the_same_words() -> None:
    found = likely_same("枫桥家园旁边工地夜间施工扰民", [pair for pair in CANDIDATES if pair[0] >= 200])
    assert found == []


@pytest.mark.parametrize("typed", ["", "路", "路灯", "😀😀😀😀", "\ud800"])
def test_nothing_is_proposed_for_next_to_nothing(typed: str) -> None:
    assert likely_same(typed, CANDIDATES) == []


def test_nothing_is_proposed_where_nothing_was_told() -> None:
    assert likely_same("翠湖花园工地半夜施工", []) == []


def test_long_and_odd_candidates_are_taken() -> None:
    odd = [
        (1, ""),
        (2, "😀" * 1000),
        (3, "施工" * 50_000),
        (4, "\ud800"),
        (5, "İ" * 300 + "翠湖花园工地半夜施工"),
    ]
    assert likely_same("翠湖花园工地半夜施工 " * 100, [*odd, (6, "翠湖花园工地半夜施工")])[0].key == 6


def test_nobody_waits_while_typing() -> None:
    began = time.process_time()
    for _turn in range(10):
        likely_same("翠湖花园北门外的工地半夜施工，机器声音", CANDIDATES)
    assert (time.process_time() - began) / 10 < 0.05
