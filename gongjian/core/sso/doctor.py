"""The doctor's look at single sign-on: whole settings, encrypted ways, a provider that answers."""

from django.conf import settings
from django.utils.translation import gettext as _

from gongjian.core.finding import Finding
from gongjian.core.sso.oidc import openid
from gongjian.core.sso.provider import FAULTS
from gongjian.core.sso.providers import providers

WHOLE = {
    "GONGJIAN_OIDC_…": ("OIDC_ISSUER", "OIDC_CLIENT"),
    "GONGJIAN_WECOM_…": ("WECOM_CORP", "WECOM_AGENT", "WECOM_SECRET"),
    "GONGJIAN_DINGTALK_…": ("DINGTALK_CLIENT", "DINGTALK_SECRET"),
    "GONGJIAN_FEISHU_…": ("FEISHU_APP", "FEISHU_SECRET"),
}
ADDRESSES = (
    "OIDC_ISSUER",
    "WECOM_DOOR",
    "WECOM_API",
    "DINGTALK_DOOR",
    "DINGTALK_API",
    "FEISHU_DOOR",
    "FEISHU_API",
)


def check_sso() -> list[Finding]:
    """Everything that was found; never empty. An OpenID provider is asked for its description."""
    return [*_halves(), *_plain(), *_answers()] or [_summary()]


def _halves() -> list[Finding]:
    found = []
    for names, parts in WHOLE.items():
        missing = [part for part in parts if not getattr(settings, part)]
        if missing and len(missing) < len(parts):
            words = _("single sign-on is set up by half: {missing} is missing").format(
                missing=", ".join(f"GONGJIAN_{part}" for part in missing)
            )
            found.append(Finding("bad", words, _("Set all of {names}, or none.").format(names=names)))
    return found


def _plain() -> list[Finding]:
    if not providers():
        return []
    found = []
    for name in ADDRESSES:
        if getattr(settings, name).startswith("http://"):
            words = _("{name} is plain http: whoever listens can sign in as anybody").format(
                name=f"GONGJIAN_{name}"
            )
            found.append(Finding("bad", words, _("Give its https address.")))
    if not settings.HTTPS:
        words = _("people come back from single sign-on over plain http")
        found.append(Finding("warning", words, _("Serve the product by https: gongjian https.")))
    return found


def _answers() -> list[Finding]:
    one = openid()
    if one is None:
        return []
    try:
        one.described()
    except FAULTS as fault:
        words = _("the OpenID provider does not answer: {why}").format(why=fault)
        return [Finding("bad", words, _("Compare GONGJIAN_OIDC_ISSUER with what the provider says."))]
    return []


def _summary() -> Finding:
    names = ", ".join(str(one.label) for one in providers().values())
    if not names:
        return Finding("good", _("nobody signs in through another system"))
    return Finding("good", _("people may sign in through {names}").format(names=names))
