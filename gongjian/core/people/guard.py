"""Every view says who may call it. `AccessMiddleware` refuses a view that says nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

View = Callable[..., HttpResponse]
SEEING, GIVEN_PASSWORD, NO_SECOND_STEP = "seeing", "given_password", "no_second_step"


def allow(permission: str, *, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[View], View]:
    """For people who hold the permission for some area; the view narrows its rows by `request.access.paths(...)`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.access.may_anywhere(permission):  # type: ignore[attr-defined]
                raise PermissionDenied(permission)
            return _answer(view, methods, request, *args, **kwargs)

        return _marked(guarded, permission, methods)

    return decorate


def allow_signed_in(reason: str, *, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[View], View]:
    """For everyone signed in; `reason` says why that is enough (rows are scoped by the person herself)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            return _answer(view, methods, request, *args, **kwargs)

        return _marked(guarded, f"signed in: {reason}", methods)

    return decorate


def allow_public(reason: str, *, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[View], View]:
    """For everyone, without an account; `reason` says why."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return _answer(view, methods, request, *args, **kwargs)

        return _marked(guarded, f"public: {reason}", methods)

    return decorate


def fine_while(*states: str) -> Callable[[View], View]:
    """Marks a view, below its guard, that works even while seeing as another, before a given password is changed, or before the second
    step is set up that her office demands."""

    def decorate(view: View) -> View:
        view.fine_while = states  # type: ignore[attr-defined]
        return view

    return decorate


def _answer(
    view: View, methods: tuple[str, ...], request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    if request.method not in (*methods, "HEAD", "OPTIONS"):
        return HttpResponseNotAllowed(methods)
    return view(request, *args, **kwargs)


def _marked(view: View, policy: str, methods: tuple[str, ...]) -> View:
    view.policy = policy  # type: ignore[attr-defined]
    view.methods = methods  # type: ignore[attr-defined]
    return view
