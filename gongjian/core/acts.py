"""One transaction for an act that calls other acts: those inside join it, at no cost, instead of marking their own place in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_DEPTH = "gongjian_acts"


@contextmanager
def one_act(*, apart: bool = False) -> Iterator[None]:
    """A transaction of its own, or the place of an act in which it is called: then a refusal inside undoes the outer act too.

    Whoever wants to go on after a refusal inside has the inner act stand `apart`, or puts `transaction.atomic()` around it.
    """
    depth = getattr(connection, _DEPTH, 0)
    joins = depth > 0 and connection.in_atomic_block and not apart
    setattr(connection, _DEPTH, depth + 1)
    try:
        with transaction.atomic(savepoint=not joins):
            yield
    finally:
        setattr(connection, _DEPTH, depth)
