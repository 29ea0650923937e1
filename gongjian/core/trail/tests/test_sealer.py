import contextlib
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from gongjian.core.trail import anchors, sealer
from gongjian.core.trail.models import Seal, Unsealed
from gongjian.core.trail.sealer import seal_office, seal_pending
from gongjian.core.trail.verifier import verify
from tests.cast import Cast

from .conftest import NOW, Writer


def test_waiting_rows_are_chained_office_by_office(cast: Cast, write: Writer) -> None:
    write(3)
    write(2, office=cast.twin_office)
    assert seal_pending(NOW) == 5
    numbers = Seal.objects.order_by("office_id", "number").values_list("office_id", "number")
    assert list(numbers) == [(cast.office.pk, n) for n in (1, 2, 3)] + [
        (cast.twin_office.pk, n) for n in (1, 2)
    ]
    assert not Unsealed.objects.exists()
    assert seal_pending(NOW) == 0


def test_a_chain_goes_on_where_it_stood(cast: Cast, write: Writer) -> None:
    for _round in range(3):
        write(2)
        seal_pending(NOW)
    assert list(Seal.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert verify(now=NOW).flaw is None


def test_no_more_than_asked_for_is_sealed_at_a_time(cast: Cast, write: Writer) -> None:
    write(7)
    assert seal_pending(NOW, limit=5) == 5
    assert Unsealed.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_head_is_kept_outside_the_database(cast: Cast, write: Writer) -> None:
    write(4)
    seal_pending(NOW)
    head = anchors.read(cast.office.pk)
    assert head == anchors.Anchor(4, Seal.objects.get(number=4).chain)
    anchors.keep(cast.office.pk, 2, "0" * 64)
    assert anchors.read(cast.office.pk) == head


@pytest.mark.django_db(transaction=True)
def test_a_sealer_killed_before_its_commit_leaves_the_rows_waiting(cast: Cast, write: Writer) -> None:
    write(3)

    def killed() -> None:
        seal_office(cast.office.pk, now=NOW)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        killed()
    assert (Seal.objects.count(), Unsealed.objects.count()) == (0, 3)
    assert anchors.read(cast.office.pk) is None


def race(office_id: int, monkeypatch: pytest.MonkeyPatch, *, locked: bool) -> list[BaseException]:
    """Four sealers that all read the head of the chain before any of them writes, where nothing stops them."""
    meeting = threading.Barrier(4)
    links = sealer._links

    def slow_links(*args: object, **kwargs: object) -> list[Seal]:
        found = links(*args, **kwargs)  # type: ignore[arg-type]
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=0.5)
        return found

    monkeypatch.setattr(sealer, "_links", slow_links)
    trouble: list[BaseException] = []

    def work() -> None:
        try:
            seal_office(office_id, now=NOW, limit=5, locked=locked)
        except IntegrityError as error:
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return trouble


@pytest.mark.django_db(transaction=True)
def test_sealers_side_by_side_make_one_chain(
    cast: Cast, write: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(20)
    assert race(cast.office.pk, monkeypatch, locked=True) == []
    assert list(Seal.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 21))
    assert verify(now=NOW).flaw is None


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_collide_and_the_unique_place_holds(
    cast: Cast, write: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time, with or without the lock")
    write(20)
    assert race(cast.office.pk, monkeypatch, locked=False) != []
    monkeypatch.undo()
    seal_pending(NOW)
    assert verify(now=NOW).flaw is None


@pytest.mark.django_db(transaction=True)
def test_rows_written_while_sealing_goes_on_are_all_sealed(cast: Cast, write: Writer) -> None:
    done = threading.Event()

    def seal() -> None:
        while not done.is_set():
            seal_pending(NOW)
        connection.close()

    thread = threading.Thread(target=seal)
    thread.start()
    for _round in range(40):
        write(3)
    done.set()
    thread.join()
    seal_pending(NOW)
    assert Seal.objects.count() == 120
    assert verify(now=NOW).flaw is None
