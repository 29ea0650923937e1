"""What many tell of the same place and matter is one topic; people name, watch, join and split it, and make it one case."""

import datetime as dt

import pytest
from django.urls import reverse

from gongjian.core.refusal import Refused
from gongjian.modules.reports.actions import Told, report_publicly
from gongjian.modules.reports.hearing.counting import count_all, count_topics
from gongjian.modules.reports.hearing.deciding import call_topic, make_one_case, merge_topics, split_topic
from gongjian.modules.reports.models import HotTopic, Report
from gongjian.modules.reports.tests.conftest import NOW, Office
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)
NOISE = (
    "翠湖花园旁边工地夜间施工到两点，吵得睡不着", "翠湖花园夜间施工扰民，老人孩子睡不好", "翠湖花园北门工地半夜打桩施工噪音大",
    "翠湖花园夜间施工噪音太大请管管",
)  # fmt: skip
LAMPS = ("银杏家园路灯全不亮了", "银杏家园院里路灯坏了一排", "银杏家园的路灯不亮，晚上摸黑")


def told(office: Office, texts: tuple[str, ...], *, first: int = 0, now: dt.datetime = NOW) -> list[Report]:
    return [
        report_publicly(
            Told(area=office.cast.community, text=text, place="", phone=f"1380000{first + number:04}"),
            now=now,
        )
        for number, text in enumerate(texts)
    ]


@pytest.fixture
def topics(office: Office) -> list[HotTopic]:
    told(office, NOISE)
    told(office, LAMPS, first=50)
    office.told(text="银杏家园门口的快递柜打不开。")
    count_all(LATER)
    return list(HotTopic.objects.order_by("-weight"))


def test_the_same_matter_at_the_same_place_is_one_topic_with_its_people(topics: list[HotTopic]) -> None:
    noise, lamps = topics
    assert "翠湖花园" in str(noise) and "银杏家园" in str(lamps)
    assert (noise.people, noise.messages, lamps.people) == (4, 4, 3)
    assert noise.members.count() == 4


def test_one_person_who_writes_often_is_one_person_and_no_topic(office: Office) -> None:
    for text in NOISE:
        report_publicly(Told(area=office.cast.community, text=text, place="", phone="13800001111"), now=NOW)
    assert count_topics(office.cast.office, now=LATER) == 0


def test_a_name_and_a_watch_outlive_the_next_counting(
    cast: Cast, topics: list[HotTopic], office: Office
) -> None:
    call_topic(topics[0].pk, name="翠湖工地", watched=True, actor=cast.dispatcher, now=LATER)
    told(office, ("翠湖花园夜间施工还在继续，太吵",), first=90, now=LATER + dt.timedelta(hours=1))
    count_all(LATER + dt.timedelta(days=1))
    again = HotTopic.objects.get(watched=True)
    assert (str(again), again.people) == ("翠湖工地", 5)
    with pytest.raises(Refused):
        call_topic(again.pk, name="", watched=False, actor=cast.clerk, now=LATER)


def test_what_was_joined_or_split_stays_so(cast: Cast, topics: list[HotTopic]) -> None:
    noise, lamps = topics
    away = list(noise.members.order_by("pk").values_list("report_id", flat=True))[:1]
    made = split_topic(noise.pk, reports=away, actor=cast.dispatcher, now=LATER)
    assert (made.members.count(), noise.members.count()) == (1, 3)
    merge_topics(lamps.pk, other=made.pk, actor=cast.dispatcher, now=LATER)
    count_topics(cast.office, now=LATER + dt.timedelta(days=1))
    held = sorted(one.members.count() for one in HotTopic.objects.filter(people__gt=0))
    assert held == [3, 4]
    for wrong in ([], list(noise.members.values_list("report_id", flat=True))):
        with pytest.raises(Refused):
            split_topic(
                HotTopic.objects.order_by("-messages").first().pk,
                reports=wrong,
                actor=cast.dispatcher,
                now=LATER,
            )  # type: ignore[union-attr]


def test_its_open_reports_become_one_case_and_their_reporters_follow_it(
    cast: Cast, topics: list[HotTopic]
) -> None:
    outcome = make_one_case(topics[0].pk, actor=cast.dispatcher, now=LATER)
    assert (outcome.joined, outcome.stayed) == (3, {})
    assert outcome.case.followers.count() == 3
    with pytest.raises(Refused):
        make_one_case(topics[0].pk, actor=cast.dispatcher, now=LATER)


def test_the_pages_show_and_decide_and_another_office_sees_nothing(
    cast: Cast, topics: list[HotTopic]
) -> None:
    noise = topics[0]
    client = cast.client_for(cast.dispatcher)
    assert "翠湖花园" in client.get(reverse("reports:topics")).content.decode()
    page = client.get(reverse("reports:topic", args=[noise.pk])).content.decode()
    assert page.count('name="reports"') == 4 and "1380000" not in page
    client.post(
        reverse("reports:call_topic", args=[noise.pk]), {"name": "工地", "watched": "on", "once": "t1"}
    )
    client.post(reverse("reports:merge_topics", args=[noise.pk]), {"other": topics[1].pk, "once": "t2"})
    noise.refresh_from_db()
    assert (noise.given_name, noise.watched, noise.members.count()) == ("工地", True, 7)
    client.post(
        reverse("reports:split_topic", args=[noise.pk]),
        {"reports": [noise.members.first().report_id], "once": "t3"},
    )  # type: ignore[union-attr]
    client.post(reverse("reports:one_case", args=[noise.pk]), {"once": "t4"})
    assert Report.objects.filter(merged_into__isnull=False).count() == 5
    other = cast.client_for(cast.twin.dispatcher)
    assert other.get(reverse("reports:topic", args=[noise.pk])).status_code == 404
    clerk = cast.client_for(cast.clerk)
    assert clerk.post(reverse("reports:one_case", args=[noise.pk]), {"once": "t5"}).status_code == 403


def test_a_topic_stands_on_a_map_without_words_or_persons(cast: Cast, office: Office) -> None:
    for number, text in enumerate(NOISE):
        where = {"lat": 34.79 + number / 1000, "lon": 113.67} if number else {}
        told = Told(area=cast.community, text=f"赵铁柱，{text}", phone=f"1380000{number:04}", **where)  # type: ignore[arg-type]
        report_publicly(told, now=NOW)
    count_all(LATER)
    topic = HotTopic.objects.order_by("-weight")[0]
    client, address = cast.client_for(cast.dispatcher), reverse("reports:topic_points", args=[topic.pk])
    assert address in client.get(reverse("reports:topic", args=[topic.pk])).content.decode()
    answer = client.get(address)
    placed = topic.members.filter(report__item__lat__isnull=False).count()
    assert len(answer.json()["features"]) == placed > 0
    assert "赵铁柱" not in answer.content.decode() and "1380" not in answer.content.decode()
    assert cast.client_for(cast.twin.dispatcher).get(address).status_code == 404
