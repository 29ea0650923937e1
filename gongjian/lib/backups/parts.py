"""Named parts one after another in a stream, packed or not, and at the end a list of what must have been there."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from gongjian.lib.problem import Problem

PART, END = b"P", b"E"
PLAIN, PACKED = 0, 1
BLOCK = 256 * 1024
LEVEL = 3  # twice as fast as zlib's own choice, and a tenth larger on a database
LONGEST_NAME, LONGEST_LIST = 1000, 64 * 1024 * 1024


class Taking(Protocol):
    """Takes a stream, as `SealingWriter` does."""

    def write(self, data: bytes | memoryview) -> None:
        """Take more of it."""


class Giving(Protocol):
    """Gives a stream, as `OpenedReader` does."""

    def read(self, count: int) -> bytes:
        """Exactly so many bytes."""

    def finish(self) -> None:
        """Demand that nothing is left."""


class PartsWriter:
    """Writes parts into a stream. Of parts below a folder (`files/…`) only their number, size and one digest of all is
    kept, so that a hundred thousand files need no memory."""

    def __init__(self, target: Taking) -> None:
        self.target, self.tally = target, Tally()

    def add(self, name: str, data: Iterable[bytes], *, packed: bool = True) -> str:
        """Write one part; returns the SHA-256 of its clear bytes."""
        spelt = name.encode()
        method = PACKED if packed else PLAIN
        self.target.write(PART + len(spelt).to_bytes(2, "big") + spelt + bytes([method]))
        total, size, packer = hashlib.sha256(), 0, zlib.compressobj(LEVEL) if packed else None
        for block in data:
            total.update(block)
            size += len(block)
            self._block(packer.compress(block) if packer else block)
        if packer:
            self._block(packer.flush())
        self.target.write(bytes(4))
        self.tally.note(name, size, total.hexdigest())
        return total.hexdigest()

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Write the list of all parts, with facts for whoever reads it."""
        spelt = json.dumps({**facts, "parts": self.tally.told()}, ensure_ascii=False).encode()
        self.target.write(END + len(spelt).to_bytes(4, "big") + spelt)

    def _block(self, data: bytes) -> None:
        for start in range(0, len(data), BLOCK):
            piece = data[start : start + BLOCK]
            self.target.write(len(piece).to_bytes(4, "big") + piece)


class Tally:
    """What parts there were: each by name, those below a folder together."""

    def __init__(self) -> None:
        self.single: dict[str, dict[str, Any]] = {}
        self.folders: dict[str, tuple[int, int, Any]] = {}

    def note(self, name: str, size: int, digest: str) -> None:
        """One part has passed."""
        folder, slash, _rest = name.partition("/")
        if not slash:
            self.single[name] = {"size": size, "sha256": digest}
            return
        count, bytes_, total = self.folders.get(folder, (0, 0, hashlib.sha256()))
        total.update(f"{name} {digest}\n".encode())
        self.folders[folder] = (count + 1, bytes_ + size, total)

    def told(self) -> dict[str, dict[str, Any]]:
        """As JSON: `{"database": {"size": 1, "sha256": "…"}, "files/": {"count": 3, "size": 9, "sha256": "…"}}`."""
        folders = {
            f"{folder}/": {"count": count, "size": size, "sha256": total.hexdigest()}
            for folder, (count, size, total) in self.folders.items()
        }
        return self.single | folders


class PartsReader:
    """Reads parts in their order: `for name, blocks in reader`. Blocks that nobody took are read all the same.

    After the last one `facts` holds what was told at the end. Raises Problem (`damaged`, `cut_off`) where a part is not as it
    was written.
    """

    def __init__(self, source: Giving) -> None:
        self.source, self.tally = source, Tally()
        self.facts: dict[str, Any] = {}

    def __iter__(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        while True:
            mark = self.source.read(1)
            if mark == END:
                self._end()
                return
            if mark != PART:
                raise _not_as_written()
            name = self.source.read(int.from_bytes(self.source.read(2), "big")).decode()
            blocks = self._blocks(name, packed=self.source.read(1)[0] == PACKED)
            yield name, blocks
            for _rest in blocks:
                pass

    def _blocks(self, name: str, *, packed: bool) -> Iterator[bytes]:
        total, size, opener = hashlib.sha256(), 0, zlib.decompressobj() if packed else None
        while length := int.from_bytes(self.source.read(4), "big"):
            if length > BLOCK:
                raise _not_as_written()
            given = self.source.read(length)
            for clear in _unpacked(opener, given) if opener else [given]:
                total.update(clear)
                size += len(clear)
                yield clear
        if opener and not opener.eof:
            raise _not_as_written()
        self.tally.note(name, size, total.hexdigest())

    def _end(self) -> None:
        length = int.from_bytes(self.source.read(4), "big")
        if length > LONGEST_LIST:
            raise _not_as_written()
        self.facts = json.loads(self.source.read(length))
        self.source.finish()
        if self.facts["parts"] != self.tally.told():
            raise _not_as_written()


def _unpacked(opener: Any, given: bytes) -> Iterator[bytes]:
    """The clear bytes in pieces, however well they were packed."""
    try:
        full = True
        while given or full:  # a full answer may leave more behind, without any bytes left to give
            clear = opener.decompress(given, BLOCK)
            given, full = opener.unconsumed_tail, len(clear) == BLOCK
            if clear:
                yield clear
    except zlib.error as error:
        raise _not_as_written() from error


def _not_as_written() -> Problem:
    return Problem("damaged", "This backup is damaged: it is not as it was written.")
