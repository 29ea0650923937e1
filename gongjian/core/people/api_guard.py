"""Every operation of the API says who may call it, as every view does."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.security.session import SessionAuth

from gongjian.core.refusal import Refused

NOTHING_HERE = gettext_lazy("There is nothing at this address, or nothing that you may see.")


class AllowHolder(SessionAuth):
    """For signed-in people who hold the permission for some area; "" is everyone signed in.

    The operation narrows its rows by `request.access`.
    """

    def __init__(self, permission: str = "", reason: str = "") -> None:
        super().__init__()
        self.permission = permission
        self.policy = permission or f"signed in: {reason}"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The person, or None (401); a signed-in person without the permission gets 403."""
        person = super().authenticate(request, key)
        if person is None:
            return None
        if self.permission and not request.access.may_anywhere(self.permission):  # type: ignore[attr-defined]
            raise Refused(_("You do not hold a role that may do this."), code="not_allowed")
        return person


def allow_api(permission: str) -> AllowHolder:
    """Guard an operation with a permission: `@router.get("/", auth=allow_api("reports.view"))`."""
    return AllowHolder(permission)


def allow_api_signed_in(reason: str) -> AllowHolder:
    """Guard an operation for everyone signed in; `reason` says why that is enough."""
    return AllowHolder(reason=reason)
