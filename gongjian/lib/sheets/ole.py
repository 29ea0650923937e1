"""The names of the streams in an OLE compound file (old .xls, encrypted .xlsx), and their first bytes."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gongjian.lib.sheets.bad import BadBook

FREE = 0xFFFFFFFA  # from here on a sector number is a mark, not a place
MOST_SECTORS = 60_000
SMALL = 4096  # streams of fewer bytes lie in sectors of another kind
FILEPASS = 0x2F
CODEPAGE = 0x42
RECORDS_LOOKED_AT = 4096  # a password's record is among the first


class Stream(NamedTuple):
    """A stream's first sector and its size in bytes."""

    first: int
    size: int


def streams_of(path: Path) -> dict[str, Stream]:
    """The streams by name; nothing where the directory cannot be followed."""
    return streams_in(path.read_bytes())


def streams_in(data: bytes) -> dict[str, Stream]:
    """The same of a file's bytes."""
    try:
        return _Compound(data).streams()
    except (struct.error, IndexError, ValueError, UnicodeDecodeError):
        return {}


def stream_bytes(path: Path, stream: Stream, *, most: int) -> bytes:
    """The first bytes of a stream that is large enough to lie in ordinary sectors; nothing where it cannot be read."""
    try:
        return _Compound(path.read_bytes()).read(stream.first, most)[: stream.size]
    except (struct.error, IndexError, ValueError):
        return b""


class Sectors(NamedTuple):
    """A stream's bytes, and where in the file its sectors lie."""

    data: bytes
    starts: list[int]
    size: int

    def place_of(self, offset: int) -> int:
        """Where in the file a byte of the stream lies."""
        return self.starts[offset // self.size] + offset % self.size


def whole_stream(path: Path) -> Sectors | None:
    """The records of an old workbook; None where they lie in small sectors or cannot be followed."""
    streams = {name.lower(): stream for name, stream in streams_of(path).items()}
    stream = streams.get("workbook") or streams.get("book")
    if stream is None or stream.size < SMALL:
        return None
    try:
        compound = _Compound(path.read_bytes())
        starts = compound.starts(stream.first, stream.size)
        data = b"".join(compound.data[start : start + compound.size] for start in starts)
    except (struct.error, IndexError, ValueError):
        return None
    return Sectors(data[: stream.size], starts, compound.size)


def check_old(path: Path) -> None:
    """Raise BadBook for an old .xls that is locked with a password: its records begin with a FILEPASS."""
    streams = {name.lower(): stream for name, stream in streams_of(path).items()}
    stream = streams.get("workbook") or streams.get("book")
    if stream and any(
        kind == FILEPASS for kind, _ in records(stream_bytes(path, stream, most=RECORDS_LOOKED_AT))
    ):
        raise BadBook("encrypted")


class CodePage(NamedTuple):
    """Where in the file an old workbook names the code page of its texts, and which."""

    offset: int
    number: int


def code_page(path: Path) -> CodePage | None:
    """The code page of a workbook of Excel 95 or older, whose texts are not in Unicode; None for others."""
    streams = {name.lower(): stream for name, stream in streams_of(path).items()}
    stream = streams.get("book")
    if stream is None or "workbook" in streams:
        return None
    start, place = stream_bytes(path, stream, most=RECORDS_LOOKED_AT), 0
    for kind, data in records(start):
        if (
            kind == CODEPAGE and len(data) == 2 and place + 6 <= 512
        ):  # within the first sector, so in one piece
            return CodePage(_first_byte(path, stream) + place + 4, struct.unpack("<H", data)[0])
        place += 4 + len(data)
    return None


def _first_byte(path: Path, stream: Stream) -> int:
    with path.open("rb") as file:
        return (stream.first + 1) * (1 << int.from_bytes(file.read(32)[30:], "little"))


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a workbook's stream (BIFF) that are whole: kind and contents."""
    place = 0
    while place + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, place)
        place += 4
        if place + length > len(data):
            return
        yield kind, data[place : place + length]
        place += length


class _Compound:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.size = 1 << struct.unpack_from("<H", data, 30)[0]
        if self.size not in (512, 4096):
            raise ValueError("no sector size of a compound file")
        self.table = self._table()

    def streams(self) -> dict[str, Stream]:
        first = struct.unpack_from("<I", self.data, 48)[0]
        entries = self.read(first, 128 * 4096)
        found = {}
        for place in range(0, len(entries) - 127, 128):
            length, kind = struct.unpack_from("<HB", entries, place + 64)
            if kind == 2 and 2 <= length <= 64:
                name = entries[place : place + length - 2].decode("utf-16-le")
                found[name] = Stream(*struct.unpack_from("<II", entries, place + 116))
        return found

    def read(self, sector: int, most: int) -> bytes:
        return b"".join(self.data[start : start + self.size] for start in self.starts(sector, most))

    def starts(self, sector: int, most: int) -> list[int]:
        """Where the sectors of a chain begin in the file, as far as `most` bytes reach."""
        found: list[int] = []
        while sector < FREE and len(found) * self.size < most and len(found) < MOST_SECTORS:
            found.append((sector + 1) * self.size)
            sector = self.table[sector]
        return found

    def _table(self) -> list[int]:
        """The sector allocation table, by way of the 109 places in the header and the chain behind them."""
        places = [place for place in struct.unpack_from("<109I", self.data, 76) if place < FREE]
        more, count = struct.unpack_from("<II", self.data, 68)
        each = self.size // 4
        for _ in range(min(count, 1000)):
            if more >= FREE:
                break
            chain = struct.unpack_from(f"<{each}I", self.data, (more + 1) * self.size)
            places += [place for place in chain[:-1] if place < FREE]
            more = chain[-1]
        table: list[int] = []
        for place in places[:MOST_SECTORS]:
            if (place + 2) * self.size <= len(self.data):
                table += struct.unpack_from(f"<{each}I", self.data, (place + 1) * self.size)
        return table
