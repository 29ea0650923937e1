"""Every operation of the API says who may call it, as every view does; a program shows a token of a person's own."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.security.session import SessionAuth

from gongjian.core.people.access import access_of
from gongjian.core.people.actions.tokens import find_token
from gongjian.core.people.models import ApiToken
from gongjian.core.refusal import Refused

ROOT = "/api/v1/"
NOTHING_HERE = gettext_lazy("There is nothing at this address, or nothing that you may see.")


SAFE = ("GET", "HEAD", "OPTIONS")
BEARER = "bearer "


class AllowHolder(SessionAuth):
    """For people who hold the permission for some area, signed in or by a token; "" is everyone signed in.

    The operation narrows its rows by `request.access`. A token never does more than its person may, and where one is shown
    the session of a browser counts for nothing.
    """

    def __init__(self, permission: str = "", reason: str = "") -> None:
        super().__init__()
        self.permission = permission
        self.policy = permission or f"signed in: {reason}"

    def __call__(self, request: HttpRequest) -> Any:
        """By the token in the header `Authorization: Bearer …`, else by the session."""
        shown = request.headers.get("Authorization", "")
        if shown[: len(BEARER)].lower() != BEARER:
            return super().__call__(request)
        token = find_token(shown[len(BEARER) :].strip(), now=timezone.now())
        if token is None:
            return None
        request.user = token.person
        request.access = access_of(token.person)  # type: ignore[attr-defined]
        _check_reach(request, token)
        return self._holder(request, token.person)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The person, or None (401); a signed-in person without the permission gets 403."""
        person = super().authenticate(request, key)
        return None if person is None else self._holder(request, person)

    def _holder(self, request: HttpRequest, person: Any) -> Any:
        if self.permission and not request.access.may_anywhere(self.permission):  # type: ignore[attr-defined]
            raise Refused(_("You do not hold a role that may do this."), code="not_allowed")
        return person


def _check_reach(request: HttpRequest, token: ApiToken) -> None:
    if request.method not in SAFE and token.reach != ApiToken.Reach.WRITE:
        raise Refused(_("This token only reads. Make one that may write."), code="not_allowed")
    folder = request.path.removeprefix(ROOT).partition("/")[0]
    if token.folders and folder not in token.folders:
        raise Refused(_("This token does not open this part of the API."), code="not_allowed")


def allow_api(permission: str) -> AllowHolder:
    """Guard an operation with a permission: `@router.get("/", auth=allow_api("reports.view"))`."""
    return AllowHolder(permission)


def allow_api_signed_in(reason: str) -> AllowHolder:
    """Guard an operation for everyone signed in; `reason` says why that is enough."""
    return AllowHolder(reason=reason)
