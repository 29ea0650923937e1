"""Rows written together are the rows that Django would write, with ids that nobody else gets."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from gongjian.core.items.models import Clock, Item, Step
from gongjian.core.items.tests.conftest import TUESDAY
from gongjian.core.rows import insert, insert_objects, reserve_ids
from tests.items import make_item

pytestmark = pytest.mark.django_db


def test_ids_are_reserved_inside_a_transaction_only(transactional_db):
    with pytest.raises(RuntimeError):
        reserve_ids(Item, 3)


def test_reserved_ids_follow_the_rows_that_are_there_and_are_not_given_again(cast):
    first = make_item(cast)
    ids = reserve_ids(Item, 3)
    assert ids == sorted(set(ids)) and ids[0] > first.pk
    steps = [Step(pk=pk, item=first, move="note", target="new", at=TUESDAY, data={"n": pk, "x": [1.5, "二"]})
             for pk in reserve_ids(Step, 3)]  # fmt: skip
    insert_objects(Step, steps)
    later = Step.objects.create(item=first, move="note", target="new", at=TUESDAY)
    assert later.pk > max(step.pk for step in steps)


def test_what_is_written_together_reads_back_as_it_was(cast):
    item = make_item(cast)
    step = Step(pk=reserve_ids(Step, 1)[0], item=item, move="note", target="new", note="𠮷\n\t\\N ' \" ;", at=TUESDAY,
                data={"a": None, "b": [1, "\\"]})  # fmt: skip
    insert_objects(Step, [step])
    found = Step.objects.get(pk=step.pk)
    for column in Step._meta.concrete_fields:
        assert getattr(found, column.attname) == getattr(step, column.attname), column.name
    found.refresh_from_db()
    assert found.at == TUESDAY.astimezone(dt.UTC)


def test_a_hundred_rows_cost_as_many_queries_as_one(cast):
    item = make_item(cast)

    def count(number: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            ids = reserve_ids(Step, number)
            insert_objects(Step, [Step(pk=pk, item=item, move="n", target="new", at=TUESDAY) for pk in ids])
        return len(asked)

    assert count(100) == count(1)


def test_no_rows_are_no_statement(cast):
    with CaptureQueriesContext(connection) as asked:
        insert(Clock, ("name",), [])
    assert not asked.captured_queries


def test_a_row_that_breaks_a_rule_is_said_as_django_says_it(cast):
    item = make_item(cast)
    again = Item(**{column.attname: getattr(item, column.attname) for column in Item._meta.concrete_fields})
    again.pk = reserve_ids(Item, 1)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_objects(Item, [again])
    assert Item.objects.count() == 1
