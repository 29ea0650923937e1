"""A passkey signs in alone; what is not signed by it, for this site, this question and this person, does not."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gongjian.core.factors.models import Passkey
from gongjian.core.factors.tests.acts import DOOR, MINE, SECOND, is_in, knock, shown, with_app, words
from gongjian.core.factors.tests.device import Device
from gongjian.core.people.actions import disable_person
from gongjian.core.people.models import Person
from gongjian.core.people.tests.acts import trail_of
from gongjian.core.privacy.models import Erasure
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
SHOW, BEGIN = f"{DOOR}passkey/", f"{DOOR}passkey/begin/"


def fresh(cast: Cast, person: Person) -> Client:
    client = cast.client_for(person)
    client.post(f"{MINE}confirm/", {"password": PASSWORD})
    return client


def add(client: Client, device: Device, *, name: str = "我的手机", once: str = "") -> Any:
    options = client.post(f"{MINE}passkeys/begin/").json()
    return client.post(f"{MINE}passkeys/add/", {"name": name, "answer": device.create(options), "once": once})


def with_passkey(cast: Cast, person: Person, **given: Any) -> Device:
    device = Device(**given)
    assert add(fresh(cast, person), device).status_code == 302
    return device


def show(device: Device, *, client: Client | None = None, **lies: bytes) -> Client:
    client = client or Client()
    options = client.post(BEGIN).json()
    client.post(SHOW, {"answer": device.get(options, **lies)})
    return client


def test_a_passkey_is_added_and_signs_in_alone(cast: Cast) -> None:
    device = with_passkey(cast, cast.clerk)
    assert "我的手机" in words(cast.client_for(cast.clerk).get(MINE))
    client = Client()
    options = client.post(BEGIN).json()
    assert "allowCredentials" not in options["publicKey"]
    assert options["publicKey"]["userVerification"] == "required"
    answer = client.post(SHOW, {"answer": device.get(options), "next": "/account/sessions/"})
    assert answer["Location"] == "/account/sessions/"
    assert is_in(client)
    assert trail_of("people.sign_in")[0].changes["how"] == "passkey"
    assert len(trail_of("factors.add_passkey")) == 1
    assert Passkey.objects.get().used_on == timezone.localdate()


def test_with_a_passkey_the_password_alone_does_not_sign_in(cast: Cast) -> None:
    device = with_passkey(cast, cast.clerk)
    client = knock("clerk")
    assert not is_in(client)
    assert "data-passkey" in words(client.get(SECOND))
    options = client.post(BEGIN).json()
    assert len(options["publicKey"]["allowCredentials"]) == 1
    assert client.post(SHOW, {"answer": device.get(options)}).status_code == 302
    assert is_in(client)
    assert trail_of("people.sign_in")[0].changes["how"] == "password+passkey"


def test_at_the_second_step_anothers_passkey_opens_nothing(cast: Cast) -> None:
    with_app(cast.clerk)
    theirs = with_passkey(cast, cast.head)
    client = show(theirs, client=knock("clerk"))
    assert not is_in(client)
    assert [row.changes["how"] for row in trail_of("factors.refuse")] == ["passkey"]
    assert is_in(show(theirs)), "the control: at the first step it does"


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "http://evil.example"},
        {"site": "evil.example"},
        {"verifying": False},
        {"handle": b"somebody else"},
    ],
)
def test_what_was_signed_for_something_else_opens_nothing(cast: Cast, lie: dict[str, Any]) -> None:
    device = with_passkey(cast, cast.clerk)
    assert is_in(show(device))
    for name, value in lie.items():
        setattr(device, name, value)
    assert not is_in(show(device))


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature"])
def test_what_is_not_signed_opens_nothing(cast: Cast, part: str) -> None:
    device = with_passkey(cast, cast.clerk)
    assert not is_in(show(device, **{part: b"x" * 64}))


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", "x" * 30_000, '{"id":"YQ","rawId":"YQ","response":{}}', "\x00"]
)
def test_odd_answers_lead_back_with_a_sentence(cast: Cast, answer: str) -> None:
    client = Client()
    client.post(BEGIN)
    told = client.post(SHOW, {"answer": answer}, follow=True)
    assert "通行密钥未能通过" in words(told)
    mine = fresh(cast, cast.clerk)
    mine.post(f"{MINE}passkeys/begin/")
    assert (
        mine.post(f"{MINE}passkeys/add/", {"name": "手机", "answer": answer, "once": "x"}).status_code == 422
    )
    assert not Passkey.objects.exists()


def test_an_answer_holds_for_its_question_once(cast: Cast) -> None:
    device = with_passkey(cast, cast.clerk, counting=False)
    client, other = Client(), Client()
    answer = device.get(client.post(BEGIN).json())
    other.post(BEGIN)
    other.post(SHOW, {"answer": answer})
    assert not is_in(other)
    client.post(SHOW, {"answer": answer})
    assert is_in(client)
    client.post("/account/sign-out/")
    client.post(SHOW, {"answer": answer})
    assert not is_in(client)


def test_a_question_is_answered_within_five_minutes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    device = with_passkey(cast, cast.clerk)
    client, now = Client(), timezone.now()
    answer = device.get(client.post(BEGIN).json())
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + dt.timedelta(minutes=6))
    client.post(SHOW, {"answer": answer})
    assert not is_in(client)


def test_a_copy_whose_count_stays_behind_opens_nothing(cast: Cast) -> None:
    device = with_passkey(cast, cast.clerk)
    assert is_in(show(device))
    device.counter -= 1
    assert not is_in(show(device))


def test_a_device_that_does_not_count_opens_again_and_again(cast: Cast) -> None:
    device = with_passkey(cast, cast.clerk, counting=False)
    assert is_in(show(device))
    assert is_in(show(device))


def test_a_passkey_of_a_disabled_account_opens_nothing_and_ends_what_it_opened(cast: Cast) -> None:
    device = with_passkey(cast, cast.clerk)
    client = show(device)
    assert is_in(client)
    disable_person(cast.clerk, actor=cast.administrator, now=timezone.now(), reason="离职")
    assert not is_in(client)
    assert not is_in(show(device))


def test_it_is_renamed_and_removed_for_good(cast: Cast) -> None:
    device = with_passkey(cast, cast.clerk)
    client, number = fresh(cast, cast.clerk), Passkey.objects.get().pk
    client.post(f"{MINE}passkeys/{number}/name/", {"name": "值班电脑", "once": "n"})
    assert "值班电脑" in words(client.get(MINE))
    assert client.get(f"{MINE}passkeys/{number}/remove/").status_code == 200
    for _twice in range(2):
        client.post(f"{MINE}passkeys/{number}/remove/", {"confirmed": "yes", "once": "r"})
    assert not is_in(show(device))
    assert is_in(knock("clerk"))
    assert Erasure.objects.filter(row=str(Passkey.objects.get().uid), values__has_key="removed_at").exists()
    assert [len(trail_of(f"factors.{act}_passkey")) for act in ("rename", "remove")] == [1, 1]


def test_nobody_touches_anothers(cast: Cast) -> None:
    device = with_passkey(cast, cast.head)
    number = Passkey.objects.get().pk
    client = fresh(cast, cast.clerk)
    for act in ("name", "remove"):
        assert client.get(f"{MINE}passkeys/{number}/{act}/").status_code == 404
        assert client.post(f"{MINE}passkeys/{number}/{act}/", {"name": "x"}).status_code == 404
    assert is_in(show(device))


def test_changing_them_asks_again_who_sits_there(cast: Cast) -> None:
    with_passkey(cast, cast.clerk)
    client, number = cast.client_for(cast.clerk), Passkey.objects.get().pk
    for path in ("begin/", "add/", f"{number}/remove/"):
        assert client.post(f"{MINE}passkeys/{path}", {"name": "x"})["Location"].startswith(f"{MINE}confirm/")


def test_a_passkey_proves_again_who_sits_there(cast: Cast) -> None:
    device, theirs = with_passkey(cast, cast.clerk), with_passkey(cast, cast.head)
    client = cast.client_for(cast.clerk)
    number = Passkey.objects.filter(person=cast.clerk).get().pk
    client.post(f"{MINE}confirm/passkey/", {"answer": theirs.get(client.post(BEGIN).json())})
    assert client.get(f"{MINE}passkeys/{number}/remove/").status_code == 302
    client.post(f"{MINE}confirm/passkey/", {"answer": device.get(client.post(BEGIN).json())})
    assert client.get(f"{MINE}passkeys/{number}/remove/").status_code == 200


def test_the_same_one_is_not_added_twice_nor_by_somebody_else(cast: Cast) -> None:
    device = with_passkey(cast, cast.clerk)
    for person in (cast.clerk, cast.head):
        answer = add(fresh(cast, person), device)
        assert answer.status_code == 422
        assert "已经添加" in words(answer)
    assert Passkey.objects.count() == 1


def test_pressing_twice_adds_one(cast: Cast) -> None:
    client, device = fresh(cast, cast.clerk), Device()
    options = client.post(f"{MINE}passkeys/begin/").json()
    given = {"name": "手机", "answer": device.create(options), "once": "k"}
    assert [client.post(f"{MINE}passkeys/add/", given).status_code for _twice in range(2)] == [302, 302]
    assert Passkey.objects.count() == 1


def test_ten_are_enough(cast: Cast) -> None:
    client = fresh(cast, cast.clerk)
    assert [add(client, Device()).status_code for _number in range(11)] == [302] * 10 + [422]


def test_guessing_is_throttled_by_address(cast: Cast) -> None:
    device = with_passkey(cast, cast.clerk)
    for _number in range(20):
        client = Client()
        client.post(BEGIN)
        client.post(SHOW, {"answer": json.dumps({})})
    assert not is_in(show(device))


def test_without_passkeys_here_the_page_says_why(cast: Cast) -> None:
    client = fresh(cast, cast.clerk)
    assert "data-passkey" not in words(client.get(f"{MINE}passkeys/add/"))
    page = client.get(f"{MINE}passkeys/add/", headers={"host": "localhost"})
    assert 'data-passkey="create"' in words(page)


def test_code_and_passkey_may_both_be_set_up(cast: Cast) -> None:
    secret = with_app(cast.clerk)
    with_passkey(cast, cast.clerk)
    client = knock("clerk")
    assert client.post(SECOND, {"code": shown(secret)}).status_code == 302
    assert is_in(client)
