"""What has changed in a large file since an earlier state of it, block by block."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from gongjian.lib.problem import Problem

BLOCK = 16 * 1024
SHORT = 16  # bytes of a block's digest
NUMBER = 4


def digests_of(path: Path) -> tuple[bytes, str]:
    """The blocks' digests one after another, 16 bytes each, and the SHA-256 of the whole file."""
    found, whole = bytearray(), hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(BLOCK):
            whole.update(block)
            found += _digest(block)
    return bytes(found), whole.hexdigest()


class Changes:
    """The blocks of `path` that are not in `before`, as a stream: number of the block (4 bytes) and the block itself.

    Once it was read to the end, `size`, `count` and `whole` (SHA-256 of the file) are known.
    """

    def __init__(self, path: Path, before: bytes) -> None:
        self.path, self.before = path, before
        self.size = self.count = 0
        self.whole = ""

    def __iter__(self) -> Iterator[bytes]:
        whole, place = hashlib.sha256(), 0
        with self.path.open("rb") as source:
            while block := source.read(BLOCK):
                whole.update(block)
                self.size += len(block)
                if self.before[place * SHORT : (place + 1) * SHORT] != _digest(block):
                    self.count += 1
                    yield place.to_bytes(NUMBER, "big") + block
                place += 1
        self.whole = whole.hexdigest()


def apply(changes: Iterator[bytes], target: IO[bytes]) -> None:
    """Write changed blocks over an earlier state; the caller cuts the file to its new size. Raises Problem."""
    held = bytearray()
    for data in changes:
        held += data
        while len(held) >= NUMBER + BLOCK:
            _put(held[: NUMBER + BLOCK], target)
            del held[: NUMBER + BLOCK]
    if held:  # the last block of the file may be short
        _put(held, target)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, read a block at a time."""
    total = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(BLOCK * 16):
            total.update(block)
    return total.hexdigest()


def _put(entry: bytes | bytearray, target: IO[bytes]) -> None:
    if len(entry) <= NUMBER:
        raise Problem("damaged", "This backup is damaged: it is not as it was written.")
    target.seek(int.from_bytes(entry[:NUMBER], "big") * BLOCK)
    target.write(entry[NUMBER:])


def _digest(block: bytes) -> bytes:
    return hashlib.blake2b(block, digest_size=SHORT).digest()
