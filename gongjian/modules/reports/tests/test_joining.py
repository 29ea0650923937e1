"""A report joins the topic of its matter as it comes in; two that come at once make one topic; the counting stays the truth."""

from typing import Any

import pytest

from gongjian.core.areas.models import Area
from gongjian.modules.reports.actions import Told, report_publicly
from gongjian.modules.reports.hearing import counting, joining
from gongjian.modules.reports.hearing.counting import count_all, count_topics
from gongjian.modules.reports.hearing.deciding import split_topic
from gongjian.modules.reports.hearing.joining import join_new, join_topic
from gongjian.modules.reports.models import HotTopic, Report, TopicMessage
from gongjian.modules.reports.tests.conftest import NOW, Office
from gongjian.modules.reports.tests.test_topics import LAMPS, LATER, NOISE, told
from tests import racing
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_the_second_report_makes_a_topic_and_the_third_joins_it_a_moment_later(office: Office) -> None:
    for number, (text, topics) in enumerate(zip(NOISE[:3], (0, 1, 1), strict=True)):
        told(office, (text,), first=number)
        assert (join_new(NOW), join_new(NOW)) == (1, 0)
        assert HotTopic.objects.count() == topics
    topic = HotTopic.objects.get()
    assert (str(topic), topic.people, topic.messages, topic.week) == ("翠湖花园 · 夜间施工扰民", 3, 3, 3)
    told(office, LAMPS[:1], first=50)
    told(office, ("翠湖花园的快递柜打不开",), first=51)
    join_new(NOW)
    assert HotTopic.objects.count() == 1 and TopicMessage.objects.count() == 3


def test_the_next_counting_looks_again_and_finds_the_same_topic(office: Office) -> None:
    reports = told(office, NOISE)
    told(office, LAMPS, first=50)
    join_topic(reports[1].pk, now=NOW)
    live = HotTopic.objects.get()
    count_all(LATER)
    counted = HotTopic.objects.get(place="翠湖花园")
    assert (counted.pk, counted.people, counted.counted_at) == (live.pk, 4, LATER)


def test_one_person_who_writes_twice_makes_no_topic_and_other_communities_are_apart(
    office: Office, cast: Cast
) -> None:
    _first, second = (
        report_publicly(Told(area=cast.community, text=text, phone="13800001111"), now=NOW)
        for text in NOISE[:2]
    )
    assert join_topic(second.pk, now=NOW) is None
    there = report_publicly(Told(area=cast.twin.community, text=NOISE[2]), now=NOW)
    assert join_topic(there.pk, now=NOW) is None and not HotTopic.objects.exists()


def test_what_people_split_off_does_not_come_back(office: Office, cast: Cast) -> None:
    reports = told(office, NOISE)
    count_topics(cast.office, now=NOW)
    topic = reports[0].in_topic.topic
    split_topic(topic.pk, reports=[reports[0].pk], actor=cast.dispatcher, now=NOW)
    TopicMessage.objects.filter(report=reports[0]).delete()
    assert join_topic(reports[0].pk, now=NOW) != topic


def test_what_comes_in_while_topics_are_counted_stands_in_its_topic_afterwards(
    office: Office, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(office, NOISE[:3])
    read = counting.messages_of

    def reading(*args: Any, **given: Any) -> Any:
        found = read(*args, **given)
        told(office, NOISE[3:], first=9)
        return found

    monkeypatch.setattr(counting, "messages_of", reading)
    count_topics(cast.office, now=LATER)
    late = Report.objects.latest("pk")
    assert str(late.in_topic.topic) == "翠湖花园 · 夜间施工扰民"
    assert late.in_topic.topic.people == late.in_topic.topic.members.count()


def test_one_that_cannot_be_joined_keeps_none_of_the_others_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_others = told(office, NOISE)
    joins = joining.join_topic

    def stumbling(pk: int, **given: Any) -> Any:
        return 1 / 0 if pk == first.pk else joins(pk, **given)

    monkeypatch.setattr(joining, "join_topic", stumbling)
    assert join_new(NOW) == len(NOISE)
    assert HotTopic.objects.get().messages >= len(NOISE) - 1
    assert not Report.objects.filter(unjoined_since__isnull=False).exists()


def test_they_join_in_chunks_in_the_order_they_came(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "CHUNK", 2)
    reports, seen = told(office, NOISE), []
    monkeypatch.setattr(joining, "join_topic", lambda pk, **_given: seen.append(pk))
    assert join_new(NOW) == len(NOISE) and seen == [report.pk for report in reports]


def test_joining_takes_a_fixed_number_of_queries(office: Office, django_assert_max_num_queries: Any) -> None:
    reports = told(office, NOISE * 8)
    join_topic(reports[1].pk, now=NOW)
    TopicMessage.objects.filter(report=reports[5]).delete()
    with django_assert_max_num_queries(11):
        assert join_topic(reports[5].pk, now=NOW)


def _two_at_once(office: Office, monkeypatch: pytest.MonkeyPatch, *, locking: bool) -> racing.Answers:
    reports = told(office, NOISE[:2])
    racing.hold_open(monkeypatch, 2, (joining, "_others"))
    acts = [lambda pk=report.pk: join_topic(pk, now=NOW) for report in reports]
    return racing.at_once(acts, locking=locking)


@pytest.mark.django_db(transaction=True)
def test_two_that_come_at_once_make_one_topic(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _two_at_once(office, monkeypatch, locking=True) == [None, None]
    assert HotTopic.objects.get().people == 2 and TopicMessage.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_make_two_or_one_is_broken_off(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    racing.unlock(monkeypatch, type(Area.objects.all()))
    answers = _two_at_once(office, monkeypatch, locking=False)
    failed = len(answers) < 2  # its reports were taken away under its hands
    assert HotTopic.objects.count() == 2 or failed or racing.broken_off(answers)
