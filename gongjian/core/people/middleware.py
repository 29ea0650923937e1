"""Puts the person's access on the request and refuses every view that declares no policy."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from gongjian.core.people.access import access_of

FOREIGN_VIEWS = ("django.views.i18n.", "django.contrib.staticfiles.", "ninja.", "django.views.static.")


class AccessMiddleware:
    """`request.access` is built on first use, once per request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = SimpleLazyObject(lambda: access_of(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Deny by default."""
        if hasattr(view, "policy") or view.__module__.startswith(FOREIGN_VIEWS):
            return
        raise PermissionDenied(f"{view.__module__}.{view.__qualname__} declares no policy")
