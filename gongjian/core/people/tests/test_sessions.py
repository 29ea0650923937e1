"""Everybody sees where she is signed in, ends one session or all, and a changed password ends the others."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from gongjian.core.people.actions import sign_out_everywhere
from gongjian.core.people.models import SignInSession
from gongjian.core.people.sessions import forget_expired, reference_of
from gongjian.core.people.tests.acts import trail_of
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
NEW = "another-河边-2027"


def signed_in(username: str, agent: str = "") -> Client:
    client = Client(headers={"user-agent": agent})
    assert client.post("/account/sign-in/", {"username": username, "password": PASSWORD}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_the_list_shows_each_device_and_never_a_key(cast: Cast) -> None:
    signed_in("clerk", "Mozilla/5.0 (iPhone) MicroMessenger/8.0")
    here = signed_in("clerk", "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0")
    signed_in("head", "Mozilla/5.0 (Linux; Android 14) Chrome/126.0")
    text = here.get("/account/sessions/").content.decode()
    assert "微信 · iPhone" in text
    assert "Chrome · Windows" in text
    assert "Android" not in text
    assert not [key for key in SignInSession.objects.values_list("pk", flat=True) if key in text]


def test_one_session_is_ended_and_the_others_go_on(cast: Cast) -> None:
    phone, here = signed_in("clerk"), signed_in("clerk")
    reference = reference_of(phone.session.session_key or "")
    for _twice in range(2):
        assert here.post("/account/sessions/end/", {"reference": reference}).status_code == 302
    assert not is_in(phone)
    assert is_in(here)
    assert len(trail_of("people.end_session")) == 1


def test_nobody_ends_somebody_elses_session(cast: Cast) -> None:
    hers, mine = signed_in("head"), signed_in("clerk")
    mine.post("/account/sessions/end/", {"reference": reference_of(hers.session.session_key or "")})
    assert is_in(hers)


def test_signing_out_everywhere_ends_all_of_hers_alone(cast: Cast) -> None:
    phone, here, other = signed_in("clerk"), signed_in("clerk"), signed_in("head")
    assert here.post("/account/sessions/end-all/").status_code == 302
    assert [is_in(phone), is_in(here), is_in(other)] == [False, False, True]
    assert is_in(signed_in("clerk"))


def test_a_session_that_was_beginning_meanwhile_is_over_too(cast: Cast) -> None:
    late = signed_in("clerk")
    row = SignInSession.objects.get(person=cast.clerk)
    sign_out_everywhere(cast.clerk, now=timezone.now())
    row.save(force_insert=True)
    assert not is_in(late)


def test_a_changed_password_ends_the_other_sessions_only(cast: Cast) -> None:
    phone, here = signed_in("clerk"), signed_in("clerk")
    given = {"old": PASSWORD, "new": NEW, "again": NEW}
    assert here.post("/account/password/", given).status_code == 302
    assert [is_in(phone), is_in(here)] == [False, True]
    (row,) = trail_of("people.change_password")
    assert NEW not in str(row.changes)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"old": "wrong-one-here"}, "old"),
        ({"new": "short", "again": "short"}, "new"),
        ({"new": PASSWORD, "again": PASSWORD}, "new"),
        ({"again": "different-one-9"}, "again"),
        ({"new": "", "again": ""}, "new"),
    ],
)
def test_a_bad_new_password_is_refused_at_its_field(cast: Cast, change: dict[str, str], field: str) -> None:
    client = signed_in("clerk")
    answer = client.post("/account/password/", {"old": PASSWORD, "new": NEW, "again": NEW} | change)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    cast.clerk.refresh_from_db()
    assert cast.clerk.check_password(PASSWORD)


def test_the_present_password_cannot_be_guessed_at_will(cast: Cast) -> None:
    client = signed_in("clerk")
    given = {"old": "wrong-one-here", "new": NEW, "again": NEW}
    said = [client.post("/account/password/", given).content.decode() for _ in range(11)]
    assert "分钟" not in said[9]
    assert "分钟" in said[10]


def test_last_use_is_kept_once_a_minute(cast: Cast) -> None:
    client = signed_in("clerk")
    rows = SignInSession.objects.filter(person=cast.clerk)
    long_ago = timezone.now() - dt.timedelta(hours=2)
    rows.update(seen_at=long_ago)
    is_in(client)
    seen = rows.get().seen_at
    assert seen is not None
    assert seen > long_ago
    is_in(client)
    assert rows.get().seen_at == seen


def test_expired_sessions_are_forgotten(cast: Cast) -> None:
    signed_in("clerk")
    assert forget_expired(timezone.now()) == 0
    assert forget_expired(timezone.now() + dt.timedelta(days=60)) == 1


def test_signing_out_ends_this_session(cast: Cast) -> None:
    client = signed_in("clerk")
    assert client.get("/account/sign-out/").status_code == 405
    client.post("/account/sign-out/")
    assert not is_in(client)
