"""What many tell of one matter at one place is one topic, whoever comes first and whatever words they use."""

import dataclasses
import datetime as dt
import random

import pytest

from gongjian.lib.topics import Links, Message, Rules, Topic, merged, split
from gongjian.lib.topics.finding import hottest, topics
from gongjian.lib.topics.tests.heap import BEGIN, heap

NOW = BEGIN + dt.timedelta(days=30)
LAKE, HILL, PARKING = set(range(100, 105)), set(range(200, 203)), set(range(300, 303))


def topic_of(found: list[Topic], key: int) -> Topic:
    return next(one for one in found if key in one.messages)


def test_five_people_who_tell_of_one_building_site_in_their_own_words_are_one_topic() -> None:
    first = topics(heap(), now=NOW)[0]
    assert set(first.messages) == LAKE
    assert first.people == 5
    assert first.name == "翠湖花园 · 夜间施工扰民"


def test_another_estate_with_the_same_complaint_is_another_topic() -> None:
    found = topics(heap(), now=NOW)
    assert set(topic_of(found, 200).messages) == HILL
    assert topic_of(found, 200).place == "松山雅苑"


def test_another_matter_of_the_same_estate_is_another_topic() -> None:
    found = topics(heap(), now=NOW)
    assert set(topic_of(found, 300).messages) == PARKING
    assert topic_of(found, 300).matter == "车位捆绑销售"


def test_a_title_without_the_place_is_understood_by_its_text() -> None:
    assert 103 in topics(heap(), now=NOW)[0].messages


def test_one_person_who_writes_ten_times_is_one_person() -> None:
    again = [dataclasses.replace(heap()[0], key=5000 + n, person="p100") for n in range(10)]
    first = topic_of(topics([*heap(), *again], now=NOW), 100)
    assert (first.people, len(first.messages)) == (5, 15)


def test_a_burst_from_one_address_is_no_topic_at_all() -> None:
    spam = [
        Message(5000 + n, "低价代办证件", "低价代办证件，电话联系。", "spammer", BEGIN) for n in range(200)
    ]
    found = topics([*heap(), *spam], now=NOW)
    assert not any(set(one.messages) & set(range(5000, 5200)) for one in found)


def test_one_voice_with_whom_hundreds_agree_is_a_topic() -> None:
    single = Message(7000, "东湖学府配套小学何时开学", "东湖学府的孩子没有学校上。", "one", BEGIN, likes=500)
    found = topic_of(topics([*heap(), single], now=NOW), 7000)
    assert (found.place, found.matter, found.people, found.likes) == ("东湖学府", "入学", 1, 500)


def test_the_order_in_which_messages_lie_does_not_matter() -> None:
    shuffled = heap()
    random.Random(1).shuffle(shuffled)
    assert topics(shuffled, now=NOW) == topics(heap(), now=NOW) == topics(reversed(heap()), now=NOW)


def test_likes_count_less_and_less() -> None:
    def weight(likes: int) -> float:
        return topic_of(
            topics([dataclasses.replace(one, likes=likes if one.key == 100 else 0) for one in heap()]), 100
        ).weight

    assert weight(0) == 5
    assert weight(100) - weight(10) > weight(1000) - weight(910) > 0
    assert weight(-50) == 5


def test_with_a_half_life_a_topic_of_last_month_weighs_less() -> None:
    rules = Rules(half_life=7)
    fresh = topic_of(topics(heap(), rules=rules, now=BEGIN + dt.timedelta(days=5)), 100).weight
    stale = topic_of(topics(heap(), rules=rules, now=BEGIN + dt.timedelta(days=40)), 100).weight
    assert fresh > 5 > stale > 0


def test_of_two_topics_with_one_name_the_heavier_is_listed() -> None:
    links = split(Links(), [100, 102], [101, 103, 104])
    found = topics(heap(), links=links)
    assert found[0].name == topic_of(found, 100).name
    assert [one.key for one in hottest(found) if one.name == found[0].name] == [found[0].key]
    assert len(hottest(found, count=2)) == 2


def test_the_trend_counts_people_of_this_week_and_of_the_week_before() -> None:
    week, month = topic_of(topics(heap(), now=BEGIN + dt.timedelta(days=9)), 100).trends
    assert (week.days, week.now, week.before) == (7, 3, 2)
    assert (month.days, month.now, month.before) == (30, 5, 0)


def test_what_a_person_has_joined_stays_joined() -> None:
    links = merged(Links(), sorted(LAKE), sorted(PARKING))
    assert set(topic_of(topics(heap(), links=links), 100).messages) == LAKE | PARKING


def test_what_a_person_has_split_stays_split_and_both_parts_stay_whole() -> None:
    links = split(Links(), [100, 102], [101, 103, 104])
    found = topics(heap(), links=links)
    assert set(topic_of(found, 100).messages) == {100, 102}
    assert set(topic_of(found, 101).messages) == {101, 103, 104}


def test_a_split_that_is_taken_back_leaves_nothing_behind() -> None:
    links = merged(split(Links(), [100, 102], [101, 103, 104]), [100, 102], [101, 103, 104])
    assert set(topic_of(topics(heap(), links=links), 100).messages) == LAKE


def test_nobody_can_split_off_nothing() -> None:
    with pytest.raises(ValueError, match="split"):
        split(Links(), [], [1])
    with pytest.raises(ValueError, match="split"):
        split(Links(), [1], [1, 2])


def test_two_messages_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="key 1"):
        topics([Message(1, "a", "", "x"), Message(1, "b", "", "y")])


def test_nothing_is_found_in_nothing() -> None:
    assert topics([]) == []
    assert topics([Message(1, "路灯不亮", "", "x")]) == []


ODD = (
    "",
    "噪",
    "😀😀😀",
    "👍🏽 很好！",
    "姓名\t电话\t地址\n张三\t1\t甲\n" * 50,
    "\ud800坏字",
    "a" * 100_000,
    "施工扰民" * 25_000,
    "\x00\x01",
    "İstanbul",
)


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_whatever_somebody_pastes_changes_nothing_for_the_others(odd: str) -> None:
    one, other = Message(9000, odd, odd, "x"), Message(9001, "", odd, "y", place=odd)
    found = topics([*heap(), one, other], now=NOW)
    assert set(topic_of(found, 102).messages) == LAKE


def test_names_of_programmes_are_matters_and_no_places() -> None:
    asked = [
        Message(n, title, "请问购房补贴怎么申请，材料交到哪里。", f"p{n}")
        for n, title in enumerate(
            ("咨询C市人才购房补贴", "C市人才新政补贴何时发放", "人才购房补贴申请不通过")
        )
    ]
    found = topic_of(topics([*heap(), *asked]), 0)
    assert (found.place, found.matter, len(found.messages)) == ("C市", "人才新政和补贴", 3)
