"""Programs show a token: it does what its person may, less what its scopes leave out, until its last day."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from gongjian.core.items.models import Item
from gongjian.core.people.actions import disable_person, find_token, make_token
from gongjian.core.people.models import ApiToken
from gongjian.core.people.tests.acts import trail_of
from gongjian.core.refusal import Refused
from tests.cast import Cast
from tests.items import make_item

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def tomorrow() -> dt.date:
    return timezone.localdate() + DAY


def token_for(person, **given):
    values = {"name": "报表程序", "reach": "write", "expires_on": tomorrow(), "now": timezone.now()} | given
    return make_token(person, known=["items", "reports", "ledgers"], **values)


def program(text: str) -> Client:
    """A program: no cookie, and the checks against foreign sites on, as in the real server."""
    return Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {text}"})


def test_whoever_makes_a_token_sees_its_text_once(cast: Cast) -> None:
    client = cast.client_for(cast.clerk)
    given = {"name": "报表程序", "reach": "read", "expires_on": tomorrow().isoformat()}
    page = client.post("/account/tokens/make/", given)
    [text] = set(re.findall(r"gongjian_[\w-]{40}", page.content.decode()))
    assert page.headers["Cache-Control"] == "no-store"
    assert program(text).get("/api/v1/items/inbox/").status_code == 200
    again = client.get("/account/tokens/").content.decode()
    assert text not in again and "报表程序" in again and text[-4:] in again
    assert text not in str(list(ApiToken.objects.values()))
    assert len(trail_of("people.make_token")) == 1


def test_pressing_twice_makes_one_token_and_says_that_it_is_not_shown_again(cast: Cast) -> None:
    client = cast.client_for(cast.clerk)
    given = {"name": "报表程序", "reach": "read", "expires_on": tomorrow().isoformat(), "once": "k"}
    client.post("/account/tokens/make/", given)
    again = client.post("/account/tokens/make/", given, follow=True)
    assert ApiToken.objects.count() == 1 and "密文不再显示" in again.content.decode()


def test_a_token_sees_what_its_person_sees_and_no_more(cast: Cast) -> None:
    mine, other = make_item(cast), make_item(cast, area=cast.twin_community)
    _token, text = token_for(cast.secretary)
    assert program(text).get(f"/api/v1/items/{mine.pk}/").status_code == 200
    assert program(text).get(f"/api/v1/items/{other.pk}/").status_code == 404


@pytest.mark.parametrize("shown", ["", "gongjian_", "gongjian_" + "x" * 40, "别的", "gongjian_\x00"])
def test_an_unknown_token_opens_nothing(cast: Cast, shown: str) -> None:
    assert (
        Client(headers={"authorization": f"Bearer {shown}".encode().decode("latin-1")})
        .get("/api/v1/items/inbox/")
        .status_code
        == 401
    )


def test_a_token_that_is_wrong_is_not_saved_by_a_session(cast: Cast) -> None:
    client = cast.client_for(cast.clerk)
    assert client.get("/api/v1/items/inbox/").status_code == 200
    assert client.get("/api/v1/items/inbox/", headers={"authorization": "Bearer wrong"}).status_code == 401


def test_a_reading_token_writes_nothing(cast: Cast) -> None:
    item = make_item(cast)
    _token, text = token_for(cast.dispatcher, reach="read")
    answer = program(text).post(
        f"/api/v1/items/{item.pk}/moves/", {"name": "send"}, content_type="application/json"
    )
    assert answer.status_code == 403 and "只" in answer.json()["reason"]
    assert answer.json()["code"] == "not_allowed"


def test_a_token_opens_only_the_parts_it_was_made_for(cast: Cast) -> None:
    _token, text = token_for(cast.secretary, folders=["reports"])
    assert program(text).get("/api/v1/reports/").status_code == 200
    assert program(text).get("/api/v1/items/inbox/").status_code == 403


def test_revoked_past_disabled_or_not_yet_own_password_opens_nothing(cast: Cast) -> None:
    now = timezone.now()
    client = cast.client_for(cast.clerk)
    token, text = token_for(cast.clerk)
    assert find_token(text, now=now + DAY) is not None
    assert find_token(text, now=now + 2 * DAY) is None
    for _twice in range(2):
        client.post(f"/account/tokens/{token.pk}/revoke/", {"once": "r"})
    assert program(text).get("/api/v1/items/inbox/").status_code == 401
    assert len(trail_of("people.revoke_token")) == 1
    _token, text = token_for(cast.head)
    disable_person(cast.head, actor=cast.administrator, now=now, reason="离职")
    assert program(text).get("/api/v1/items/inbox/").status_code == 401
    _token, text = token_for(cast.checker)
    cast.checker.password_given = True
    cast.checker.save()
    assert program(text).get("/api/v1/items/inbox/").status_code == 401


def test_nobody_revokes_anothers_token(cast: Cast) -> None:
    token, text = token_for(cast.head)
    assert (
        cast.client_for(cast.clerk).post(f"/account/tokens/{token.pk}/revoke/", {"once": "x"}).status_code
        == 404
    )
    assert program(text).get("/api/v1/items/inbox/").status_code == 200


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"reach": "all"}, "reach"),
        ({"expires_on": timezone.localdate() - DAY}, "expires_on"),
        ({"expires_on": timezone.localdate() + 400 * DAY}, "expires_on"),
        ({"folders": ["moon"]}, "folders"),
    ],
)
def test_senseless_tokens_are_refused(cast: Cast, given: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        token_for(cast.clerk, **given)
    assert refused.value.field == field


def test_nobody_keeps_more_than_twenty(cast: Cast) -> None:
    for _number in range(20):
        token_for(cast.clerk)
    with pytest.raises(Refused):
        token_for(cast.clerk)


def test_a_tag_goes_out_with_an_item_and_an_old_one_moves_nothing(cast: Cast) -> None:
    item = make_item(cast)
    _token, text = token_for(cast.secretary)
    api = program(text)
    first = api.get(f"/api/v1/items/{item.pk}/")
    tag = first.headers["ETag"]
    assert api.get(f"/api/v1/items/{item.pk}/", headers={"if-none-match": tag}).status_code == 304
    Item.objects.filter(pk=item.pk).update(changed_at=timezone.now() + dt.timedelta(seconds=1))
    assert api.get(f"/api/v1/items/{item.pk}/", headers={"if-none-match": tag}).status_code == 200
    move = {"name": first.json()["moves"][0] if first.json()["moves"] else "dispatch", "note": "x"}
    answer = api.post(
        f"/api/v1/items/{item.pk}/moves/", move, content_type="application/json", headers={"if-match": tag}
    )
    assert (answer.status_code, answer.json()["code"]) == (412, "changed")


def test_the_page_tells_every_operation(cast: Cast) -> None:
    text = cast.client_for(cast.clerk).get("/account/api/").content.decode()
    from gongjian.api.app import api

    for path, methods in api.get_openapi_schema()["paths"].items():
        for operation in methods.values():
            assert operation["operationId"] in text, path
