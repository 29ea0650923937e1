"""Whoever has set a second step up is asked for it; until then she has no right whatever."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongjian.core.factors.tests.acts import DOOR, SECOND, is_in, knock, shown, with_app, words, wrong
from gongjian.core.people.actions import disable_person, reset_password, sign_out_everywhere
from gongjian.core.people.models import SignInSession
from gongjian.core.people.tests.acts import trail_of
from tests.cast import Cast
from tests.conformance.addresses import all_addresses

pytestmark = pytest.mark.django_db


def test_whoever_has_nothing_set_up_signs_in_by_the_password_alone(cast: Cast) -> None:
    assert is_in(knock("clerk"))
    assert trail_of("people.sign_in")[0].changes["how"] == "password"


def test_password_and_code_sign_in_and_lead_on(cast: Cast) -> None:
    secret = with_app(cast.clerk)
    client = Client()
    answer = client.post(
        DOOR, {"username": "clerk", "password": "river-lamp-42-bridge", "next": "/account/sessions/"}
    )
    assert answer["Location"] == SECOND
    assert not is_in(client)
    answer = client.post(SECOND, {"code": f" {shown(secret)[:3]} {shown(secret)[3:]}"})
    assert answer["Location"] == "/account/sessions/"
    assert is_in(client)
    assert trail_of("people.sign_in")[0].changes["how"] == "password+app"


def test_half_signed_in_opens_no_page_but_the_public_ones(cast: Cast) -> None:
    with_app(cast.administrator)
    client = knock("administrator")
    tried = 0
    for address in all_addresses():
        if address.foreign or address.is_public or address.converters or not address.name.rpartition(":")[2]:
            continue
        tried += 1
        answer = client.get(reverse(address.name))
        assert answer.status_code in (302, 405), address.name
        assert answer.status_code == 405 or answer["Location"].startswith(DOOR), address.name
    assert tried > 60
    assert client.get("/api/v1/items/inbox/").status_code == 401
    assert not SignInSession.objects.filter(person__isnull=False).exists()


def test_a_wrong_code_is_refused_in_words_and_stands_in_the_trail(cast: Cast) -> None:
    secret = with_app(cast.clerk)
    client = knock("clerk")
    answer = client.post(SECOND, {"code": wrong(secret)})
    assert answer.status_code == 422
    assert "不对" in words(answer)
    assert not is_in(client)
    assert [row.changes["how"] for row in trail_of("factors.refuse")] == ["app"]


def test_a_code_opens_once(cast: Cast) -> None:
    secret = with_app(cast.clerk)
    code = shown(secret)
    first, second = knock("clerk"), knock("clerk")
    assert first.post(SECOND, {"code": code}).status_code == 302
    answer = second.post(SECOND, {"code": code})
    assert answer.status_code == 422
    assert "用过" in words(answer)
    assert not is_in(second)


def test_an_older_code_is_refused_after_a_newer_one(cast: Cast) -> None:
    secret = with_app(cast.clerk)
    assert knock("clerk").post(SECOND, {"code": shown(secret)}).status_code == 302
    assert knock("clerk").post(SECOND, {"code": shown(secret, later=-1)}).status_code == 422


def test_after_five_wrong_codes_one_waits_even_with_the_right_one(cast: Cast) -> None:
    secret = with_app(cast.clerk)
    client = knock("clerk")
    for _number in range(5):
        assert client.post(SECOND, {"code": wrong(secret)}).status_code == 422
    answer = client.post(SECOND, {"code": shown(secret)})
    assert answer.status_code == 429
    assert "3 分钟" in words(answer)
    assert not is_in(client)
    assert knock("clerk").post(SECOND, {"code": shown(secret)}).status_code == 429


def test_right_codes_cost_nothing(cast: Cast) -> None:
    secret = with_app(cast.clerk)
    for later in (-1, 0, 1):
        assert knock("clerk").post(SECOND, {"code": shown(secret, later=later)}).status_code == 302


@pytest.mark.parametrize("code", ["", "      ", "a" * 41, "\x00", "１２３", "'; --"])
def test_odd_input_gets_a_sentence(cast: Cast, code: str) -> None:
    with_app(cast.clerk)
    assert knock("clerk").post(SECOND, {"code": code}).status_code == 422


def test_the_second_step_ends_after_ten_minutes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = with_app(cast.clerk)
    client = knock("clerk")
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + dt.timedelta(minutes=10, seconds=5))
    answer = client.post(SECOND, {"code": shown(secret)})
    assert answer["Location"] == DOOR
    assert not is_in(client)


def test_it_ends_when_the_account_is_disabled(cast: Cast) -> None:
    secret = with_app(cast.clerk)
    client = knock("clerk")
    disable_person(cast.clerk, actor=cast.administrator, now=timezone.now(), reason="离职")
    assert client.post(SECOND, {"code": shown(secret)})["Location"] == DOOR
    assert not is_in(client)


def test_it_ends_with_a_new_password_and_with_signing_out_everywhere(cast: Cast) -> None:
    secret = with_app(cast.clerk)
    client = knock("clerk")
    sign_out_everywhere(cast.clerk, now=timezone.now())
    assert client.post(SECOND, {"code": shown(secret)})["Location"] == DOOR
    client = knock("clerk")
    given = {"password": "another-河边-2027", "reason": "忘记密码", "now": timezone.now()}
    reset_password(cast.clerk, actor=cast.administrator, **given)
    assert client.post(SECOND, {"code": shown(secret)})["Location"] == DOOR
    assert not is_in(client)


def test_whoever_knocks_as_another_is_no_longer_signed_in(cast: Cast) -> None:
    with_app(cast.head)
    client = knock("clerk")
    assert is_in(client)
    knock("head", client=client)
    assert not is_in(client)


def test_one_goes_back_to_the_first_step(cast: Cast) -> None:
    secret = with_app(cast.clerk)
    client = knock("clerk")
    assert client.post("/account/sign-in/second-step/back/")["Location"] == DOOR
    assert client.post(SECOND, {"code": shown(secret)})["Location"] == DOOR
    assert not is_in(client)


def test_nobody_at_the_first_step_sees_the_second(cast: Cast) -> None:
    assert Client().get(SECOND)["Location"] == DOOR
    assert knock("clerk").get(SECOND)["Location"] == "/desk/"


def test_the_session_gets_a_new_key_at_both_steps(cast: Cast) -> None:
    secret = with_app(cast.clerk)
    client = Client()
    session = client.session
    session["x"] = 1
    session.save()
    keys = [session.session_key]
    client.cookies["sessionid"] = session.session_key
    knock("clerk", client=client)
    keys.append(client.session.session_key)
    client.post(SECOND, {"code": shown(secret)})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    assert not SignInSession.objects.filter(pk__in=keys[:2]).exists()


def test_leading_on_never_leads_off_the_site(cast: Cast) -> None:
    secret = with_app(cast.clerk)
    client = knock("clerk", next="https://evil.example/")
    answer = client.post(SECOND, {"code": shown(secret), "next": "https://evil.example/"})
    assert "evil" not in answer["Location"]
