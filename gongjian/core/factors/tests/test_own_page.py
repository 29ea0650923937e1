"""Everybody protects her own sign-in: an app, recovery codes; nothing secret stays readable."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from gongjian.core.factors.actions import begin_app, remove_app
from gongjian.core.factors.models import Authenticator, RecoveryCode
from gongjian.core.factors.tests.acts import MINE, SECOND, is_in, knock, shown, with_app, words, wrong
from gongjian.core.people.models import SignInSession
from gongjian.core.people.session_store import SessionStore
from gongjian.core.people.tests.acts import trail_of
from gongjian.core.privacy.models import Erasure
from gongjian.core.refusal import Refused
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
OURS = re.compile(r"(factors|people|once|trail|privacy|notices)_")


def test_an_app_is_set_up_with_one_code(cast: Cast) -> None:
    client = knock("clerk")
    assert client.post(f"{MINE}app/begin/", {"once": "a"})["Location"] == f"{MINE}app/"
    page = client.get(f"{MINE}app/")
    assert page.headers["Cache-Control"] == "no-store"
    [typed] = re.findall(r'value="((?:[A-Z2-7]{4} ?){8})"', words(page))
    secret = typed.replace(" ", "")
    assert "<svg" in words(page) and f"secret={secret}" in words(page)
    assert client.post(f"{MINE}app/", {"code": wrong(secret), "once": "b"}).status_code == 422
    assert is_in(knock("clerk")), "it counts only once it is confirmed"
    assert client.post(f"{MINE}app/", {"code": shown(secret), "once": "b"}).status_code == 302
    assert not is_in(knock("clerk"))
    assert len(trail_of("factors.set_up_app")) == 1
    assert client.get(f"{MINE}app/").status_code == 302, "the secret is not shown again"


def test_the_code_that_confirmed_opens_nothing_a_second_time(cast: Cast) -> None:
    client = knock("clerk")
    client.post(f"{MINE}app/begin/", {"once": "a"})
    [typed] = re.findall(r'value="((?:[A-Z2-7]{4} ?){8})"', words(client.get(f"{MINE}app/")))
    code = shown(typed.replace(" ", ""))
    client.post(f"{MINE}app/", {"code": code, "once": "b"})
    assert knock("clerk").post(SECOND, {"code": code}).status_code == 422


def test_beginning_twice_shows_one_secret_and_beginning_anew_another(cast: Cast) -> None:
    client = knock("clerk")
    for once in ("a", "a", "b"):
        client.post(f"{MINE}app/begin/", {"once": once})
        assert Authenticator.objects.count() == 1
    assert trail_of("factors.set_up_app") == []


def test_guessing_the_confirming_code_is_throttled(cast: Cast) -> None:
    client = knock("clerk")
    client.post(f"{MINE}app/begin/", {"once": "a"})
    for number in range(5):
        client.post(f"{MINE}app/", {"code": "000000", "once": f"c{number}"})
    answer = client.post(f"{MINE}app/", {"code": "000000", "once": "d"})
    assert "分钟" in words(answer)


def test_nothing_changes_before_one_has_shown_again_that_it_is_she(cast: Cast) -> None:
    secret = with_app(cast.clerk)
    client = cast.client_for(cast.clerk)
    for path in ("app/begin/", "app/", "app/remove/", "codes/"):
        answer = client.post(f"{MINE}{path}", {"once": "x"})
        assert answer["Location"].startswith(f"{MINE}confirm/"), path
    assert not RecoveryCode.objects.exists()
    where = client.get(f"{MINE}app/remove/")["Location"]
    assert client.post(where, {"password": "wrong"}).status_code == 422
    assert client.post(where, {}).status_code == 422
    assert client.post(where, {"code": wrong(secret)}).status_code == 422
    assert client.get(f"{MINE}app/remove/").status_code == 302
    assert client.post(where, {"password": PASSWORD})["Location"] == f"{MINE}app/remove/"
    assert client.get(f"{MINE}app/remove/").status_code == 200
    other = cast.client_for(cast.clerk)
    assert other.post(f"{MINE}confirm/", {"code": shown(secret)})["Location"] == MINE
    assert other.post(f"{MINE}confirm/", {"password": PASSWORD, "next": "//evil.example"})["Location"] == MINE


def test_a_removed_app_opens_nothing_and_its_secret_is_destroyed(cast: Cast) -> None:
    with_app(cast.clerk)
    client = cast.client_for(cast.clerk)
    client.post(f"{MINE}confirm/", {"password": PASSWORD})
    for _twice in range(2):
        assert client.post(f"{MINE}app/remove/", {"confirmed": "yes", "once": "r"}).status_code == 302
    assert is_in(knock("clerk"))
    app = Authenticator.objects.get()
    assert app.secret_sealed is None
    noted = Erasure.objects.get(row=str(app.uid))
    assert set(noted.values) == {"removed_at", "secret_sealed"}
    assert len(trail_of("factors.remove_app")) == 1


def test_a_second_app_is_refused(cast: Cast) -> None:
    with_app(cast.clerk)
    with pytest.raises(Refused):
        begin_app(cast.clerk, now=timezone.now())
    remove_app(cast.clerk, now=timezone.now())
    with pytest.raises(Refused):
        remove_app(cast.clerk, now=timezone.now())


def codes_of(client: Client, once: str = "k") -> list[str]:
    return re.findall(r"<li>([A-Z2-9-]{14})</li>", words(client.post(f"{MINE}codes/", {"once": once})))


def test_ten_recovery_codes_are_shown_once_and_each_opens_once(cast: Cast) -> None:
    with_app(cast.clerk)
    client = cast.client_for(cast.clerk)
    client.post(f"{MINE}confirm/", {"password": PASSWORD})
    codes = codes_of(client)
    assert len(set(codes)) == 10
    assert codes_of(client) == [], "the second press shows none"
    assert RecoveryCode.objects.count() == 10
    assert not [code for code in codes if code in words(client.get(MINE))]
    browser = knock("clerk")
    assert browser.post(SECOND, {"code": codes[3].lower().replace("-", " ")}).status_code == 302
    assert is_in(browser)
    again = knock("clerk").post(SECOND, {"code": codes[3]})
    assert again.status_code == 422
    assert "用过" in words(again)
    [row] = trail_of("factors.use_recovery_code")
    assert row.changes == {"left": 9}
    used = RecoveryCode.objects.get(used_at__isnull=False)
    assert Erasure.objects.filter(row=str(used.uid), values__has_key="used_at").exists()


def test_new_codes_end_the_old_ones_for_good(cast: Cast) -> None:
    with_app(cast.clerk)
    client = cast.client_for(cast.clerk)
    client.post(f"{MINE}confirm/", {"password": PASSWORD})
    old, new = codes_of(client, "one"), codes_of(client, "two")
    assert knock("clerk").post(SECOND, {"code": old[0]}).status_code == 422
    assert knock("clerk").post(SECOND, {"code": new[0]}).status_code == 302
    assert Erasure.objects.filter(model="factors.recoverycode", values={}).count() == 10


def test_anothers_recovery_code_opens_nothing(cast: Cast) -> None:
    with_app(cast.clerk), with_app(cast.head)
    client = cast.client_for(cast.head)
    client.post(f"{MINE}confirm/", {"password": PASSWORD})
    [code, *_rest] = codes_of(client)
    assert knock("clerk").post(SECOND, {"code": code}).status_code == 422


def test_without_a_second_step_there_is_nothing_to_recover(cast: Cast) -> None:
    client = knock("clerk")
    answer = client.post(f"{MINE}codes/", {"once": "k"}, follow=True)
    assert "先设置" in words(answer)
    assert not RecoveryCode.objects.exists()


def test_codes_go_with_the_last_second_step(cast: Cast) -> None:
    with_app(cast.clerk)
    client = cast.client_for(cast.clerk)
    client.post(f"{MINE}confirm/", {"password": PASSWORD})
    codes_of(client)
    remove_app(cast.clerk, now=timezone.now())
    assert not RecoveryCode.objects.exists()


def test_a_dump_of_the_database_holds_neither_secret_nor_codes(cast: Cast) -> None:
    secret = with_app(cast.clerk)
    client = cast.client_for(cast.clerk)
    client.post(f"{MINE}confirm/", {"password": PASSWORD})
    codes = codes_of(client)
    assert is_in(client)
    dump = ""
    with connection.cursor() as cursor:
        for table in filter(OURS.match, connection.introspection.table_names()):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                dump += "".join(
                    bytes(one).decode("latin-1") if isinstance(one, bytes | memoryview) else str(one)
                    for one in row
                )
    keys = SignInSession.objects.values_list("pk", flat=True)
    dump += "".join(str(SessionStore(key).load()) for key in keys)
    assert "clerk" in dump
    assert secret not in dump
    assert not [code for code in codes if code in dump or code.replace("-", "") in dump]


def test_the_account_page_leads_there(cast: Cast) -> None:
    client = cast.client_for(cast.clerk)
    assert MINE in words(client.get("/account/"))
    assert "仅密码" in words(client.get(MINE))
