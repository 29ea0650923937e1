"""The twins and the visitors, made once on top of the seeded world; each test works in a savepoint."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from gongjian.core.papers import pdf, setting
from tests.conformance.access.twins import Twins, make_twins
from tests.conformance.access.visitors import Visitor, make_visitors
from tests.conformance.world import World

PINNING = bool(os.environ.get("PIN_ACCESS"))
"""Whether this run writes the tables anew instead of comparing with them."""


@pytest.fixture(scope="package")
def made(seeded: World, django_db_blocker: Any) -> Iterator[tuple[Twins, dict[str, Visitor]]]:
    """Twins and visitors, undone when the package's last test has run."""
    with django_db_blocker.unblock(), transaction.atomic():
        twins = make_twins(seeded)
        yield twins, make_visitors(twins)
        transaction.set_rollback(True)


@pytest.fixture
def db(made: Any) -> Iterator[None]:
    """A savepoint in which twins and visitors are there, undone after the test."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def twins(made: Any, db: None) -> Twins:
    """The communities A, B and C."""
    return made[0]


@pytest.fixture
def visitors(made: Any, db: None) -> dict[str, Visitor]:
    """Somebody for every role in A."""
    return made[1]


@pytest.fixture(autouse=True)
def _papers_say_what_they_were_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF's letters are drawn, not written: in its place stands what it was made of."""

    def compiled(template: str, data: dict[str, Any], *, pictures: Any = ()) -> bytes:
        return b"%PDF" + json.dumps(data, ensure_ascii=False, default=str).encode()

    monkeypatch.setattr(pdf, "compiled", compiled)
    monkeypatch.setattr(setting, "compiled", compiled)
