"""One seeded world for all conformance tests; each test works in a savepoint of it and leaves nothing behind."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from tests.conformance.world import World, make_world


@pytest.fixture(scope="package")
def seeded(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, undone when the package's last test has run."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True  # type: ignore[attr-defined]
        outer.__enter__()
        try:
            world = make_world()
            if connection.vendor == "postgresql":
                connection.cursor().execute("ANALYZE")  # as a database at work would have done by itself
            yield world
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture
def db(seeded: World) -> Iterator[None]:
    """In place of pytest-django's: a savepoint in the seeded world, undone after the test."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(seeded: World, db: None) -> World:
    """The world as seeded; what the test changes is undone."""
    return seeded
