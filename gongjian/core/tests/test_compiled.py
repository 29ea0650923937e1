"""A question that is written once answers like the queryset it came from, whatever the values."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.db.models import Count, Q
from django.db.transaction import TransactionManagementError

from gongjian.core.clock.models import SpecialDay
from gongjian.core.compiled import Compiled, hold_rows
from gongjian.core.people.models import Person
from tests.cast import Cast, make_person

pytestmark = pytest.mark.django_db


def test_values_take_the_places_of_the_examples(cast: Cast, django_assert_num_queries) -> None:
    named = Compiled(
        lambda name, pk: Person.objects.filter(Q(pk=pk) | Q(username=name)).order_by("pk"), name="?", pk=-1
    )
    with django_assert_num_queries(2):
        assert named.objects(name=cast.head.username, pk=cast.clerk.pk) == sorted(
            [cast.head, cast.clerk], key=lambda one: one.pk
        )
        assert named.first(name="nobody", pk=0) is None


def test_objects_bring_along_what_was_selected_with_them(cast: Cast, django_assert_num_queries) -> None:
    whole = Compiled(lambda pk: Person.objects.filter(pk=pk).select_related("office__parent"), pk=-1)
    person = whole.first(pk=cast.head.pk)
    with django_assert_num_queries(0):
        assert person is not None and person.office is not None
        assert person.office.parent == cast.office.parent
    assert whole.objects(pk=cast.clerk.pk) == [cast.clerk]


def test_days_and_truths_come_back_as_the_queryset_gives_them() -> None:
    for day, works in ((3, True), (5, False)):
        SpecialDay.objects.create(day=dt.date(2026, 3, day), works=works, name="x", source="y")
    rows = SpecialDay.objects.order_by("day").values_list("day", "works")
    after = Compiled(lambda day: rows.filter(day__gte=day), day=dt.date(1, 1, 1))
    assert after.rows(day=dt.date(2026, 3, 4)) == [(dt.date(2026, 3, 5), False)]
    assert after.rows(day=dt.date(2026, 3, 1)) == list(rows)


def test_objects_bring_along_what_was_annotated(cast: Cast) -> None:
    counted = Compiled(
        lambda pk, day: Person.objects.filter(pk=pk, is_active=True).annotate(
            roles=Count("holdings", filter=Q(holdings__since__lte=day))
        ),
        pk=-1,
        day=dt.date(1, 1, 1),
    )
    person = counted.first(pk=cast.clerk.pk, day=dt.date(9000, 1, 1))
    assert person is not None and getattr(person, "roles") == cast.clerk.holdings.count() > 0  # noqa: B009
    before = counted.first(pk=cast.clerk.pk, day=dt.date(1900, 1, 1))
    assert before is not None and getattr(before, "roles") == 0  # noqa: B009
    assert (
        counted.first(pk=0, day=dt.date(9000, 1, 1)) is None
    )  # a truth in the question is no place for a number


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_inside_a_transaction_only() -> None:
    make_person("甲", username="first")
    locked = Compiled(lambda name: Person.objects.select_for_update().filter(username=name), name="a name")
    with transaction.atomic():
        assert [one.name for one in locked.objects(name="first")] == ["甲"]
    if connection.vendor == "postgresql":
        assert "FOR UPDATE" in locked._on_this_database().sql
    with pytest.raises(TransactionManagementError):
        locked.objects(name="first")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's driver keeps statements by itself")
def test_the_server_plans_it_once_and_the_questions_of_others_each_time(cast: Cast) -> None:
    named = Compiled(lambda name: Person.objects.filter(username=name).values_list("name"), name="a name")
    for who in (cast.clerk, cast.head, cast.clerk, cast.head):
        assert named.rows(name=who.username) == [(who.name,)]
        assert Person.objects.filter(username=who.username, name=who.name).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%people_person%'")
        kept = [statement for (statement,) in cursor.fetchall()]
    assert kept.count(named._on_this_database().sql.replace("%s", "$1")) == 1
    assert not [one for one in kept if "LIMIT" in one]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's driver keeps statements by itself")
def test_behind_a_pooler_it_asks_the_same_and_nothing_is_kept(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    named = Compiled(lambda name: Person.objects.filter(username=name).values_list("pk"), name="a name")
    for _time in range(4):
        assert named.rows(name=cast.clerk.username) == [(cast.clerk.pk,)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        assert named._on_this_database().sql.replace("%s", "$1") not in [row[0] for row in cursor.fetchall()]


def test_rows_that_are_handed_over_are_asked_for_no_more(cast: Cast, django_assert_num_queries) -> None:
    held = list(cast.clerk.holdings.all())
    with_some, without = Person.objects.get(pk=cast.clerk.pk), Person.objects.get(pk=cast.head.pk)
    hold_rows(with_some, "holdings", held)
    hold_rows(without, "holdings", [])
    with django_assert_num_queries(0):
        assert list(with_some.holdings.all()) == held and list(without.holdings.all()) == []
    assert with_some.holdings.exclude(pk=held[0].pk).count() == len(held) - 1


def test_an_example_that_stands_nowhere_is_a_mistake() -> None:
    wrong = Compiled(lambda pk: Person.objects.filter(username="x"), pk=-1)
    with pytest.raises(ValueError, match="pk"):
        wrong.rows(pk=3)
