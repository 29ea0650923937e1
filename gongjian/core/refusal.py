"""A refusal: the one exception by which an action says no, in words a clerk can read."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Refused(Exception):
    """An action was not done, nothing was changed, and `reason` says why and what to do. `field` names the input."""

    def __init__(self, reason: "str | _StrPromise", *, field: str = "", code: str = "refused") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field
        self.code = code
