"""What many residents tell of comes before the joint meeting by kind, place and numbers, and what was decided comes back."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongjian.core.links.models import Link
from gongjian.modules.meetings import actions as meetings
from gongjian.modules.meetings.models import AgendaPoint, Decision, Meeting
from gongjian.modules.reports.actions import Told, report_publicly
from gongjian.modules.reports.hearing.counting import count_topics
from gongjian.modules.reports.hearing.deciding import merge_topics
from gongjian.modules.reports.models import HotTopic
from gongjian.modules.reports.tests.test_topics import LAMPS, NOISE
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    now = timezone.now()
    for start, texts in ((0, NOISE), (50, LAMPS)):
        for number, text in enumerate(texts):
            told = Told(area=cast.community, text=f"赵铁柱：{text}", phone=f"1380000{start + number:04}")
            report_publicly(told, now=now)
    count_topics(cast.office, now=now)
    return meetings.call_meeting(
        cast.office, kind="joint", title="第四季度联席会议", starts_at=now - dt.timedelta(hours=1), place="二楼", now=now,
        actor=cast.secretary, units=[cast.city_unit],
    )  # fmt: skip


def taken_up(client: Client, meeting: Meeting, topic: HotTopic) -> AgendaPoint:
    told = {"about": f"reports.hottopic:{topic.pk}", "once": f"add {topic.pk}"}
    assert client.post(reverse("meetings:add_point", args=[meeting.pk]), told).status_code == 302
    return AgendaPoint.objects.get(about_id=topic.pk)


def test_a_topic_is_raised_taken_up_decided_on_and_shows_what_became_of_it(
    cast: Cast, meeting: Meeting
) -> None:
    client, topic = cast.client_for(cast.secretary), HotTopic.objects.order_by("-weight")[0]
    address = reverse("meetings:add_point", args=[meeting.pk])
    page = client.get(address).content.decode()
    assert (
        str(topic) in page and f"近7天{topic.week}人" in page and "赵铁柱" not in page and "1380" not in page
    )
    point = taken_up(client, meeting, topic)
    assert f'value="reports.hottopic:{topic.pk}"' not in client.get(address).content.decode()
    page = client.get(reverse("meetings:meeting", args=[meeting.pk])).content.decode()
    assert reverse("reports:topic", args=[topic.pk]) in page and "赵铁柱" not in page

    given = {
        "title": "夜间施工联合检查",
        "unit": cast.city_unit.pk,
        "due_on": f"{timezone.localdate() + dt.timedelta(days=20)}",
        "once": "d",
    }
    assert client.post(reverse("meetings:decide_on", args=[meeting.pk, point.pk]), given).status_code == 302
    made = Decision.objects.get()
    page = client.get(reverse("reports:topic", args=[topic.pk])).content.decode()
    assert "后来怎样" in page and made.item.number in page and "第四季度联席会议" in page
    topic.refresh_from_db()
    assert topic.watched
    count_topics(cast.office, now=timezone.now() + dt.timedelta(days=200))
    assert HotTopic.objects.filter(pk=topic.pk).exists()


def test_before_the_meeting_a_topic_is_not_named_in_the_words_of_a_resident(
    cast: Cast, meeting: Meeting
) -> None:
    HotTopic.objects.update(matter="三号楼老赵家门口", place="")
    page = (
        cast.client_for(cast.secretary).get(reverse("meetings:add_point", args=[meeting.pk])).content.decode()
    )
    assert "老赵" not in page and f"{cast.community.short_name} · 夜间施工扰民" in page


def test_joined_with_another_the_one_on_the_agenda_stays(cast: Cast, meeting: Meeting) -> None:
    one, other = HotTopic.objects.order_by("-weight")[:2]
    taken_up(cast.client_for(cast.secretary), meeting, other)
    kept = merge_topics(one.pk, other=other.pk, actor=cast.dispatcher, now=timezone.now())
    assert kept.pk == other.pk and HotTopic.objects.filter(pk=one.pk).count() == 0
    assert Link.objects.coming_in(kept).count() == 1


def test_taken_off_the_agenda_it_is_raised_again(cast: Cast, meeting: Meeting) -> None:
    client, topic = cast.client_for(cast.secretary), HotTopic.objects.order_by("-weight")[0]
    point = taken_up(client, meeting, topic)
    client.post(reverse("meetings:take_off", args=[meeting.pk, point.pk]), {"once": "off"})
    assert not Link.objects.coming_in(topic).exists()
    assert (
        f"reports.hottopic:{topic.pk}"
        in client.get(reverse("meetings:add_point", args=[meeting.pk])).content.decode()
    )


@pytest.mark.parametrize(
    "code", ["reports.hottopic:999999", "reports.hottopic:x", "people.person:1", ":", "x"]
)
def test_what_was_not_raised_is_refused_in_words(cast: Cast, meeting: Meeting, code: str) -> None:
    answer = cast.client_for(cast.secretary).post(
        reverse("meetings:add_point", args=[meeting.pk]), {"about": code}
    )
    assert answer.status_code == 422 and not AgendaPoint.objects.exists()


def test_another_office_is_raised_nothing_of_this_one(cast: Cast, meeting: Meeting) -> None:
    now = timezone.now()
    there = meetings.call_meeting(
        cast.twin.office, kind="joint", title="那边的会", starts_at=now, place="一楼", now=now, actor=cast.twin.secretary, units=[]
    )  # fmt: skip
    client = cast.client_for(cast.twin.secretary)
    topic = HotTopic.objects.order_by("-weight")[0]
    page = client.get(reverse("meetings:add_point", args=[there.pk])).content.decode()
    assert str(topic) not in page
    told = {"about": f"reports.hottopic:{topic.pk}"}
    assert client.post(reverse("meetings:add_point", args=[there.pk]), told).status_code == 422
