"""Puts the person's access on the request, ends dead sessions, and refuses every view that declares no policy."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from gongjian.core.factors.state import must_set_up
from gongjian.core.people.access import access_of
from gongjian.core.people.actions.seeing import stop_seeing_as
from gongjian.core.people.guard import GIVEN_PASSWORD, NO_SECOND_STEP, SEEING
from gongjian.core.people.models import Person
from gongjian.core.people.seeing import current_view, may_go_on
from gongjian.core.people.sessions import is_over, note_seen

FOREIGN_VIEWS = ("django.views.i18n.", "django.contrib.staticfiles.", "ninja.", "django.views.static.")
HIGHEST_NUMBER = 2**63 - 1
SAFE = ("GET", "HEAD", "OPTIONS")


class AccessMiddleware:
    """`request.access` is built on first use, once per request; `request.seeing` is the view as another person.

    While an administrator sees as somebody else, `request.access` is that person's and `request.user` stays her own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.seeing = None  # type: ignore[attr-defined]
        request.access = SimpleLazyObject(lambda: _access(request))  # type: ignore[attr-defined]
        if request.session.session_key and (answer := _settle(request, now=timezone.now())):
            return answer
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Deny by default; change nothing while seeing as another; a given password is changed first, then a second step set
        up where the office demands one."""
        if any(isinstance(value, int) and value > HIGHEST_NUMBER for value in kwargs.values()):
            raise Http404  # no row has such a number, and the database would stumble over it
        view = getattr(view, "func", view)  # the description of the API is a partial
        foreign = getattr(view, "func", view).__module__.startswith(FOREIGN_VIEWS)
        if not foreign and not hasattr(view, "policy"):
            raise PermissionDenied(f"{view!r} declares no policy")
        fine_while = getattr(view, "fine_while", ())
        if request.seeing and request.method not in SAFE and SEEING not in fine_while:  # type: ignore[attr-defined]
            return _refuse(request, _read_only(request))
        if GIVEN_PASSWORD not in fine_while and _must_change_password(request, view):
            return _refuse(request, _("First choose a password of your own."), go_to="people:change_password")
        if NO_SECOND_STEP not in fine_while and _must_set_up(request, view):
            words = _("Your office asks for a second step when signing in. Set one up, then you can go on.")
            return _refuse(request, words, go_to="factors:protection")
        return None


def _refuse(request: HttpRequest, words: str, *, go_to: str = "") -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"reason": words, "field": ""}, status=403)
    if go_to:
        messages.info(request, words)
        return HttpResponseRedirect(reverse(go_to))
    return render(request, "people/read_only.html", {"words": words}, status=403)


def _read_only(request: HttpRequest) -> str:
    name = request.seeing.person.name  # type: ignore[attr-defined]
    return _("You see the pages as %(name)s, and can change nothing meanwhile. Stop first.") % {"name": name}


def _access(request: HttpRequest) -> Any:
    seeing = request.seeing  # type: ignore[attr-defined]
    return access_of(seeing.person if seeing else request.user)


def _settle(request: HttpRequest, *, now: dt.datetime) -> HttpResponse | None:
    if is_over(request):
        logout(request)
        return None
    if not request.user.is_authenticated:
        return None
    note_seen(request, now=now)
    seeing = current_view(request)
    if seeing is None:
        return None
    if may_go_on(seeing, user=request.user, now=now):
        request.seeing = seeing  # type: ignore[attr-defined]
        return None
    stop_seeing_as(seeing, now=now)
    del request.session[SEEING]
    messages.info(request, _("You see your own pages again. Nothing was changed."))
    return HttpResponseRedirect(reverse("people:account"))


def _must_set_up(request: HttpRequest, view: Any) -> bool:
    person = request.user
    return not _is_public(view) and isinstance(person, Person) and must_set_up(person, now=timezone.now())


def _is_public(view: Any) -> bool:
    return str(getattr(view, "policy", "")).startswith("public")


def _must_change_password(request: HttpRequest, view: Any) -> bool:
    if _is_public(view):
        return False
    person = request.user
    return isinstance(person, Person) and person.is_authenticated and person.password_given
