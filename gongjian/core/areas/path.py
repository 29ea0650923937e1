"""The path column: a place in the area tree as text, searched by prefix through an ordinary index on both databases."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Lookup, Q

if TYPE_CHECKING:
    TextColumn = models.CharField[Any, Any]
else:
    TextColumn = models.CharField


class PathField(TextColumn):
    """Text compared byte by byte, so that `within` is one range of the index.

    `CharField` on SQLite already compares bytes; on PostgreSQL the column gets collation "C".
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        """Column type and check as usual, with byte order on PostgreSQL."""
        found: dict[str, Any] = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            found["collation"] = "C"
        return found


@PathField.register_lookup
class Within(Lookup):
    """`path__within=prefix`: the prefix itself and all below it. Paths end in "/", whose next byte is "0"."""

    lookup_name = "within"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The half-open range [prefix, prefix with its last "/" raised to "0")."""
        left, params = self.process_lhs(compiler, connection)
        prefix = str(self.rhs)
        if not prefix.endswith("/"):
            raise ValueError("an area path ends in '/'")
        return f"({left} >= %s AND {left} < %s)", (*params, prefix, *params, prefix[:-1] + "0")


@PathField.register_lookup
class Walked(Within):
    """`path__walked=prefix`: the same rows as `within`, tested one by one while another order is walked.

    SQLite would else gather all of them by the index on the path, and sort them for the sake of one page.
    """

    lookup_name = "walked"

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> tuple[str, Any]:
        """The column behind a sign that leaves its value alone and the index aside."""
        left, params = super().process_lhs(compiler, connection, lhs)
        return (f"+{left}" if connection.vendor == "sqlite" else left), params


def segment(number: int) -> str:
    """One step of a path: the area's id in base 36, followed by "/". A prefix of whole steps never matches half a step."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while True:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
        if not number:
            return text + "/"


def within_any(field: str, paths: "list[str] | tuple[str, ...] | frozenset[str]") -> Q:
    """Rows whose path lies under one of `paths`; no paths match no row."""
    condition = Q(pk__in=[])
    for path in topmost(paths):
        condition |= Q(**{f"{field}__within": path})
    return condition


def walked_any(field: str, paths: "list[str] | tuple[str, ...] | frozenset[str]") -> Q:
    """The rows of `within_any`, found by walking another order; see `Walked`."""
    condition = Q(pk__in=[])
    for path in topmost(paths):
        condition |= Q(**{f"{field}__walked": path})
    return condition


def topmost(paths: "list[str] | tuple[str, ...] | frozenset[str]") -> list[str]:
    """The paths that lie under no other of the list, sorted."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept
