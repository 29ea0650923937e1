import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from gongjian.core.trail.actions import record
from gongjian.core.trail.digest import digest_of
from gongjian.core.trail.guards import missing
from gongjian.core.trail.models import TrailRow, Unsealed
from tests.cast import Cast
from tests.lifted import lifted_guards

NOW = dt.datetime(2026, 3, 5, 9, 30, 15, 123456, tzinfo=dt.UTC)


def write(cast: Cast, **more: object) -> TrailRow:
    facts = {
        "actor": cast.dispatcher,
        "obj": cast.community,
        "office": cast.office,
        "label": "甲一社区",
        "now": NOW,
    }
    with transaction.atomic():
        return record("areas.rename", **(facts | more))


def test_a_write_leaves_a_row_that_waits_for_its_seal(cast: Cast) -> None:
    row = write(cast, changes={"name": ["旧", "新"]}, reason="更名")
    kept = TrailRow.objects.get(pk=row.pk)
    assert (kept.model, kept.object_id, kept.actor) == ("areas.area", str(cast.community.pk), cast.dispatcher)
    assert kept.area_path == cast.office.path
    assert Unsealed.objects.get(row=kept).office_id == cast.office.pk


def test_the_digest_is_the_same_after_the_database_has_had_the_row(cast: Cast) -> None:
    odd = {
        "money": Decimal("1.50"),
        "share": 1e16,
        "day": dt.date(2026, 3, 5),
        "at": NOW,
        "rare": "𠮷䶮\x00",
        "n": None,
    }
    row = write(
        cast,
        changes=odd | {"list": [0.1, {"b": 1, "a": float("nan")}]},
        reason="\x00说明\ud800",
        label="长" * 300,
    )
    kept = TrailRow.objects.get(pk=row.pk)
    assert kept.digest == digest_of(kept) == digest_of(row)
    assert len(kept.label) == 200
    assert "\x00" not in kept.reason


@pytest.mark.parametrize("field", ["label", "action", "reason", "area_path", "object_id", "model"])
def test_the_digest_covers_every_column(cast: Cast, field: str) -> None:
    row = write(cast)
    setattr(row, field, "x")
    assert digest_of(row) != row.digest


def test_every_column_but_digest_and_id_is_covered() -> None:
    from gongjian.core.trail.digest import COVERED

    assert {field.attname for field in TrailRow._meta.fields} - {"id", "digest"} == set(COVERED)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_outside_a_transaction(cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="inside the action's transaction"):
        record("areas.rename", actor=None, obj=cast.office, office=cast.office, label="x", now=NOW)
    assert not TrailRow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_write_that_fails_takes_its_row_with_it(cast: Cast) -> None:
    def fail() -> None:
        write(cast)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fail()
    assert not TrailRow.objects.exists()
    assert not Unsealed.objects.exists()


def forbidden(statement: str, *params: object) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, params)


def test_nobody_changes_or_removes_a_row_even_by_hand(cast: Cast) -> None:
    row = write(cast)
    forbidden("UPDATE trail_trailrow SET label = 'x' WHERE id = %s", row.pk)
    forbidden("DELETE FROM trail_trailrow WHERE id = %s", row.pk)
    if connection.vendor == "postgresql":
        connection.check_constraints()  # deferred checks would forbid it too, with other words
        forbidden("TRUNCATE trail_trailrow CASCADE")
    else:
        names = ", ".join(field.column for field in TrailRow._meta.fields)
        forbidden(f"INSERT OR REPLACE INTO trail_trailrow ({names}) SELECT {names} FROM trail_trailrow")
    assert TrailRow.objects.get(pk=row.pk).label == "甲一社区"


def test_with_the_guards_lifted_a_row_can_be_changed(cast: Cast) -> None:
    row = write(cast)
    with lifted_guards():
        TrailRow.objects.filter(pk=row.pk).update(label="x")
    assert TrailRow.objects.get(pk=row.pk).label == "x"
    forbidden("UPDATE trail_trailrow SET label = 'y' WHERE id = %s", row.pk)


@pytest.mark.django_db
def test_all_guards_stand() -> None:
    assert missing(connection) == []
