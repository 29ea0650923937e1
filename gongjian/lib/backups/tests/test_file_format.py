"""A backup opens for whoever has its key, and says so when a single byte of it is another."""

import datetime as dt
import io
import os
import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongjian.lib.backups import blocks, sealed
from gongjian.lib.backups.keeping import Kept, to_keep
from gongjian.lib.backups.keyfile import close_keys, new_passphrase, open_keys
from gongjian.lib.backups.parts import BLOCK, PartsReader, PartsWriter
from gongjian.lib.backups.sealed import OpenedReader, SealingWriter, head_of
from gongjian.lib.problem import Problem

KEY = bytes(range(32))
PARTS = {"about": b"{}", "database": b"row " * 500, "files/ab/1.jpg": os.urandom(300), "files/ab/2.jpg": b""}


def made(parts: dict[str, bytes] = PARTS) -> bytes:
    file = io.BytesIO()
    writer = SealingWriter(file, head={"id": "1"}, key=KEY)
    out = PartsWriter(writer)
    for name, data in parts.items():
        out.add(name, [data], packed=not name.endswith(".jpg"))
    out.finish({"missing": []})
    writer.close()
    return file.getvalue()


def opened(data: bytes, key: bytes = KEY) -> dict[str, bytes]:
    reader = PartsReader(OpenedReader(io.BytesIO(data), key=key))
    return {name: b"".join(blocks) for name, blocks in reader}


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "PIECE", 256)


def test_what_was_put_in_comes_out(small_pieces: None) -> None:
    assert opened(made()) == PARTS
    big = {"database": os.urandom(3 * BLOCK + 5), "zeros": bytes(9 * BLOCK)}
    assert opened(made(big)) == big


def test_every_flipped_byte_is_found(small_pieces: None) -> None:
    data = made({"about": b"{}", "files/ab/1.jpg": os.urandom(300)})
    for place in range(len(data)):
        spoilt = bytearray(data)
        spoilt[place] ^= 1 << random.Random(place).randrange(8)
        with pytest.raises(Problem):
            opened(bytes(spoilt))


def test_every_cut_is_found(small_pieces: None) -> None:
    data = made({"about": b"{}", "files/ab/1.jpg": os.urandom(600)})
    for length in range(len(data)):
        with pytest.raises(Problem):
            opened(data[:length])
    with pytest.raises(Problem):
        opened(data + b"more")


def test_pieces_of_another_backup_or_place_do_not_fit(small_pieces: None) -> None:
    first, second = made({"database": os.urandom(2000)}), made({"database": os.urandom(2000)})
    cut = len(first) - 900
    with pytest.raises(Problem):
        opened(first[:cut] + second[cut:])


def test_another_key_is_said_to_be_another() -> None:
    with pytest.raises(Problem) as told:
        opened(made(), key=bytes(32))
    assert told.value.code == "wrong_key"


def test_whoever_has_no_key_reads_the_head_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "one"
    path.write_bytes(made())
    assert head_of(path)["id"] == "1" and b"row row" not in path.read_bytes()
    path.write_bytes(b"PK\x03\x04 a zip")
    with pytest.raises(Problem, match="no backup"):
        head_of(path)


def test_memory_stays_the_same_however_large_a_part_is(tmp_path: Path) -> None:
    def stream() -> Iterator[bytes]:
        for _number in range(64):
            yield bytes(BLOCK)

    peaks = []
    for times in (1, 6):
        tracemalloc.start()
        with (tmp_path / "one").open("w+b") as file:
            writer = SealingWriter(file, head={}, key=KEY)
            out = PartsWriter(writer)
            for number in range(times):
                out.add(f"files/{number}", stream(), packed=False)
            out.finish({})
            writer.close()
            file.seek(0)
            for _name, blocks_ in PartsReader(OpenedReader(file, key=KEY)):
                assert sum(map(len, blocks_)) == 64 * BLOCK
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0] < 20_000_000


def in_bits(data: bytes) -> Iterator[bytes]:
    return (data[start : start + 1000] for start in range(0, len(data), 1000))


def test_changes_over_an_earlier_state_give_the_later_one(tmp_path: Path) -> None:
    chance = random.Random(7)
    old, new, target = tmp_path / "old", tmp_path / "new", tmp_path / "target"
    for size in (10 * blocks.BLOCK, 12 * blocks.BLOCK + 77, 3 * blocks.BLOCK + 1):
        old.write_bytes(chance.randbytes(10 * blocks.BLOCK + 9))
        later = bytearray(old.read_bytes()[:size].ljust(size, b"\0"))
        later[5] ^= 1
        later[size - 1] ^= 1
        new.write_bytes(later)
        before, _whole = blocks.digests_of(old)
        changes = blocks.Changes(new, before)
        given = list(changes)
        target.write_bytes(old.read_bytes())
        with target.open("r+b") as file:
            blocks.apply(in_bits(b"".join(given)), file)
            file.truncate(changes.size)
        assert target.read_bytes() == later and blocks.digest_of(target) == changes.whole
        assert changes.count < 10


def test_the_key_file_opens_by_its_passphrase_as_typed_from_paper() -> None:
    passphrase = new_passphrase()
    data = close_keys({"field-0001.key": b"secret"}, passphrase=passphrase, cost=10)
    assert b"secret" not in data and b"field" not in data
    assert open_keys(data, passphrase=passphrase.upper().replace("-", " ")) == {"field-0001.key": b"secret"}
    for wrong, spoilt in ((passphrase + "a", data), (passphrase, data[:-1] + b"x")):
        with pytest.raises(Problem) as told:
            open_keys(spoilt, passphrase=wrong)
        assert told.value.code == "wrong_passphrase"


def test_days_weeks_and_months_stay_and_never_only_bad_ones() -> None:
    begin = dt.datetime(2025, 1, 1, 2, 30)
    nights = [Kept(f"{n}", begin + dt.timedelta(days=n), good=True) for n in range(500)]
    kept = sorted(int(name) for name in to_keep(nights))
    assert kept[-7:] == list(range(493, 500)) and 18 <= len(kept) <= 24
    months = {(begin + dt.timedelta(days=n)).strftime("%Y%m") for n in kept}
    assert len(months) == 12
    bad = [one._replace(good=False) for one in nights[:-400]] + [
        one._replace(good=None) for one in nights[-2:]
    ]
    assert "99" not in to_keep(bad) and "499" in to_keep(bad)
    one_day = [Kept(f"{n}", begin + dt.timedelta(hours=n), good=True) for n in range(9)]
    assert to_keep(one_day) == {"8", "7", "6"}
    only_good = [nights[0], *(one._replace(good=False) for one in nights[1:])]
    assert to_keep(only_good) == {"0", "499"}
