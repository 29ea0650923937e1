"""How the pages look to one person: theme, type size and language, kept in cookies, changed by a plain form."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language

from gongjian.core.people.guard import GIVEN_PASSWORD, SEEING, allow_public, fine_while

YEAR = 365 * 24 * 3600
THEMES = ("light", "dark")
TYPES = ("large",)


@dataclass(frozen=True, slots=True)
class Looks:
    """Empty means: as the system has it."""

    theme: str
    type: str


def looks_of(request: HttpRequest) -> Looks:
    """The looks chosen by cookie; an unknown value counts as none."""
    theme, size = request.COOKIES.get("theme", ""), request.COOKIES.get("type", "")
    return Looks(theme if theme in THEMES else "", size if size in TYPES else "")


@allow_public("everyone chooses how the pages look; nothing but a cookie is written", methods=("POST",))
@fine_while(SEEING, GIVEN_PASSWORD)
def choose_looks(request: HttpRequest) -> HttpResponse:
    """Take `theme`, `type` or `language` from the form, and go back to where the person was."""
    answer = HttpResponseRedirect(_way_back(request))
    wanted = request.POST
    if "theme" in wanted:
        _keep(answer, "theme", wanted["theme"] if wanted["theme"] in THEMES else "")
    if "type" in wanted:
        _keep(answer, "type", wanted["type"] if wanted["type"] in TYPES else "")
    if check_for_language(wanted.get("language", "")):
        _keep(answer, settings.LANGUAGE_COOKIE_NAME, wanted["language"])
    return answer


def _keep(answer: HttpResponse, name: str, value: str) -> None:
    if not value:
        answer.delete_cookie(name, samesite="Lax")
        return
    options: dict[str, Any] = {"max_age": YEAR, "samesite": "Lax", "secure": settings.HTTPS}
    answer.set_cookie(name, value, **options)


def _way_back(request: HttpRequest) -> str:
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return back
    return "/"
