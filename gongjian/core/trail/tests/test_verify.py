"""Playing the forger: whoever gets past the triggers is found, and the row is named."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from django.db import connection, transaction

from gongjian.core.trail import anchors
from gongjian.core.trail.doctor import check_trail
from gongjian.core.trail.flaw import Flaw, Kind
from gongjian.core.trail.guards import take_down
from gongjian.core.trail.models import Seal, TrailRow, Unsealed
from gongjian.core.trail.sealer import seal_pending
from gongjian.core.trail.verifier import verify
from gongjian.lib.chain import GENESIS, chain
from tests.cast import Cast
from tests.lifted import lifted_guards

from .conftest import NOW, Writer

LATER = NOW + dt.timedelta(minutes=5)


def sealed(write: Writer, count: int = 10) -> list[TrailRow]:
    rows = write(count)
    seal_pending(NOW + dt.timedelta(seconds=count))
    return rows


def flaw() -> Flaw | None:
    return verify(now=LATER).flaw


def test_an_untouched_trail_has_no_flaw(cast: Cast, write: Writer) -> None:
    sealed(write)
    write(3, office=cast.twin_office)
    seal_pending(NOW)
    verdict = verify(now=LATER)
    assert (verdict.rows, verdict.waiting, verdict.flaw) == (13, 0, None)


@pytest.mark.parametrize("column", ["label", "reason", "action", "object_id", "area_path"])
def test_a_changed_text_is_found(cast: Cast, write: Writer, column: str) -> None:
    rows = sealed(write)
    with lifted_guards():
        TrailRow.objects.filter(pk=rows[4].pk).update(**{column: "x"})
    assert flaw() == Flaw(Kind.CHANGED, cast.office.pk, number=5, row_id=rows[4].pk)


def test_a_changed_actor_moment_or_content_is_found(cast: Cast, write: Writer) -> None:
    rows = sealed(write, 3)
    for change in ({"actor": cast.head}, {"at": LATER}, {"changes": {"a": 1}}, {"office": cast.twin_office}):
        with transaction.atomic():
            with lifted_guards():
                TrailRow.objects.filter(pk=rows[1].pk).update(**change)
            assert flaw() == Flaw(Kind.CHANGED, cast.office.pk, number=2, row_id=rows[1].pk)
            transaction.set_rollback(True)


def test_a_change_with_a_digest_made_to_fit_is_found(cast: Cast, write: Writer) -> None:
    from gongjian.core.trail.digest import digest_of

    rows = sealed(write)
    rows[4].label = "x"
    with lifted_guards():
        TrailRow.objects.filter(pk=rows[4].pk).update(label="x", digest=digest_of(rows[4]))
    assert flaw() == Flaw(Kind.OUT_OF_PLACE, cast.office.pk, number=5, row_id=rows[4].pk)


def test_a_removed_row_is_found(cast: Cast, write: Writer) -> None:
    rows = sealed(write)
    with lifted_guards():
        Seal.objects.filter(row=rows[2]).delete()
        TrailRow.objects.filter(pk=rows[2].pk).delete()
    assert flaw() == Flaw(Kind.MISSING, cast.office.pk, number=3)


def test_a_row_removed_under_its_seal_is_found_by_its_id(cast: Cast, write: Writer) -> None:
    rows = sealed(write)
    gone = rows[2].pk
    with lifted_guards(), connection.constraint_checks_disabled(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            pytest.skip("PostgreSQL keeps the row while its seal stands")
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute("DELETE FROM trail_trailrow WHERE id = %s", [gone])
    assert flaw() == Flaw(Kind.MISSING, cast.office.pk, number=3, row_id=gone)
    transaction.set_rollback(True)


def test_swapped_rows_are_found(cast: Cast, write: Writer) -> None:
    rows = sealed(write)
    first, second = Seal.objects.get(row=rows[3]), Seal.objects.get(row=rows[7])
    with lifted_guards():
        Seal.objects.filter(pk=second.pk).delete()
        Seal.objects.filter(pk=first.pk).update(row=rows[7])
        second.row = rows[3]
        second.save(force_insert=True)
    assert flaw() == Flaw(Kind.OUT_OF_PLACE, cast.office.pk, number=4, row_id=rows[7].pk)


@pytest.mark.django_db(transaction=True)
def test_a_tail_that_was_cut_off_is_found(cast: Cast, write: Writer) -> None:
    rows = sealed(write)
    with lifted_guards():
        Seal.objects.filter(number__gt=7).delete()
        TrailRow.objects.filter(pk__gt=rows[6].pk).delete()
    assert flaw() == Flaw(Kind.CUT_OFF, cast.office.pk, number=8, last=10)


@pytest.mark.django_db(transaction=True)
def test_whoever_takes_the_heads_away_is_noticed(cast: Cast, write: Writer) -> None:
    sealed(write)
    assert [one.grade for one in check_trail()] == ["good"]
    shutil.rmtree(anchors.folder())
    assert [one.grade for one in check_trail()] == ["warning"]


def test_heads_are_found_again_when_the_home_folder_was_moved(
    settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite keeps its file in the home folder")
    names = []
    for home in ("/srv/one", "/mnt/restored"):
        settings.HOME = Path(home)
        monkeypatch.setitem(connection.settings_dict, "NAME", f"{home}/gongjian.sqlite3")
        names.append(anchors.folder().name)
    assert names[0] == names[1]


@pytest.mark.django_db(transaction=True)
def test_a_whole_chain_that_was_taken_away_is_found(cast: Cast, write: Writer) -> None:
    sealed(write)
    with lifted_guards():
        Seal.objects.all().delete()
        TrailRow.objects.all().delete()
    assert flaw() == Flaw(Kind.CUT_OFF, cast.office.pk, number=1, last=10)


@pytest.mark.django_db(transaction=True)
def test_a_chain_written_anew_from_the_forged_row_on_is_found(cast: Cast, write: Writer) -> None:
    from gongjian.core.trail.digest import digest_of

    rows = sealed(write)
    rows[4].label = "x"
    rows[4].digest = digest_of(rows[4])
    link = GENESIS
    with lifted_guards():
        TrailRow.objects.filter(pk=rows[4].pk).update(label="x", digest=rows[4].digest)
        for row in rows:
            link = chain(link, row.digest)
            Seal.objects.filter(row=row).update(chain=link)
    assert flaw() == Flaw(Kind.REWRITTEN, cast.office.pk, number=10, row_id=rows[9].pk)


def test_a_row_put_in_by_hand_is_found(cast: Cast, write: Writer) -> None:
    sealed(write)
    [row] = write(1)
    Unsealed.objects.filter(row=row).delete()
    assert flaw() == Flaw(Kind.STRAY, cast.office.pk, row_id=row.pk)


def test_a_row_changed_before_it_was_sealed_is_found(cast: Cast, write: Writer) -> None:
    [row] = write(1)
    with lifted_guards():
        TrailRow.objects.filter(pk=row.pk).update(label="x")
    assert flaw() == Flaw(Kind.CHANGED, cast.office.pk, row_id=row.pk)


def test_rows_that_wait_too_long_are_counted(cast: Cast, write: Writer) -> None:
    write(2)
    assert verify(now=NOW + dt.timedelta(seconds=5)).waiting == 0
    assert verify(now=LATER).waiting == 2


def test_every_flaw_names_the_row_and_the_office(cast: Cast, write: Writer) -> None:
    [row] = write(1)
    for kind in Kind:
        for number in (1, None):
            words = Flaw(kind, cast.office.pk, number=number, row_id=row.pk, last=9).words()
            assert cast.office.short_name in words
            assert kind is Kind.CUT_OFF or (str(row.pk) in words and "第0行" in words)


def test_the_doctor_says_what_is_wrong_and_what_to_do(cast: Cast, write: Writer) -> None:
    rows = sealed(write)
    anchors.keep(cast.office.pk, 10, Seal.objects.get(number=10).chain)
    assert [found.grade for found in check_trail()] == ["good"]
    take_down(connection)
    TrailRow.objects.filter(pk=rows[0].pk).update(label="x")
    found = check_trail()
    assert [one.grade for one in found] == ["bad", "bad"]
    assert str(rows[0].pk) in found[0].words
    assert "trail_trailrow" in found[1].words


def test_a_hundred_forgeries_at_random_places_are_all_found(cast: Cast, write: Writer) -> None:
    import random

    rng = random.Random(20260305)
    rows = sealed(write, 60)
    for _round in range(100):
        victim = rng.randrange(60)
        row = rows[victim]
        act = rng.choice(["edit", "delete", "swap"])
        with transaction.atomic():
            with lifted_guards():
                if act == "edit":
                    TrailRow.objects.filter(pk=row.pk).update(label=f"{row.label}.")
                elif act == "delete":
                    Seal.objects.filter(row=row).delete()
                    TrailRow.objects.filter(pk=row.pk).delete()
                else:
                    other = rows[(victim + 1 + rng.randrange(59)) % 60]
                    TrailRow.objects.filter(pk=row.pk).update(
                        label=other.label, at=other.at, digest=other.digest
                    )
            found = flaw()
            transaction.set_rollback(True)
        if act == "delete" and victim == 59:
            continue  # a cut tail shows only against the head outside, which these rows never reached
        assert found is not None, (act, victim)
        assert found.number == victim + 1, (act, victim)
