"""A message that comes in joins the topic it belongs to, at once."""

import time

import pytest

from gongjian.lib.topics import Links, Message, split
from gongjian.lib.topics.finding import topics
from gongjian.lib.topics.index import Index
from gongjian.lib.topics.tests.heap import BEGIN, heap

NEW = Message(9000, "翠湖花园旁工地深夜施工太吵", "翠湖花园的工地施工到半夜，噪音大。", "new", BEGIN)


def test_a_sixth_person_joins_the_five() -> None:
    found = Index(heap()).add(NEW)
    assert found is not None
    assert set(found.messages) == {100, 101, 102, 103, 104, 9000}
    assert found.people == 6


def test_the_first_of_its_kind_stands_alone_until_a_second_comes() -> None:
    index = Index(heap())
    assert index.add(Message(9001, "枫桥家园电梯坏了", "枫桥家园二栋电梯坏了三天。", "a", BEGIN)) is None
    found = index.add(
        Message(9002, "枫桥家园二栋电梯坏了没人修", "枫桥家园电梯坏了，老人下不了楼。", "b", BEGIN)
    )
    assert found is not None
    assert found.messages == (9001, 9002)


def test_the_same_complaint_of_another_estate_joins_nobody() -> None:
    other = Message(9003, "枫桥家园旁工地夜间施工扰民", "枫桥家园外面夜间施工，吵。", "c", BEGIN)
    assert Index(heap()).add(other) is None


def test_an_index_knows_the_topics_that_are_found_in_the_heap() -> None:
    assert Index(heap()).topics() == topics(heap())


def test_an_index_given_its_stored_members_has_the_same_topics() -> None:
    index = Index(heap())
    index.add(NEW)
    assert Index([*heap(), NEW], members=index.members()).topics() == index.topics()


def test_messages_that_came_one_by_one_into_an_empty_index_lie_together_after_the_rebuild() -> None:
    index = Index()
    for message in heap():
        index.add(message)
    assert len(index) == index.added == len(heap())
    assert Index(heap()).topics() == topics(heap())


def test_what_was_split_draws_no_newcomer_across() -> None:
    links = split(Links(), [100, 101, 102, 103, 104], [9000])
    index = Index(heap(), links=links)
    index.add(NEW)
    assert index.topic(9000) is None
    assert index.topic(100) is not None


def test_what_was_linked_by_hand_comes_to_its_topic_whatever_it_says() -> None:
    index = Index(heap(), links=Links(together=frozenset({(9004, 200)})))
    found = index.add(Message(9004, "还是那件事", "没有人来。", "d", BEGIN))
    assert found is not None
    assert 200 in found.messages


def test_a_message_is_taken_once() -> None:
    with pytest.raises(ValueError, match="9000"):
        Index([NEW]).add(NEW)


@pytest.mark.parametrize("odd", ["", "噪", "😀", "\ud800", "x" * 100_000, "施工扰民" * 25_000])
def test_whatever_somebody_writes_is_taken(odd: str) -> None:
    index = Index(heap())
    index.add(Message(9005, odd, odd, "e", BEGIN, place=odd))
    assert len(index) == len(heap()) + 1


def test_nobody_waits_for_the_topic() -> None:
    index = Index(heap(crowd=1000))
    began = time.process_time()
    for at, message in enumerate(heap(crowd=90, seed=9)):
        index.add(Message(20_000 + at, message.title, message.text, message.person, message.when))
    assert (time.process_time() - began) / 101 < 0.05
