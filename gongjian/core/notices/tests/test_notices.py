import datetime as dt

import pytest

from gongjian.core.notices import unread_count
from gongjian.core.notices.actions import mark_all_read, notify
from gongjian.core.notices.kinds import KINDS, Kind, add_kind, words_of
from gongjian.core.notices.models import Notice
from tests.cast import Cast
from tests.items import make_item

NOW = dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC)
URL = "/desk/notices/"


def tell(person: object, cause: str = "step:1", **more: object) -> None:
    notify(person, **({"kind": "came", "cause": cause, "now": NOW} | more))  # type: ignore[arg-type]


def test_the_same_cause_tells_a_person_once(cast: Cast) -> None:
    for _run in range(3):
        tell(cast.head)
    tell(cast.head, "step:2")
    tell(cast.clerk)
    assert (unread_count(cast.head), unread_count(cast.clerk), unread_count(cast.secretary)) == (2, 1, 0)
    assert unread_count(None) == 0


def test_who_stands_in_is_told_as_well(cast: Cast) -> None:
    cast.head.stand_in, cast.head.away_from, cast.head.away_until = cast.second_head, NOW.date(), NOW.date()
    cast.head.save()
    tell(cast.head)
    assert "程管" in words_of(Notice.objects.get(person=cast.second_head))
    tell(cast.head, "later", now=NOW + dt.timedelta(days=1))
    assert Notice.objects.filter(person=cast.second_head).count() == 1
    assert Notice.objects.filter(person=cast.head).count() == 2


def test_disabled_people_are_not_told(cast: Cast) -> None:
    cast.head.is_active = False
    tell(cast.head)
    assert not Notice.objects.exists()


def test_every_kind_has_words_and_a_drawn_icon() -> None:
    from gongjian.web.icons import icon_paths

    for name, kind in KINDS.items():
        assert str(kind.words), name
        assert kind.icon in icon_paths(), name
    with pytest.raises(ValueError, match="twice"):
        add_kind("came", Kind("something else"))


def test_my_page_shows_mine_and_nobody_elses(cast: Cast) -> None:
    tell(cast.head, item=make_item(cast, title="路灯不亮"))
    tell(cast.clerk, item=make_item(cast, title="井盖松动"))
    text = cast.client_for(cast.head).get(URL).content.decode()
    assert "路灯不亮" in text
    assert "井盖松动" not in text
    assert "没有提醒" in cast.client_for(cast.secretary).get(URL).content.decode()


def test_a_notice_is_read_and_leads_to_its_matter(cast: Cast) -> None:
    item = make_item(cast)
    tell(cast.head, item=item)
    notice = Notice.objects.get()
    answer = cast.client_for(cast.head).post(f"{URL}{notice.pk}/read/")
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/items/{item.pk}/")
    assert unread_count(cast.head) == 0


def test_nobody_reads_anothers_notice(cast: Cast) -> None:
    tell(cast.head)
    notice = Notice.objects.get()
    for person in (cast.clerk, cast.outsider, cast.administrator):
        assert cast.client_for(person).post(f"{URL}{notice.pk}/read/").status_code == 404
    assert unread_count(cast.head) == 1


def test_marking_all_leaves_what_came_after_the_page_was_shown(cast: Cast) -> None:
    tell(cast.head, "a")
    upto = Notice.objects.get().pk
    tell(cast.head, "b")
    assert mark_all_read(cast.head, upto=upto, now=NOW) == 1
    assert unread_count(cast.head) == 1
    client = cast.client_for(cast.head)
    client.post(f"{URL}read/", {"once": "k1", "upto": str(upto + 99)})
    assert unread_count(cast.head) == 0
    for odd in ("", "-1", "x", "9" * 40, "²"):
        assert client.post(f"{URL}read/", {"upto": odd}).status_code == 302


def test_notices_are_paged(cast: Cast) -> None:
    for number in range(35):
        tell(cast.head, f"c{number}")
    client = cast.client_for(cast.head)
    first = client.get(URL)
    second = client.get(URL, {"cursor": first.context["page"].next})
    assert (len(first.context["lines"]), len(second.context["lines"])) == (30, 5)
    assert client.get(URL, {"cursor": "x"}).status_code == 422
