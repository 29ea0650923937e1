"""WeCom (企业微信): its own flow, in which the application's token turns the code into a member's id."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gongjian.core.sso.provider import TIMEOUT, Asked, Provider, Unproved, hosts, read, text_of
from gongjian.core.words import Words
from gongjian.lib.posting import get


class WeCom(Provider):
    """Members of one enterprise, through an application of its own."""

    slug: ClassVar[str] = "wecom"
    label: Words = _("WeCom")

    @property
    def within(self) -> str:
        """See Provider."""
        return str(settings.WECOM_CORP)

    def plain(self, name: str) -> str:
        """See Provider."""
        return name.strip().lower()  # WeCom itself tells no capitals

    def start(self, asked: Asked) -> str:
        """See Provider."""
        query = {
            "login_type": "CorpApp",
            "appid": settings.WECOM_CORP,
            "agentid": settings.WECOM_AGENT,
            "redirect_uri": asked.back,
            "state": asked.state,
        }
        return f"{settings.WECOM_DOOR}/wwlogin/sso/login?{urlencode(query)}"

    def subject(self, answer: dict[str, str], asked: Asked) -> str:
        """See Provider. A visitor who is no member has no id, and is refused."""
        secrets = {"corpid": settings.WECOM_CORP, "corpsecret": settings.WECOM_SECRET}
        token = text_of(self._told("gettoken", secrets), "access_token")
        member = self._told("auth/getuserinfo", {"access_token": token, "code": text_of(answer, "code")})
        return text_of(member, "userid")

    def _told(self, act: str, query: dict[str, str]) -> dict[str, Any]:
        address = f"{settings.WECOM_API}/cgi-bin/{act}?{urlencode(query)}"
        told = read(get(address, timeout=TIMEOUT, allowed=hosts()))
        if told.get("errcode") != 0:
            raise Unproved(f"{act}: {told.get('errcode')} {str(told.get('errmsg', ''))[:80]}")
        return told


def wecom() -> WeCom | None:
    """As the environment sets it up, or None."""
    return WeCom() if settings.WECOM_CORP and settings.WECOM_AGENT and settings.WECOM_SECRET else None
