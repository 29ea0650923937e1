"""A server goes on while an upgrade beside it changes the tables that its statements were planned for."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import NotSupportedError, connection, transaction

from gongjian.core.planned import planned_rows
from tests.database import database_address

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite's driver looks whether the tables have changed"
    ),
]
ASKED = "SELECT word FROM planned_words WHERE number = %s"


@pytest.fixture
def beside() -> Iterator[psycopg.Connection]:
    """Another process's connection, and a table whose one row was asked for often enough to be planned."""
    with psycopg.connect(database_address(), autocommit=True) as other:
        other.execute("CREATE TABLE planned_words (number int PRIMARY KEY, word varchar(10))")
        other.execute("INSERT INTO planned_words VALUES (1, '路灯')")
        for _time in range(4):
            assert planned_rows(ASKED, [1]) == [("路灯",)]
        other.execute("ALTER TABLE planned_words ALTER COLUMN word TYPE varchar(20)")
        yield other
        connection.close()
        other.execute("DROP TABLE planned_words")


def test_a_page_is_answered_as_if_nothing_had_happened(beside: psycopg.Connection) -> None:
    assert planned_rows(ASKED, [1]) == [("路灯",)]


def test_an_act_is_refused_once_whole_and_the_next_goes_through(beside: psycopg.Connection) -> None:
    with pytest.raises(NotSupportedError), transaction.atomic():
        planned_rows(ASKED, [1])
    with transaction.atomic():
        assert planned_rows(ASKED, [1]) == [("路灯",)]
