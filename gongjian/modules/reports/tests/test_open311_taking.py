"""Another system sends a report in: with a key, once, and with a reason in words for everything that cannot be taken."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from gongjian.core.fields.actions import make_field
from gongjian.core.fields.reading import values_of
from gongjian.core.once.models import Done
from gongjian.core.privacy.sealing import unseal
from gongjian.core.trail.models import TrailRow
from gongjian.lib.bearer import digest_of
from gongjian.lib.coordinates import gcj_of_wgs, metres
from gongjian.modules.reports.actions import forget_contacts
from gongjian.modules.reports.models import Category, Open311Key, Receipt, Report
from gongjian.modules.reports.open311.keys import issue_key, revoke_key
from gongjian.modules.reports.tests.open311 import BASE, CODE, HOME, City, city_of, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(cast, limits) -> City:
    return city_of(cast)


def taken(answer) -> Report:
    assert answer.status_code == 200, answer.content
    [row] = answer.json()
    assert set(row) == {"service_request_id", "service_notice", "account_id"}
    return Report.objects.select_related("item__area", "category").get(item__number=row["service_request_id"])


def test_a_report_comes_in_as_from_the_public_page(city, cast):
    report = taken(
        city.post(
            first_name="明",
            last_name="李",
            phone="13812345678",
            email="li@example.org",
            address_string="文化路口东",
        )
    )
    assert (report.channel, report.category.code, report.item.state) == ("open311", "lighting", "new")
    assert (report.item.area, report.item.place) == (cast.community, "文化路口东")
    assert report.wants_reply and unseal(report, "reporter_name") == "李明"
    assert unseal(report, "reporter_email") == "li@example.org"
    row = TrailRow.objects.get(action="reports.receive", item=report.pk)
    assert row.changes["sender"] == "城市通" and "example.org" not in str(row.changes)
    [told] = rows_of(city.post("xml", description="另一盏也不亮。"))
    assert set(told) == {"service_request_id", "service_notice", "account_id"}


def test_the_sender_alone_sees_it_before_the_desk_has_read_it(city):
    number = taken(city.post()).item.number
    assert city.get(f"requests/{number}.json").status_code == 404
    [row] = city.get(f"requests/{number}.json", api_key=city.text).json()
    assert (row["status"], row["description"]) == ("open", None)


def test_the_address_is_forgotten_with_the_number(city):
    report = taken(city.post(email="li@example.org"))
    type(report.item).objects.filter(pk=report.pk).update(closed_at=timezone.now() - dt.timedelta(days=91))
    assert forget_contacts(timezone.now()) == 1
    assert not Report.objects.get(pk=report.pk).has_contact


@pytest.mark.parametrize("text", [None, "", "gj311_wrong", "x" * 5000, "ключ"])
def test_without_the_right_key_nothing_comes_in(city, text):
    answer = city.post(api_key=text)
    assert answer.status_code == 403 and answer.json()[0]["code"] == 403
    assert not Report.objects.exists()


def test_a_key_opens_while_it_is_in_force_and_only_its_office(city, cast):
    now = timezone.now()
    key, text = issue_key(
        cast.office,
        name="短期",
        owner="某单位",
        expires_on=timezone.localdate(),
        actor=cast.dispatcher,
        now=now,
    )
    assert city.post(api_key=text).status_code == 200
    Open311Key.objects.filter(pk=key.pk).update(expires_on=timezone.localdate() - dt.timedelta(days=1))
    assert city.post(api_key=text, description="又坏了").status_code == 403
    revoke_key(city.key, actor=cast.dispatcher, now=now)
    assert city.post().status_code == 403
    _other, foreign = issue_key(cast.twin_office, name="邻居", owner="邻居", actor=None, now=now)
    assert city.post(api_key=foreign).status_code == 403


def test_whoever_guesses_keys_is_slowed_down(city):
    assert [city.post(api_key="gj311_guess").status_code for _try in range(31)] == [403] * 30 + [429]


def test_a_key_is_kept_as_a_digest_only(city):
    assert city.key.digest == digest_of(city.text) and city.text not in str(Open311Key.objects.values())
    city.post()
    assert city.text not in str(list(Done.objects.values())) + str(
        list(TrailRow.objects.values("changes", "label"))
    )


def test_the_same_request_sent_again_is_taken_in_once(city):
    first, again = taken(city.post()), city.post()
    assert taken(again) == first and again.json()[0]["service_notice"]
    assert taken(city.post(description="另一件事")) != first
    assert Report.objects.count() == 2


def test_the_same_words_an_hour_later_are_another_report(city):
    first = taken(city.post())
    Receipt.objects.update(at=timezone.now() - dt.timedelta(hours=1))
    Done.objects.all().delete()
    assert taken(city.post()) != first


def test_a_sender_who_lost_the_answer_asks_by_its_own_token(city):
    headers = {"Idempotency-Key": "app-7781"}
    number = taken(city.post(headers=headers)).item.number
    assert taken(city.post(headers=headers)).item.number == number
    assert city.get("tokens/app-7781.json", api_key=city.text).json() == [
        {"service_request_id": number, "token": "app-7781"}
    ]
    assert rows_of(city.get("tokens/app-7781.xml", api_key=city.text))[0]["service_request_id"] == number
    assert city.get("tokens/app-7781.json").status_code == 403
    assert city.post(headers=headers, description="别的事").status_code == 409


def test_a_burst_is_answered_429_and_the_retry_of_a_good_one_is_not_counted(city):
    answers = [city.post(description=f"第{index}件") for index in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1]["Retry-After"] and answers[-1].json()[0]["code"] == 429
    assert city.post(description="第0件").status_code == 200


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"service_code": None}, 400, "service_code"),
        ({"service_code": "nothing"}, 404, "nothing"),
        ({"description": ""}, 400, ""),
        ({"description": " \n\x00 "}, 400, ""),
        ({"description": "灯" * 34_000}, 400, "34000"),
        ({"lat": None, "long": None}, 400, "lat"),
        ({"long": None}, 400, "lat"),
        ({"lat": "north"}, 400, "34.7801"),
        ({"lat": "nan"}, 400, ""),
        ({"lat": HOME[1], "long": HOME[0]}, 400, "颠倒"),
        ({"lat": 20.0, "long": 150.0}, 400, "公里"),
        ({"lat": 0, "long": 0}, 400, "公里"),
        ({"lat": 91, "long": 200}, 400, ""),
        ({"crs": "utm"}, 400, "gcj02"),
        ({"lat": None, "long": None, "address_id": "123"}, 400, "123"),
        ({"phone": "12"}, 400, ""),
        ({"email": "nobody"}, 400, ""),
        ({"first_name": "长" * 41}, 400, "40"),
        ({"media_url": "file:///etc/passwd"}, 400, "media_url"),
        ({"jurisdiction_id": "1"}, 404, "1"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_in_words(city, given, status, said):
    answer = city.post(**given)
    assert (answer.status_code, answer.json()[0]["code"]) == (status, status)
    assert said in city.reasons(answer) and city.reasons(answer)
    assert not Report.objects.exists()


def test_a_request_beyond_all_measure_is_refused_before_it_is_read(city):
    assert city.post(description="x" * 3_000_000).status_code in (400, 413)
    body = b"x" * 3_000_000
    kind = "application/x-www-form-urlencoded"
    assert Client().post(f"{BASE}requests.json", body, content_type=kind).status_code == 413


def test_pictures_in_words_and_rare_characters_come_in_whole(city):
    report = taken(city.post(description="路灯不亮😡🔦 𠮷家门口\r\n第二行"))
    assert "😡🔦 𠮷家门口" in report.body and "第二行" in report.body


def test_the_place_is_found_by_outline_by_name_or_by_code(city, cast):
    def area(**given):
        return taken(city.post(description=str(given), **given)).item.area

    nowhere = {"lat": None, "long": None}
    assert area(long=HOME[1] + 0.01) == cast.second_community
    assert area(lat=HOME[0] + 0.02) == cast.office
    assert (
        area(**nowhere, address_string=f"{cast.second_community.short_name}3号楼前") == cast.second_community
    )
    assert area(**nowhere, address_id="410105008001") == cast.community
    assert area(**nowhere, address_string="不知道在哪个社区") == cast.office


def test_shifted_coordinates_are_brought_back_and_suspected_ones_are_told(city, cast):
    edge = (HOME[0], HOME[1] + 0.0145)
    shifted = gcj_of_wgs(edge)
    report = taken(city.post(lat=shifted[0], long=shifted[1], crs="GCJ-02"))
    assert metres((report.item.lat, report.item.lon), edge) < 1 and report.item.area == cast.second_community
    answer = city.post(lat=shifted[0], long=shifted[1], description="没有说坐标系")
    assert taken(answer).item.area == cast.office
    assert "crs=gcj02" in answer.json()[0]["service_notice"]


def test_attributes_fill_the_offices_own_fields(city, cast):
    more = {"office": cast.office, "kind": "report", "actor": None, "now": timezone.now()}
    make_field(slug="lamps", label="几盏", type="number", required=True, **more)
    make_field(slug="night", label="整夜", type="yes_no", **more)
    make_field(slug="how", label="怎样坏的", type="choices", choices=("不亮", "闪"), **more)
    make_field(slug="seen", label="发现日期", type="date", **more)
    keys = [row["key"] for row in city.get("services/lighting.json").json()["attributes"][2]["values"]]
    answer = city.post(**{
        "attribute[lamps]": "3", "attribute[night]": "no", "attribute[how][]": keys, "attribute[seen]": "2026-03-04",
        "attribute[else]": "x",
    })  # fmt: skip
    report = taken(answer)
    assert "else" in answer.json()[0]["service_notice"]
    values = values_of([report.pk])[report.pk]
    assert values == {"lamps": 3, "night": False, "how": keys, "seen": dt.date(2026, 3, 4)}
    wrong = city.post(
        **{"attribute[night]": "perhaps", "attribute[how]": "又响又闪", "description": "再说一次"}
    )
    assert wrong.status_code == 400 and [row["code"] for row in wrong.json()] == [400, 400, 400]


def test_a_category_that_has_ended_takes_nothing_more(city):
    Category.objects.filter(code="lighting").update(since=dt.date(2020, 1, 1), until=timezone.localdate())
    assert city.post().status_code == 404


def test_a_form_from_elsewhere_needs_no_cookie_but_the_key(city):
    strict = Client(enforce_csrf_checks=True)
    given = {
        "jurisdiction_id": CODE,
        "service_code": "lighting",
        "address_string": "路口",
        "description": "不亮",
    }
    assert strict.post(f"{BASE}requests.json", given | {"api_key": city.text}).status_code == 200
    assert strict.post(f"{BASE}requests.json", given).status_code == 403
