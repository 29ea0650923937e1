"""What the tests of imports share: a moment, a year that is still to come, and a workbook brought to its preview."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from gongjian.core.intake.actions import confirm, receive, set_columns
from gongjian.core.intake.models import Batch
from gongjian.core.intake.steps import take_step
from gongjian.core.intake.tests.books import book_bytes
from tests.cast import Cast

NOW = timezone.now()
YEAR = timezone.localtime(NOW).year + 1
DAY = dt.date(YEAR, 6, 30)


@pytest.fixture
def bring(cast: Cast) -> Callable[..., Batch]:
    """A workbook, received and read."""

    def work(
        data: bytes | list[list[Any]], *, name: str = "任务.xlsx", person: Any = None, **how: Any
    ) -> Batch:
        content = data if isinstance(data, bytes) else book_bytes(data, **how)
        person = person or cast.secretary
        batch, _new = receive(
            "tasks", office=cast.office, name=name, chunks=[content], person=person, now=NOW
        )
        return take_step(batch, now=NOW)

    return work


@pytest.fixture
def checked(bring: Callable[..., Batch], cast: Cast) -> Callable[..., Batch]:
    """A workbook whose rows were checked with the suggested columns."""

    def work(data: bytes | list[list[Any]], **how: Any) -> Batch:
        batch = bring(data, **how)
        assert batch.state == Batch.State.CHOOSING, batch.problem
        mapping = {int(place): name for place, name in batch.mapping.items()}
        options = {"year": str(YEAR), "plan": "全年工作"}
        batch = set_columns(batch, mapping=mapping, options=options, person=batch.person, now=NOW)
        return take_step(batch, now=NOW)

    return work


@pytest.fixture
def imported(checked: Callable[..., Batch]) -> Callable[..., Batch]:
    """A workbook that came in."""

    def work(data: bytes | list[list[Any]], **how: Any) -> Batch:
        batch = checked(data, **how)
        assert batch.state == Batch.State.READY, batch.problem
        return take_step(confirm(batch, person=batch.person, now=NOW, queued=False), now=NOW)

    return work
