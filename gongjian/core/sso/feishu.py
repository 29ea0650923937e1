"""Feishu (飞书): OAuth 2 with PKCE, then the person's id for this application."""

from typing import ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gongjian.core.sso.oidc import challenge_of
from gongjian.core.sso.provider import TIMEOUT, Asked, Provider, Unproved, hosts, read, text_of
from gongjian.core.words import Words
from gongjian.lib.posting import get, post_json


class Feishu(Provider):
    """Members of the enterprise whose application it is."""

    slug: ClassVar[str] = "feishu"
    label: Words = _("Feishu")

    @property
    def within(self) -> str:
        """See Provider."""
        return str(settings.FEISHU_APP)

    def start(self, asked: Asked) -> str:
        """See Provider."""
        query = {
            "response_type": "code",
            "client_id": settings.FEISHU_APP,
            "redirect_uri": asked.back,
            "state": asked.state,
            "code_challenge": challenge_of(asked.verifier),
            "code_challenge_method": "S256",
        }
        return f"{settings.FEISHU_DOOR}/open-apis/authen/v1/authorize?{urlencode(query)}"

    def subject(self, answer: dict[str, str], asked: Asked) -> str:
        """See Provider."""
        given = {
            "grant_type": "authorization_code",
            "client_id": settings.FEISHU_APP,
            "client_secret": settings.FEISHU_SECRET,
            "code": text_of(answer, "code"),
            "redirect_uri": asked.back,
            "code_verifier": asked.verifier,
        }
        address = f"{settings.FEISHU_API}/open-apis/authen/v2/oauth/token"
        token = text_of(read(post_json(address, given, timeout=TIMEOUT, allowed=hosts())), "access_token")
        told = read(
            get(
                f"{settings.FEISHU_API}/open-apis/authen/v1/user_info", timeout=TIMEOUT, allowed=hosts(),
                headers={"Authorization": f"Bearer {token}"},
            )
        )  # fmt: skip
        if told.get("code") != 0:
            raise Unproved(f"user_info: {told.get('code')} {str(told.get('msg', ''))[:80]}")
        return text_of(told.get("data"), "open_id")


def feishu() -> Feishu | None:
    """As the environment sets it up, or None."""
    return Feishu() if settings.FEISHU_APP and settings.FEISHU_SECRET else None
