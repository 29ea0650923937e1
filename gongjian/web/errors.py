"""Error pages: what happened, that nothing was lost, and what to do next. Wired as handlers in the root urls."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render

SECRET = ("password", "token", "secret", "csrf", "once")
LONGEST_KEPT = 20_000


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: the request could not be read."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: signed in, but not for this; what was typed is shown, so that it can be copied."""
    return render(request, "403.html", {"kept": kept_words(request)}, status=403)


def page_not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: not there, or not to be seen from here; the answer is the same."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that needs no database, no session and no context."""
    return render(None, "500.html", status=500)  # type: ignore[arg-type]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long or cookies are off: show what was typed, so that it can be sent or copied again."""
    context = {
        "kept": kept_words(request),
        "no_cookie": reason == REASON_NO_CSRF_COOKIE,
        "back": request.path,
    }
    return render(request, "web/csrf.html", context, status=403)


def kept_words(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed into the refused form, without passwords and tokens; at most the first 20,000 characters each."""
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    return [(name, value[:LONGEST_KEPT]) for name, value in pairs if value and not _is_secret(name)]


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRET)
