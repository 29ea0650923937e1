"""Where somebody wanted to go before she had to sign in; never off this site."""

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def onward_of(request: HttpRequest, *, otherwise: str = "") -> str:
    """The address in `next`, if it is one of ours; else `otherwise`, or the inbox."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    hosts = {request.get_host()}
    if wanted and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=hosts, require_https=request.is_secure()
    ):
        return wanted
    return otherwise or resolve_url(settings.LOGIN_REDIRECT_URL)
