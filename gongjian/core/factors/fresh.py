"""Whether somebody proved a moment ago that it is she who sits here: asked before her protection is changed."""

import datetime as dt
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from gongjian.core.people.guard import View

FRESH = "fresh_at"
LASTS = dt.timedelta(minutes=10)
OWN_PAGE = "factors:protection"


def note_fresh(request: HttpRequest, *, now: dt.datetime) -> None:
    """She has just shown a password, a code or a passkey."""
    request.session[FRESH] = now.isoformat()


def is_fresh(request: HttpRequest, *, now: dt.datetime) -> bool:
    """Whether that was no longer than ten minutes ago."""
    shown = request.session.get(FRESH)
    return shown is not None and now - dt.datetime.fromisoformat(shown) <= LASTS


def needs_fresh(view: View) -> View:
    """Below the guard: leads to the page that asks for a password, a code or a passkey, and back. What was sent is not
    done before that."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request, now=timezone.now()):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else reverse(OWN_PAGE)
        return HttpResponseRedirect(f"{reverse('factors:confirm')}?{urlencode({'next': back})}")

    return asked
