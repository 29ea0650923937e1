"""Somebody whose account of another system is linked signs in through it; whatever proves less does not."""

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from gongjian.core.factors.tests.acts import MINE, SECOND, is_in, shown, with_app, words
from gongjian.core.people.actions import disable_person
from gongjian.core.people.models import Person
from gongjian.core.people.tests.acts import trail_of
from gongjian.core.privacy.models import Erasure
from gongjian.core.refusal import Refused
from gongjian.core.sso.actions import link_account
from gongjian.core.sso.models import OutsideAccount
from gongjian.core.sso.providers import providers
from gongjian.core.sso.tests.elsewhere import CLIENT, OTHER_KEY, SECRET, Elsewhere, listening, sent_back
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
DOOR, SSO, DESK = "/account/sign-in/", "/account/sso/", "/desk/sso/people/"


@pytest.fixture
def there(settings: Any) -> Iterator[str]:
    with listening(settings) as address:
        yield address


def linked(person: Person, *, name: str = "u-1001", provider: str = "oidc") -> OutsideAccount:
    return link_account(person, provider=providers()[provider], name=name, actor=person, now=timezone.now())


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def through(client: Client | None = None, *, provider: str = "oidc", onward: str = "", **other: str) -> Any:
    """Off to the provider and back; `other` replaces parts of what the browser brings back. The last answer."""
    client = client or Client()
    away = client.get(f"{SSO}{provider}/", {"next": onward} if onward else {})
    assert away.status_code == 302, away.status_code
    back = urlsplit(sent_back(away["Location"]))
    query = {name: values[0] for name, values in parse_qs(back.query).items()} | other
    answer = client.get(f"{back.path}?{urlencode({name: one for name, one in query.items() if one})}")
    answer.browser = client
    return answer


def said(answer: Any) -> str:
    return words(answer.browser.get(answer["Location"]))


def test_buttons_stand_on_the_door_only_when_set_up(there: str, cast: Cast, settings: Any) -> None:
    page = words(Client().get(DOOR, {"next": "/account/sessions/"}))
    assert "通过政务统一身份登录" in page and "next=%2Faccount%2Fsessions%2F" in page
    settings.OIDC_ISSUER = ""
    assert "通过政务统一身份登录" not in words(Client().get(DOOR))
    assert Client().get(f"{SSO}oidc/").status_code == 404
    assert Client().get(f"{SSO}oidc/back/").status_code == 404


def test_a_linked_account_signs_in_and_leads_on(there: str, cast: Cast) -> None:
    linked(cast.clerk)
    answer = through(onward="/account/sessions/")
    assert answer["Location"] == "/account/sessions/"
    assert is_in(answer.browser)
    assert trail_of("people.sign_in")[0].changes["how"] == "oidc"
    assert OutsideAccount.objects.get().used_on == timezone.localdate()


def test_the_secret_goes_in_the_form_where_the_provider_wants_it_there(there: str, cast: Cast) -> None:
    linked(cast.clerk)
    Elsewhere.ways = ["client_secret_post"]
    assert is_in(through().browser)


def test_leading_on_never_leads_off_the_site(there: str, cast: Cast) -> None:
    linked(cast.clerk)
    for bad in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        assert through(onward=bad)["Location"] == "/desk/"


def test_a_second_step_is_asked_for_all_the_same(there: str, cast: Cast) -> None:
    linked(cast.clerk)
    secret = with_app(cast.clerk)
    answer = through()
    assert answer["Location"] == SECOND
    assert not is_in(answer.browser)
    answer.browser.post(SECOND, {"code": shown(secret)})
    assert is_in(answer.browser)
    assert trail_of("people.sign_in")[0].changes["how"] == "oidc+app"


def test_another_systems_word_changes_no_protection(there: str, cast: Cast) -> None:
    linked(cast.clerk)
    client = through().browser
    assert client.get(f"{MINE}passkeys/add/")["Location"].startswith(f"{MINE}confirm/")


def test_whoever_is_not_linked_is_told_what_to_do_and_nobody_is_made(there: str, cast: Cast) -> None:
    before = Person.objects.count()
    answer = through()
    assert answer["Location"] == DOOR
    assert "没有关联" in said(answer)
    assert not is_in(answer.browser)
    assert Person.objects.count() == before


def test_a_disabled_account_gets_the_same_words_and_loses_what_it_had(there: str, cast: Cast) -> None:
    linked(cast.clerk)
    client = through().browser
    half = cast.client_for(None)
    assert is_in(client)
    disable_person(cast.clerk, actor=cast.administrator, now=timezone.now(), reason="离职")
    assert not is_in(client)
    answer = through(half)
    assert "没有关联" in said(answer)
    assert not is_in(answer.browser)


@pytest.mark.parametrize(
    "other",
    [{"state": "wrong"}, {"state": ""}, {"code": ""}, {"error": "access_denied"}, {"code": "x" * 9000}],
)
def test_an_answer_that_does_not_fit_opens_nothing(there: str, cast: Cast, other: dict[str, str]) -> None:
    linked(cast.clerk)
    answer = through(**other)
    assert answer["Location"] == DOOR
    assert not is_in(answer.browser)


def test_an_answer_opens_once_and_in_the_browser_that_asked(there: str, cast: Cast) -> None:
    linked(cast.clerk)
    client, other = Client(), Client()
    back = path_of(sent_back(client.get(f"{SSO}oidc/")["Location"]))
    assert other.get(back)["Location"] == DOOR
    assert not is_in(other)
    client.get(back)
    assert is_in(client)
    client.post("/account/sign-out/")
    client.get(back)
    assert not is_in(client)


def test_a_code_that_was_used_opens_nothing_under_a_new_question(there: str, cast: Cast) -> None:
    linked(cast.clerk)
    first = Client()
    back = sent_back(first.get(f"{SSO}oidc/")["Location"])
    first.get(path_of(back))
    assert is_in(first)
    code = parse_qs(urlsplit(back).query)["code"][0]
    assert not is_in(through(code=code).browser)


def test_an_answer_holds_for_ten_minutes(there: str, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    linked(cast.clerk)
    client, now = Client(), timezone.now()
    back = path_of(sent_back(client.get(f"{SSO}oidc/")["Location"]))
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + dt.timedelta(minutes=11))
    client.get(back)
    assert not is_in(client)


NOW = int(time.time())


@pytest.mark.parametrize(
    "says",
    [
        {"claims": {"nonce": "of another question"}},
        {"claims": {"nonce": None}},
        {"claims": {"exp": NOW - 3600}},
        {"claims": {"exp": None}},
        {"claims": {"iat": NOW + 3600}},
        {"claims": {"aud": "another-client"}},
        {"claims": {"aud": [CLIENT, "another-client"]}},
        {"claims": {"iss": "https://another.example"}},
        {"claims": {"sub": None}},
        {"key": OTHER_KEY},
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "HS256", "kid": "k2"},
        {"kid": "unknown"},
        {"redirect": True},
        {"description": {"issuer": "https://another.example"}},
        {"description": {"jwks_uri": "http://10.0.0.1/keys"}},
        {"description": {"token_endpoint": "https://192.168.1.1/token"}},
        {"description": {"authorization_endpoint": "javascript:alert(1)"}},
    ],
    ids=lambda says: "-".join([*says, *says.get("claims", ()), *says.get("description", ())]),
)  # fmt: skip
def test_a_token_that_proves_less_opens_nothing(there: str, cast: Cast, says: dict[str, Any]) -> None:
    linked(cast.clerk)
    client = Client()
    away = client.get(f"{SSO}oidc/")
    back = path_of(sent_back(away["Location"]))
    Elsewhere.says = says
    if "authorization_endpoint" in str(says):
        assert Client().get(f"{SSO}oidc/")["Location"] == DOOR
        return
    answer = client.get(back)
    assert answer["Location"] == DOOR
    assert "不能证明" in words(client.get(DOOR))
    assert not is_in(client)


def test_two_audiences_are_fine_where_the_token_says_it_is_for_us(there: str, cast: Cast) -> None:
    linked(cast.clerk)
    Elsewhere.says = {"claims": {"aud": [CLIENT, "another"], "azp": CLIENT}}
    assert is_in(through().browser)


def test_a_provider_that_is_away_is_said_in_words(cast: Cast, settings: Any) -> None:
    with listening(settings):
        linked(cast.clerk)
        client = Client()
        back = path_of(sent_back(client.get(f"{SSO}oidc/")["Location"]))
    assert client.get(back)["Location"] == DOOR
    assert "密码登录" in words(client.get(DOOR))
    assert Client().get(f"{SSO}oidc/")["Location"] == DOOR


def test_a_provider_in_our_own_network_is_asked_only_where_the_settings_name_it(
    there: str, settings: Any, cast: Cast
) -> None:
    settings.SSO_HOSTS = []
    before = len(Elsewhere.asked)
    assert Client().get(f"{SSO}oidc/")["Location"] == DOOR
    assert len(Elsewhere.asked) == before


def set_up(settings: Any, there: str) -> None:
    settings.WECOM_CORP, settings.WECOM_AGENT, settings.WECOM_SECRET = CLIENT, "1000002", SECRET
    settings.DINGTALK_CLIENT, settings.DINGTALK_SECRET = CLIENT, SECRET
    settings.FEISHU_APP, settings.FEISHU_SECRET = CLIENT, SECRET
    for name in ("WECOM", "DINGTALK", "FEISHU"):
        setattr(settings, f"{name}_DOOR", there)
        setattr(settings, f"{name}_API", there)


@pytest.mark.parametrize("provider", ["wecom", "dingtalk", "feishu"])
def test_wecom_dingtalk_and_feishu_sign_in_by_their_own_flows(
    there: str, settings: Any, cast: Cast, provider: str
) -> None:
    set_up(settings, there)
    assert list(providers()) == ["wecom", "dingtalk", "feishu", "oidc"]
    linked(cast.clerk, provider=provider)
    assert is_in(through(provider=provider).browser)
    assert trail_of("people.sign_in")[0].changes["how"] == provider
    assert not is_in(through(provider=provider, state="wrong").browser)
    assert not is_in(through(provider=provider, code="used", authCode="used").browser)
    assert not is_in(through().browser), "the same name at another provider is somebody else"
    Elsewhere.who = "u-2002"
    assert not is_in(through(provider=provider).browser)
    setattr(
        settings,
        {"wecom": "WECOM_SECRET", "dingtalk": "DINGTALK_SECRET", "feishu": "FEISHU_SECRET"}[provider],
        "wrong",
    )
    Elsewhere.who = "u-1001"
    assert not is_in(through(provider=provider).browser)


def test_wecom_tells_no_capitals_apart_and_lets_no_visitor_in(there: str, settings: Any, cast: Cast) -> None:
    set_up(settings, there)
    linked(cast.clerk, provider="wecom", name="WangGe")
    Elsewhere.who = "wangge"
    assert is_in(through(provider="wecom").browser)
    Elsewhere.who = ""
    assert not is_in(through(provider="wecom").browser)


def fresh(cast: Cast, person: Person) -> Client:
    client = cast.client_for(person)
    client.post(f"{MINE}confirm/", {"password": PASSWORD})
    return client


def test_a_person_links_her_own_account_and_takes_the_link_away(there: str, cast: Cast) -> None:
    client = fresh(cast, cast.clerk)
    back = path_of(sent_back(client.get(f"{SSO}oidc/link/")["Location"]))
    assert client.get(back)["Location"] == f"{SSO}link/"
    assert not OutsideAccount.objects.exists(), "it is asked first"
    assert "u-1001" in words(client.get(f"{SSO}link/"))
    for _twice in range(2):
        assert client.post(f"{SSO}link/", {"confirmed": "yes", "once": "k"})["Location"] == SSO
    account = OutsideAccount.objects.get()
    assert (account.person, account.linked_by) == (cast.clerk, cast.clerk)
    assert b"u-1001" not in bytes(account.subject_sealed or b"") and "u-1001" not in account.subject_index
    assert "u-1001" in words(client.get(SSO))
    assert is_in(through().browser)
    for _twice in range(2):
        client.post(f"{SSO}{account.pk}/unlink/", {"once": "u"})
    assert not is_in(through().browser)
    account.refresh_from_db()
    assert (account.subject_index, account.subject_sealed) == ("", None)
    assert Erasure.objects.filter(row=str(account.uid), values__has_key="subject_sealed").exists()
    assert [len(trail_of(f"sso.{act}")) for act in ("link", "unlink")] == [1, 1]


def test_linking_asks_again_who_sits_there_and_ends_with_the_session(there: str, cast: Cast) -> None:
    assert cast.client_for(cast.clerk).get(f"{SSO}oidc/link/")["Location"].startswith(f"{MINE}confirm/")
    client = fresh(cast, cast.clerk)
    back = path_of(sent_back(client.get(f"{SSO}oidc/link/")["Location"]))
    client.post("/account/sign-out/")
    assert client.get(back)["Location"] == DOOR
    assert client.get(f"{SSO}link/").status_code == 302
    assert not OutsideAccount.objects.exists()


def test_one_account_is_linked_to_one_person(there: str, cast: Cast) -> None:
    linked(cast.clerk)
    with pytest.raises(Refused):
        linked(cast.head)
    with pytest.raises(Refused):
        linked(cast.clerk, name="u-2002")


def test_an_administrator_links_by_the_name_elsewhere(there: str, cast: Cast) -> None:
    client, where = cast.client_for(cast.administrator), f"{DESK}{cast.clerk.pk}/"
    given = {"provider": "oidc", "name": " u-1001 ", "once": "k"}
    for _twice in range(2):
        assert client.post(f"{where}link/", given).status_code == 302
    assert is_in(through().browser)
    assert OutsideAccount.objects.get().linked_by == cast.administrator
    assert "u-1001" in words(client.get(where))
    again = {"provider": "oidc", "name": "u-1001", "once": "l"}
    assert client.post(f"{DESK}{cast.head.pk}/link/", again).status_code == 422
    assert client.post(f"{where}link/", {"provider": "moon", "name": "x"}).status_code == 422
    client.post(f"{where}unlink/{OutsideAccount.objects.get().pk}/", {"once": "u"})
    assert not is_in(through().browser)


def test_nobody_links_or_unlinks_for_others(there: str, cast: Cast) -> None:
    account = linked(cast.head)
    clerk, administrator = fresh(cast, cast.clerk), cast.client_for(cast.administrator)
    assert clerk.post(f"{SSO}{account.pk}/unlink/", {"once": "u"}).status_code == 404
    assert clerk.get(f"{DESK}{cast.head.pk}/").status_code == 403
    assert administrator.get(f"{DESK}{cast.twin.clerk.pk}/").status_code == 404
    given = {"provider": "oidc", "name": "u-9"}
    assert administrator.post(f"{DESK}{cast.twin.clerk.pk}/link/", given).status_code == 404
    with pytest.raises(Refused):
        link_account(
            cast.twin.clerk,
            provider=providers()["oidc"],
            name="u-9",
            actor=cast.administrator,
            now=timezone.now(),
        )
    assert is_in(through().browser)


def test_without_providers_the_pages_say_so(cast: Cast) -> None:
    assert "没有设置" in words(cast.client_for(cast.clerk).get(SSO))
    assert "没有设置" in words(cast.client_for(cast.administrator).get(f"{DESK}{cast.clerk.pk}/"))
    assert SSO not in words(cast.client_for(cast.clerk).get("/account/"))
