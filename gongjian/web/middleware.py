"""Which language a page speaks: the one chosen by cookie, else the office's own, Chinese."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class LanguageMiddleware:
    """Unlike Django's own, it does not guess from the browser: office computers often announce English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = wanted in dict(settings.LANGUAGES)
        with translation.override(wanted if known else settings.LANGUAGE_CODE):
            answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", wanted if known else settings.LANGUAGE_CODE)
        return answer
