"""Error pages: what happened, that nothing was lost, and what to do next; programs get the same in their form. Wired as
handlers in the root urls."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.utils.translation import gettext as _

from gongjian.core.people.api_guard import NOTHING_HERE
from gongjian.core.trouble import Trouble, trouble_of

SECRET = ("password", "token", "secret", "csrf", "once")
LONGEST_KEPT = 20_000
COME_AGAIN = 10  # seconds


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: the request could not be read."""
    if _of_a_program(request):
        return _told(_("The request could not be read."), "unreadable", 400)
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: signed in, but not for this; what was typed is shown, so that it can be copied."""
    if _of_a_program(request):
        return _told(_("You do not hold a role that may do this."), "not_allowed", 403)
    return render(request, "403.html", {"kept": kept_words(request)}, status=403)


def page_not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: not there, or not to be seen from here; the answer is the same."""
    if _of_a_program(request):
        return _told(str(NOTHING_HERE), "missing", 404)
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that needs no database, no session and no context. 503 and 507, when only the database or the disk is to
    blame: come again later."""
    if trouble := trouble_of(sys.exception()):
        return _troubled(request, trouble)
    if _of_a_program(request):
        return _told(_("The server failed. Nothing was changed; try again later."), "failed", 500)
    return render(None, "500.html", status=500)  # type: ignore[arg-type]


def _troubled(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    full = trouble is Trouble.NO_ROOM
    if _of_a_program(request):
        words = (
            _(
                "There is no room left on the server's disk. Nothing was changed; try again when room was made."
            )
            if full
            else _(
                "The database does not answer at the moment. Send the same again, with the same key, in a little while."
            )
        )
        answer = _told(words, trouble.name.lower(), trouble.value)
    else:
        context = {"full": full, "kept": kept_words(request)}
        answer = render(None, "web/trouble.html", context, status=trouble.value)  # type: ignore[arg-type]
    answer["Retry-After"] = str(COME_AGAIN)
    return answer


def _of_a_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _told(reason: str, code: str, status: int) -> HttpResponse:
    """A refusal in the API's own form."""
    return JsonResponse({"reason": reason, "field": "", "code": code}, status=status)


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
