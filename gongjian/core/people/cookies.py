"""The language cookie, set where a person's own language is known."""

from django.conf import settings
from django.http import HttpResponse

YEAR = 365 * 24 * 3600


def speak(answer: HttpResponse, language: str) -> HttpResponse:
    """Let this browser's pages speak the language from now on; an empty one changes nothing."""
    if language:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=settings.HTTPS
        )
    return answer
