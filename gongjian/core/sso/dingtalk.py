"""DingTalk (钉钉): the code becomes the person's own token, the token her lasting id."""

from typing import ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gongjian.core.sso.provider import TIMEOUT, Asked, Provider, hosts, read, text_of
from gongjian.core.words import Words
from gongjian.lib.posting import get, post_json


class DingTalk(Provider):
    """Whoever has a DingTalk account; only those linked here come in."""

    slug: ClassVar[str] = "dingtalk"
    label: Words = _("DingTalk")

    def start(self, asked: Asked) -> str:
        """See Provider."""
        query = {
            "response_type": "code",
            "client_id": settings.DINGTALK_CLIENT,
            "redirect_uri": asked.back,
            "scope": "openid",
            "state": asked.state,
            "prompt": "consent",
        }
        return f"{settings.DINGTALK_DOOR}/oauth2/auth?{urlencode(query)}"

    def subject(self, answer: dict[str, str], asked: Asked) -> str:
        """See Provider. DingTalk calls the code `authCode`."""
        given = {
            "clientId": settings.DINGTALK_CLIENT,
            "clientSecret": settings.DINGTALK_SECRET,
            "code": answer.get("authCode") or text_of(answer, "code"),
            "grantType": "authorization_code",
        }
        address = f"{settings.DINGTALK_API}/v1.0/oauth2/userAccessToken"
        token = text_of(read(post_json(address, given, timeout=TIMEOUT, allowed=hosts())), "accessToken")
        me = get(
            f"{settings.DINGTALK_API}/v1.0/contact/users/me", timeout=TIMEOUT, allowed=hosts(),
            headers={"x-acs-dingtalk-access-token": token},
        )  # fmt: skip
        return text_of(read(me), "unionId")


def dingtalk() -> DingTalk | None:
    """As the environment sets it up, or None."""
    return DingTalk() if settings.DINGTALK_CLIENT and settings.DINGTALK_SECRET else None
