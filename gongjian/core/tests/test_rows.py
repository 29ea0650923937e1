"""Objects written by statements that are put together once are as if Django had saved them."""

import datetime as dt

import pytest
from django.db import DatabaseError
from django.db.models.signals import post_save

from gongjian.core.clock.models import SpecialDay, TimeLimit
from gongjian.core.rows import add, change
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _limit(cast: Cast, name: str, amount: int) -> TimeLimit:
    return TimeLimit(
        office=cast.office, kind="report", name=name, amount=amount, unit="work_days", since=dt.date(2026, 1, 1), source="文件"
    )  # fmt: skip


def test_several_are_added_by_one_statement_and_get_their_ids(cast: Cast, django_assert_num_queries) -> None:
    one, other = _limit(cast, "handle", 3), _limit(cast, "check", 2)
    with django_assert_num_queries(1):
        add(one, other)
    assert TimeLimit.objects.get(pk=one.pk).amount == 3 and not one._state.adding
    kept = TimeLimit.objects.get(pk=other.pk)
    assert (kept.office, kept.since, kept.until, kept.roll) == (cast.office, dt.date(2026, 1, 1), None, False)


def test_whoever_listens_hears_of_each(cast: Cast) -> None:
    heard = []
    listen = lambda instance, created, **_facts: heard.append((instance.name, created))  # noqa: E731
    post_save.connect(listen, sender=TimeLimit)
    add(_limit(cast, "handle", 3), _limit(cast, "check", 2))
    post_save.disconnect(listen, sender=TimeLimit)
    assert heard == [("handle", True), ("check", True)]


def test_only_the_named_columns_change(cast: Cast) -> None:
    limit = _limit(cast, "handle", 3)
    add(limit)
    limit.amount, limit.source = 5, "别处"
    change(limit, "amount")
    kept = TimeLimit.objects.get(pk=limit.pk)
    assert (kept.amount, kept.source) == (5, "文件")


def test_a_row_that_is_gone_is_said_to_be(cast: Cast) -> None:
    day = SpecialDay.objects.create(day=dt.date(2026, 3, 5), works=True, name="x", source="y")
    SpecialDay.objects.all().delete()
    day.works = False
    with pytest.raises(DatabaseError, match="2026-03-05 is gone"):
        change(day, "works")
