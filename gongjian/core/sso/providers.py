"""The providers that are set up, in the order of their buttons."""

from gongjian.core.sso.dingtalk import dingtalk
from gongjian.core.sso.feishu import feishu
from gongjian.core.sso.oidc import openid
from gongjian.core.sso.provider import Provider
from gongjian.core.sso.wecom import wecom

ALL = (wecom, dingtalk, feishu, openid)


def providers() -> dict[str, Provider]:
    """By their slugs."""
    found: list[Provider] = [one for make in ALL if (one := make())]
    return {one.slug: one for one in found}
