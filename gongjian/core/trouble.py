"""Troubles that pass by themselves: a database that does not answer, is busy for too long, or a disk without room. They
get an answer of their own, so that people and programs know that they may come again."""

import errno
from collections.abc import Iterator
from enum import Enum

from django.db import InterfaceError, OperationalError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
PASSING = ("08", "53", "55P03", "57014", "57P", "40001", "40P01")
"""Classes and codes of PostgreSQL: lost connections, too few means, locks waited for in vain, shutting down."""
PASSING_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_PROTOCOL")


class Trouble(Enum):
    """Its name is the code that programs are told."""

    NO_DATABASE = 503
    NO_ROOM = 507


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Which passing trouble is behind the error; None when it is the product's own fault."""
    chain = list(_chain(error))
    if any(map(_is_full, chain)):
        return Trouble.NO_ROOM
    return Trouble.NO_DATABASE if any(map(_is_away, chain)) else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _is_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return True
    return (
        getattr(error, "sqlite_errorname", "") == "SQLITE_FULL" or getattr(error, "sqlstate", "") == "53100"
    )


def _is_away(error: BaseException) -> bool:
    """A driver's own error by its code; Django's errors only say the same again, but for those without any code."""
    if name := getattr(error, "sqlite_errorname", ""):
        return str(name).startswith(PASSING_SQLITE)
    if code := getattr(error, "sqlstate", ""):
        return str(code).startswith(PASSING)
    if isinstance(error, OperationalError | InterfaceError):
        return error.__cause__ is None
    return type(error).__module__.partition(".")[0] == "psycopg" and type(error).__name__ in (
        "OperationalError",
        "ConnectionTimeout",
        "InterfaceError",
    )
