"""The inbox costs the same for everybody, however much waits, and shows what can still be saved first."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongjian.core.items.inbox import end_of_day
from gongjian.core.items.models import Clock, Extension, HandOver, Helper, Item, Pause, Urging
from gongjian.core.items.views.inbox import Desk
from gongjian.core.items.views.inbox import _mine as mine_of
from gongjian.core.items.views.inbox import _tabs as tabs_of
from gongjian.core.people.access import access_of
from tests.cast import Cast, join
from tests.items import make_item

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


def fill(cast: Cast, number: int) -> None:
    """For everybody so many matters in her hands, to do and to wait for, overdue, due in the next days, without limit."""
    now = timezone.now()
    for person in cast.home.people.values():
        for n in range(number):
            due = None if n % 5 == 4 else now + dt.timedelta(hours=20 * (n % 5 - 1))
            state = "handling" if n % 3 else "checking"
            item = make_item(cast, state=state, due_at=due, handler=person, opened_at=now)
            until = due or now + dt.timedelta(days=30)
            Clock.objects.create(item=item, name="handle", started_at=now, due_at=due, fixed_due_at=until)


def press(cast: Cast) -> None:
    """Everybody is urged once and asked to help once; a matter is handed over to the partner, more time and a pause are
    asked for, and the secretary, who decides on time, sits in the partner unit as well."""
    now = timezone.now()
    join(cast.secretary, unit=cast.home.partner)
    item = make_item(cast, state="outside", handler=cast.head)
    HandOver.objects.create(
        item=item, unit=cast.home.partner, request="请协助", sent_by=cast.head, sent_at=now, answer_by=now
    )
    clock = Clock.objects.create(item=item, name="handle", started_at=now, due_at=now, fixed_due_at=now)
    asks = {"clock": clock, "asked_by": cast.head, "asked_at": now}
    Extension.objects.create(**asks, reason="材料未到", amount=2, unit="work_days")
    Pause.objects.create(**asks, reason="等雨停")
    for person in cast.home.people.values():
        item = make_item(cast, state="handling", handler=person)
        Urging.objects.create(item=item, text="请抓紧", by=cast.secretary, to=person, at=now, answer_by=now)
        Helper.objects.create(item=item, person=person, request="请帮忙", asked_by=cast.head, asked_at=now)


def asked_by(cast: Cast, username: str) -> int:
    client = cast.client_for(cast.home.people[username])
    assert client.get("/desk/").status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get("/desk/")
    return len(asked)


def test_the_inbox_asks_the_same_few_questions_with_ten_matters_and_with_three_hundred(cast: Cast) -> None:
    press(cast)
    fill(cast, 10)
    few = {name: asked_by(cast, name) for name in cast.home.people}
    fill(cast, 15)
    assert Item.objects.count() >= 300
    assert {name: asked_by(cast, name) for name in cast.home.people} == few
    assert max(few.values()) <= MOST_QUERIES, few


def test_everything_asked_of_a_person_stands_in_one_list_and_in_the_tabs_count(cast: Cast) -> None:
    press(cast)
    page = cast.client_for(cast.secretary).get("/desk/").text
    for words in ("请抓紧", "请帮忙", "材料未到", "等雨停", "请协助"):
        assert words in page
    desk = Desk(access_of(cast.secretary), timezone.now(), "")
    asked = next(one for one in mine_of(desk) if one["key"] == "asked")
    assert [row["why"] for row in asked["rows"]] == ["请抓紧", "请帮忙", "材料未到", "等雨停", "请协助"]
    acts = [row["actions"][0]["url"].rsplit("/", 3)[-3] for row in asked["rows"]]
    assert acts == ["answer-urging", "answer-help", "decide-extension", "decide-pause", "accept-hand-over"]
    assert (
        asked["rows"][4]["who"] == str(cast.home.partner) and asked["rows"][0]["who"] == cast.secretary.name
    )
    count = tabs_of(desk, "mine")[0]["count"]
    assert int(count) >= 5 and f'<span class="n">{count}</span>' in page


def test_each_part_shows_its_own_first_rows_and_its_whole_size(cast: Cast) -> None:
    now = timezone.now().replace(microsecond=0)
    tonight = end_of_day(now)
    for n in range(9):
        make_item(
            cast,
            title=f"超期{n}",
            state="handling",
            handler=cast.head,
            due_at=now - dt.timedelta(hours=n + 1),
        )
    make_item(cast, title="今晚", state="handling", handler=cast.head, due_at=tonight)
    make_item(cast, title="明天", state="handling", handler=cast.head, due_at=tonight + dt.timedelta(hours=1))
    make_item(cast, title="无期限", state="handling", handler=cast.head)
    desk = Desk(access_of(cast.head), now, "")
    sections = {one["key"]: one for one in mine_of(desk)}
    titles = {key: [row["title"] for row in one["rows"]] for key, one in sections.items()}
    assert titles["today"] == ["今晚"] and titles["later"] == ["明天", "无期限"]
    assert titles["late"] == [f"超期{n}" for n in range(8, 0, -1)]
    assert "9" in sections["late"]["count_text"]
    assert [tab["count"] for tab in tabs_of(desk, "mine")][:3] == ["12", "0", "2"]
    alone = mine_of(Desk(access_of(cast.head), now, "late"))
    assert [len(one["rows"]) for one in alone] == [9]


def test_of_very_many_the_same_first_rows_are_shown_and_no_more_are_counted_than_anybody_reads(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by walking along the due dates instead of sorting them all; each list is counted to its limit."""
    fill(cast, 30)
    now = timezone.now()

    def shown(only: str) -> list[tuple[str, list[str]]]:
        desk = Desk(access_of(cast.head), now, only)
        return [(one["key"], [row["url"] for row in one["rows"]]) for one in mine_of(desk)]

    def told() -> list[str]:
        return [one["count_text"] for one in mine_of(Desk(access_of(cast.head), now, ""))]

    whole = [shown(only) for only in ("", "late", "later")]
    numbers = [int(text.split()[0]) for text in told()]
    assert sum(number > 2 for number in numbers) >= 3  # in the evening nothing more is due today
    monkeypatch.setattr("gongjian.core.items.inbox.MOST_COUNTED", 2)
    assert [shown(only) for only in ("", "late", "later")] == whole
    assert [text.split()[0] for text in told()] == ["2+" if number > 2 else str(number) for number in numbers]
    assert [tab["count"] for tab in tabs_of(Desk(access_of(cast.head), now, ""), "mine")][:2] == ["2+", "2+"]


def test_a_hand_over_stands_beside_the_matter_that_waits_for_it(cast: Cast) -> None:
    now = timezone.now()
    item = make_item(cast, state="outside", handler=cast.head, unit=cast.home.city_unit)
    facts = {
        "item": item,
        "unit": cast.home.power,
        "sent_by": cast.head,
        "answer_by": now - dt.timedelta(days=1),
    }
    HandOver.objects.create(**facts, request="旧", sent_at=now - dt.timedelta(days=9), ended_at=now)
    HandOver.objects.create(**facts, request="新", sent_at=now - dt.timedelta(days=2))
    section = next(one for one in mine_of(Desk(access_of(cast.head), now, "")) if one["key"] == "others")
    assert [row["who"] for row in section["rows"]] == [str(cast.home.power)]
    assert section["rows"][0]["tone"] == "late"
