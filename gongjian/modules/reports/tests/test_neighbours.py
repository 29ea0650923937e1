"""While she types, a resident sees what neighbours told already, follows theirs, and learns nothing else of them."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongjian.core.refusal import Refused
from gongjian.modules.reports import rates
from gongjian.modules.reports.actions import Told, merge_report, publish, report_publicly, sort_report
from gongjian.modules.reports.actions.drafting import keep_what
from gongjian.modules.reports.hearing.counting import count_topics
from gongjian.modules.reports.hearing.following import SALT, offer_of, say_me_too
from gongjian.modules.reports.hearing.likely import heard_before
from gongjian.modules.reports.models import Draft, HotTopic, MeToo, Report
from gongjian.modules.reports.tests.conftest import Office
from gongjian.modules.reports.tests.test_topics import NOISE
from tests import racing
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
TYPED = "翠湖花园工地半夜还在施工，吵得孩子睡不着"
WHO = "我是8号楼2单元的赵铁柱，"
OFFER = re.compile(r'name="offer" value="([^"]+)"')


@pytest.fixture
def noise(office: Office) -> list[Report]:
    """Three neighbours of one community, the last days."""
    return [
        report_publicly(
            Told(area=office.cast.community, text=WHO + text, place="北门", phone=f"1380000{number:04}", lat=34.79, lon=113.67),
            now=NOW - dt.timedelta(days=number),
        )
        for number, text in enumerate(NOISE[:3])
    ]  # fmt: skip


def typed(client: Client, cast: Cast, **more: Any) -> Any:
    """What the script asks at the second step."""
    draft = keep_what(None, text=TYPED, now=NOW)
    return client.post(
        reverse("public_reports:likely_of", args=[draft.pk]), {"area": cast.community.pk} | more
    )


def test_kinds_places_and_numbers_are_shown_and_never_a_word_or_a_person(
    client: Client, cast: Cast, noise: list[Report]
) -> None:
    for topics in (False, True):
        if topics:
            count_topics(cast.office, now=NOW)
        page = typed(client, cast).content.decode()
        assert "夜间施工扰民" in page and f"近7天有{2 if topics else 3}人反映" in page
        told = OFFER.sub("", page)
        for word in ("赵铁柱", "8号楼", "两点", "睡不", "1380", noise[0].item.number, str(noise[0].uid)):
            assert word not in told
    assert "翠湖花园" in page


def test_without_a_place_only_topics_whose_place_is_typed_are_shown(
    client: Client, cast: Cast, noise: list[Report]
) -> None:
    address = reverse("public_reports:likely")
    assert client.post(address, {"text": TYPED}).status_code == 204  # no topic yet
    count_topics(cast.office, now=NOW)
    page = client.post(address, {"text": TYPED}).content.decode()
    assert "翠湖花园 · 夜间施工扰民" in page and "赵铁柱" not in page
    assert client.post(address, {"text": "工地半夜还在施工，吵得孩子睡不着"}).status_code == 204


def test_another_matter_another_community_a_far_pin_and_old_ones_are_not_taken_for_the_same(
    client: Client, cast: Cast, noise: list[Report]
) -> None:
    assert typed(client, cast).status_code == 200
    assert typed(client, cast, lat=34.79, lon=113.671).status_code == 200
    assert typed(client, cast, lat=34.85, lon=113.671).status_code == 204
    assert typed(client, cast, area=cast.twin.community.pk).status_code == 204
    lamp = keep_what(None, text="楼道里的感应灯三天不亮了", now=NOW)
    asked = reverse("public_reports:likely_of", args=[lamp.pk]), {"area": cast.community.pk}
    assert client.post(*asked).status_code == 204
    assert heard_before(TYPED, area=cast.community, now=NOW + dt.timedelta(days=40)) == []


def test_one_report_alone_is_spoken_of_only_once_the_public_list_shows_it(
    client: Client, cast: Cast, office: Office
) -> None:
    one = report_publicly(Told(area=cast.community, text=NOISE[0]), now=NOW)
    assert typed(client, cast).status_code == 204
    sort_report(one.pk, category=office.roads, unit=cast.city_unit, actor=cast.dispatcher, now=NOW)
    assert "道路" in typed(client, cast).content.decode()
    publish(one.pk, public=False, actor=cast.dispatcher, now=NOW)
    assert typed(client, cast).status_code == 204


def test_the_same_browser_is_one_voice_and_each_has_an_address_of_its_own(
    client: Client, cast: Cast, noise: list[Report]
) -> None:
    addresses = []
    for browser in (client, client, Client()):
        offer = OFFER.search(typed(browser, cast).content.decode())[1]  # type: ignore[index]
        answer = browser.post(reverse("public_reports:follow_theirs"), {"offer": offer})
        addresses.append(answer["Location"])
    assert addresses[0] == addresses[1] != addresses[2]
    assert MeToo.objects.count() == 2
    page = client.get(addresses[0]).content.decode()
    assert "查询编号 2611-" in page and "夜间施工扰民" in page and "3人遇到同样的事" in page
    assert "赵铁柱" not in page and "北门" not in page
    assert "近7天有5人反映" in typed(client, cast).content.decode()
    count_topics(cast.office, now=timezone.now())
    assert HotTopic.objects.get().likes == 2


def test_whoever_follows_sees_how_it_goes_on_where_the_desk_joined_it(
    client: Client, cast: Cast, office: Office, noise: list[Report]
) -> None:
    token = say_me_too(offer_of(noise[0].uid, browser="b"), now=NOW)
    merge_report(noise[0].pk, into=noise[2].pk, actor=cast.dispatcher, now=NOW)
    sort_report(noise[2].pk, category=office.roads, unit=cast.city_unit, actor=cast.dispatcher, now=NOW)
    page = client.get(reverse("public_reports:neighbours", args=[token])).content.decode()
    assert noise[2].item.number in page and noise[0].item.number not in page
    assert f"派给{cast.city_unit}" in page and "3人" in page


def test_what_was_not_offered_cannot_be_followed_and_a_finished_matter_says_so(
    client: Client, cast: Cast, office: Office, noise: list[Report]
) -> None:
    address = reverse("public_reports:follow_theirs")
    uid = noise[0].uid
    closed = office.closed()
    wrong = ["", "x", str(uid), signing.dumps([uid.hex, "b"], salt="another"), signing.dumps([1], salt=SALT),
             signing.dumps(["zz", "b"], salt=SALT), signing.dumps({"a": 1}, salt=SALT),
             offer_of(closed.uid, browser="b")]  # fmt: skip
    for offer in wrong:
        answer = client.post(address, {"offer": offer})
        assert answer.status_code == 422 and "没有丢失" in answer.content.decode()
    assert not MeToo.objects.exists()
    assert client.get("/report/t/" + "0" * 32 + "/").status_code == 404
    assert client.get(address).status_code == 405


def test_who_asks_too_often_gets_no_more_hints_and_follows_no_more(
    client: Client, cast: Cast, noise: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (rates.LIKELY.tokens, rates.VOICES.tokens) == (240, 30)
    monkeypatch.setattr(
        "gongjian.modules.reports.views.public.neighbours.LIKELY", rates.Rate("a", 2, dt.timedelta(hours=1))
    )
    assert [typed(client, cast).status_code for _number in range(3)] == [200, 200, 204]
    address, answers = reverse("public_reports:follow_theirs"), []
    for number in range(31):
        offer = offer_of(noise[0].uid, browser=f"{number:016}")
        answers.append(client.post(address, {"offer": offer}).status_code)
    assert answers == [302] * 30 + [422]


def test_without_script_the_question_stands_between_the_second_step_and_the_third(
    client: Client, cast: Cast, noise: list[Report]
) -> None:
    where = client.post("/report/", {"text": TYPED})["Location"]
    given = {"area": cast.community.pk, "place": "北门"}
    page = client.get(client.post(where, given)["Location"]).content.decode()
    assert "夜间施工扰民" in page and "赵铁柱" not in page and "继续提交" in page
    assert client.post(where, given | {"seen": "1"})["Location"].endswith("/reply/")
    reply = client.get(reverse("public_reports:reply", args=[Draft.objects.get().pk]))
    assert reply.status_code == 200
    Report.objects.update(public=False)
    assert client.post(where, given)["Location"].endswith("/reply/")
    assert client.get(reverse("public_reports:same", args=[Draft.objects.get().pk]))["Location"].endswith(
        "/reply/"
    )


def test_the_hint_takes_a_fixed_number_of_queries(
    cast: Cast, noise: list[Report], django_assert_num_queries: Any
) -> None:
    count_topics(cast.office, now=NOW)
    with django_assert_num_queries(5):
        assert heard_before(TYPED, area=cast.community, now=NOW)
    with django_assert_num_queries(4):
        assert heard_before(TYPED, now=NOW)
    for number in range(30):
        report_publicly(
            Told(area=cast.community, text=NOISE[number % 4], phone=f"1390000{number:04}"), now=NOW
        )
    with django_assert_num_queries(5):
        assert heard_before(TYPED, area=cast.community, now=NOW)


@pytest.mark.parametrize(
    "text", ["", "路", "😀" * 300, "\x00", "a" * 100_000, "<b>翠湖", "翠湖花园\t1\t2\n3\t4"]
)
def test_odd_beginnings_are_answered_with_nothing(
    client: Client, cast: Cast, noise: list[Report], text: str
) -> None:
    assert client.post(reverse("public_reports:likely"), {"text": text}).status_code == 204
    assert typed(client, cast, lat="x", lon="999").status_code == 204
    assert typed(client, cast, area="x").status_code == 204


@pytest.mark.django_db(transaction=True)
def test_one_browser_that_presses_twice_at_once_is_one_voice(
    cast: Cast, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = report_publicly(Told(area=cast.community, text=NOISE[0]), now=NOW)
    offers = [offer_of(report.uid, browser=one) for one in ("a", "a", "b")]
    racing.hold_open(monkeypatch, 3, (signing, "loads"))
    acts = [lambda offer=offer: say_me_too(offer, now=NOW) for offer in offers]
    answers = racing.at_once(acts, locking=True)
    assert answers == [None] * 3 and MeToo.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_unique_digest_it_would_be_counted_twice(
    cast: Cast, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = report_publicly(Told(area=cast.community, text=NOISE[0]), now=NOW)
    kept = MeToo._meta.get_field("token_hash")
    free = type(kept)(max_length=64)
    free.set_attributes_from_name("token_hash")
    free.model = MeToo
    with connection.schema_editor() as editor:
        editor.alter_field(MeToo, kept, free)
    try:
        offers = [offer_of(report.uid, browser="a")] * 2
        racing.at_once([lambda offer=offer: say_me_too(offer, now=NOW) for offer in offers], locking=True)
        assert MeToo.objects.count() == 2
    finally:
        MeToo.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.alter_field(MeToo, free, kept)


def test_an_offer_of_yesterday_is_too_old(
    cast: Cast, noise: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = offer_of(noise[0].uid, browser="b")
    monkeypatch.setattr("gongjian.modules.reports.hearing.following.VALID", dt.timedelta(seconds=-1))
    with pytest.raises(Refused):
        say_me_too(offer, now=NOW)
