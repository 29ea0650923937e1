"""Whole files sealed on disk: read back as they were, and not at all when a piece was changed, moved or cut off."""

from pathlib import Path

import pytest

from gongjian.core.privacy import streams
from gongjian.core.privacy.provider import CannotUnseal
from gongjian.core.privacy.streams import SealingWriter, open_sealed


def sealed(path: Path, data: bytes, *, name: str = "a") -> Path:
    with path.open("wb") as target:
        writer = SealingWriter(target, name=name)
        for place in range(0, len(data), 7):
            writer.write(data[place : place + 7])
        writer.close()
    return path


def read(path: Path, *, name: str = "a") -> bytes:
    with open_sealed(path, name=name) as file:
        return file.read()


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PIECE", 10)


@pytest.mark.parametrize("length", [0, 1, 10, 11, 20, 25])
def test_a_file_comes_back_whatever_its_length(tmp_path: Path, length: int) -> None:
    data = bytes(range(length))
    assert read(sealed(tmp_path / "x", data)) == data


def test_under_another_name_cut_short_or_without_its_mark_it_does_not_open(tmp_path: Path) -> None:
    path = sealed(tmp_path / "x", b"0123456789abcdefghij!")
    with pytest.raises(CannotUnseal):
        read(path, name="b")
    whole = path.read_bytes()
    piece = 4 + 12 + 10 + 16
    head = len(streams.MARK) + 3
    swapped = (
        whole[:head]
        + whole[head + piece : head + 2 * piece]
        + whole[head : head + piece]
        + whole[head + 2 * piece :]
    )
    for other in (
        whole[:-1],
        whole[: head + 2 * piece],
        whole[: head + piece],
        whole[:head],
        swapped,
        b"PK" + whole,
        b"",
    ):
        path.write_bytes(other)
        with pytest.raises(CannotUnseal):
            read(path)
