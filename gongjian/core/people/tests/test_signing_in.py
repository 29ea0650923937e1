"""Signing in: the same answer whoever does not exist, throttled by name and by address, in words with the waiting time."""

import pytest
from django.contrib.auth import hashers
from django.test import Client

from gongjian.core.people.models import Person, SignInSession
from gongjian.core.people.tests.acts import trail_of
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
DOOR = "/account/sign-in/"


def knock(
    username: str, password: str = PASSWORD, *, client: Client | None = None, address: str = "203.0.113.9"
):  # type: ignore[no-untyped-def]
    client = client or Client(
        headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36"}
    )
    return client.post(DOOR, {"username": username, "password": password}, REMOTE_ADDR=address)


def words(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_the_right_words_open_a_session_with_its_device(cast: Cast) -> None:
    answer = knock(" Clerk ")
    assert answer.status_code == 302
    session = SignInSession.objects.get(person=cast.clerk)
    assert session.device == "Chrome · Windows"
    assert session.started_at is not None
    assert trail_of("people.sign_in")[0].actor == cast.clerk


def test_one_is_led_to_where_one_wanted_but_never_off_the_site(cast: Cast) -> None:
    client = Client()
    where = client.get("/account/sessions/")["Location"]
    answer = client.post(where, {"username": "clerk", "password": PASSWORD, "next": "/account/sessions/"})
    assert answer["Location"] == "/account/sessions/"
    for bad in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = Client().post(DOOR, {"username": "head", "password": PASSWORD, "next": bad})
        assert "evil" not in answer["Location"]
        assert "javascript" not in answer["Location"]


def test_unknown_name_wrong_password_and_disabled_account_get_the_same_words(cast: Cast) -> None:
    Person.objects.filter(pk=cast.head.pk).update(is_active=False)
    answers = [knock("nobody-here"), knock("clerk", "wrong-password"), knock("head")]
    assert [answer.status_code for answer in answers] == [422] * 3
    said = {str(answer.context["form"].non_field_errors()) for answer in answers}
    assert len(said) == 1
    assert said.pop()
    assert not SignInSession.objects.filter(person__isnull=False).exists()


def test_a_password_is_hashed_for_unknown_names_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    hasher = type(hashers.get_hasher())
    original = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *args: hashed.append("x") or original(self, *args))
    knock("clerk", "wrong-password")
    known = len(hashed)
    knock("nobody-here", "wrong-password")
    assert known >= 1
    assert len(hashed) == 2 * known


def test_the_typed_name_stays_and_the_password_is_never_sent_back(cast: Cast) -> None:
    answer = words(knock("clerk", "my-wrong-secret-77"))
    assert 'value="clerk"' in answer
    assert "my-wrong-secret-77" not in answer


@pytest.mark.parametrize("username", ["clerk", "nobody-here"])
def test_ten_tries_by_name_in_a_quarter_of_an_hour(cast: Cast, username: str) -> None:
    for number in range(10):
        assert knock(username, "wrong", address=f"203.0.113.{number}").status_code == 422
    answer = knock(username, PASSWORD, address="203.0.113.200")
    assert answer.status_code == 429
    assert "2 分钟" in words(answer)


def test_twenty_tries_an_hour_by_address(cast: Cast) -> None:
    for number in range(20):
        assert knock(f"name-{number}", "wrong").status_code == 422
    assert knock("clerk").status_code == 429
    assert knock("clerk", address="203.0.113.10").status_code == 302


def test_an_office_behind_one_address_signs_in_in_the_morning(cast: Cast) -> None:
    for _ in range(30):
        assert knock("clerk").status_code == 302


def test_addresses_of_one_network_count_as_one(cast: Cast) -> None:
    for number in range(20):
        knock(f"name-{number}", "wrong", address=f"2001:db8::{number:x}")
    assert knock("clerk", address="2001:db8::ffff").status_code == 429
    assert knock("clerk", address="2001:db8:1::1").status_code == 302


def test_only_a_proxy_on_this_machine_is_believed(cast: Cast) -> None:
    for number in range(20):
        client = Client(headers={"x-forwarded-for": f"198.51.100.{number}"})
        knock(f"name-{number}", "wrong", client=client, address="203.0.113.9")
    assert knock("clerk").status_code == 429
    through = Client(headers={"x-forwarded-for": "203.0.113.9, 198.51.100.7"})
    assert knock("clerk", client=through, address="127.0.0.1").status_code == 302


@pytest.mark.parametrize("username", ["", "a" * 101, "a\x00b", "\ud7ff'; --"])
def test_odd_input_gets_a_sentence(cast: Cast, username: str) -> None:
    assert knock(username).status_code == 422


def test_a_new_session_gets_a_new_key(cast: Cast) -> None:
    client = Client()
    client.get(DOOR)
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    knock("clerk", client=client)
    assert client.session.session_key != before
    assert not SignInSession.objects.filter(pk=before).exists()


def test_the_language_chosen_is_spoken_after_signing_in(cast: Cast) -> None:
    first = cast.client_for(cast.clerk)
    assert first.post("/account/language/", {"language": "en"}).status_code == 302
    client = Client()
    knock("clerk", client=client)
    assert "My account" in words(client.get("/account/"))
    assert first.post("/account/language/", {"language": "xx"}).status_code == 422
