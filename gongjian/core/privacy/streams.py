"""Whole files sealed on disk: written and read piece by piece, so that no large file stands in memory.

A sealed file is: mark, mark of the cipher (1 byte), number of the key (2 bytes), then pieces with their length before them.
Each piece is bound to the file's name, its place and whether it is the last: none can be changed, moved, or cut off unseen.
"""

import io
from pathlib import Path
from typing import IO

from gongjian.core.privacy.keys import field_key, newest_number
from gongjian.core.privacy.provider import PROVIDER, CannotUnseal
from gongjian.lib.pieces import PieceWriter

MARK = b"GJSEAL"
PIECE = 256 * 1024


class SealingWriter(PieceWriter):
    """Seals what is written to it into `target`; `close` writes the last piece and leaves the target open."""

    def __init__(self, target: IO[bytes], *, name: str) -> None:
        super().__init__(size=PIECE)
        number = newest_number()
        self.target, self.name, self.key = target, name, field_key(number)
        target.write(MARK + bytes([PROVIDER.mark]) + number.to_bytes(2, "big"))

    def put(self, data: bytes, *, last: bool) -> None:
        """Seal one piece."""
        sealed = PROVIDER.encrypt(data, key=self.key, bound_to=_bound_to(self.name, self.place, last=last))
        self.target.write(len(sealed).to_bytes(4, "big") + sealed)


def seal_file(source: Path, target: IO[bytes], *, name: str) -> None:
    """Seal the file at `source` into `target`."""
    writer = SealingWriter(target, name=name)
    with source.open("rb") as plain:
        while data := plain.read(PIECE):
            writer.write(data)
    writer.close()


def open_sealed(path: Path, *, name: str) -> IO[bytes]:
    """Read a sealed file from its beginning. Raises OSError, or CannotUnseal here and while reading."""
    return io.BufferedReader(_Reader(path.open("rb"), name=name), PIECE)


class SealedText:
    """A sealed text file, opened as a `Path` is."""

    __slots__ = ("name", "path")

    def __init__(self, path: Path, *, name: str) -> None:
        self.path, self.name = path, name

    def open(self, *, encoding: str) -> IO[str]:
        """Its lines, from the beginning. Raises as `open_sealed`."""
        return io.TextIOWrapper(open_sealed(self.path, name=self.name), encoding=encoding)


class _Reader(io.RawIOBase):
    """The clear bytes, one piece in memory at a time."""

    def __init__(self, source: io.BufferedReader, *, name: str) -> None:
        super().__init__()
        self.source, self.name, self.place = source, name, 0
        self.held, self.last = memoryview(b""), False
        head = source.read(len(MARK) + 3)
        if head[: len(MARK)] != MARK or head[len(MARK) : -2] != bytes([PROVIDER.mark]):
            source.close()
            raise CannotUnseal("not sealed, or with a cipher that this version does not know")
        try:
            self.key = field_key(int.from_bytes(head[-2:], "big"))
        except KeyError as missing:
            source.close()
            raise CannotUnseal(
                f"the key file field-{missing.args[0]:04}.key is not in the keys folder"
            ) from missing

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        while not self.held and not self.last:
            self.held = memoryview(self._next())
        count = min(len(buffer), len(self.held))
        buffer[:count] = self.held[:count]
        self.held = self.held[count:]
        return count

    def close(self) -> None:
        self.source.close()
        super().close()

    def _next(self) -> bytes:
        length = int.from_bytes(self.source.read(4), "big")
        sealed = self.source.read(length)
        self.last = not self.source.peek(1)
        bound_to = _bound_to(self.name, self.place, last=self.last)
        self.place += 1
        return PROVIDER.decrypt(sealed, key=self.key, bound_to=bound_to)


def _bound_to(name: str, place: int, *, last: bool) -> bytes:
    return f"file\0{name}\0{place}\0{int(last)}".encode()
