"""A stream of any length sealed under one key, written and read a piece at a time.

A file is: mark, length and JSON of a head that everybody may read, a digest of the head, then pieces. The pieces are
sealed by AES-256-GCM under a random key of the file's own, which stands in the head, sealed under the backup key. Each piece is
bound to the head, to its place, and to whether it is the last: none can be changed, moved, taken from another file or cut off
unseen.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gongjian.lib.pieces import PieceWriter
from gongjian.lib.problem import Problem

MARK, FORMAT = b"GJBACKUP", 1
PIECE = 1024 * 1024
LONGEST_HEAD = 64 * 1024
LAST, TAG, NONCE, DIGEST, KEY = 0x80000000, 16, 12, 32, 32


def fingerprint(key: bytes) -> str:
    """Sixteen hexadecimal digits by which a key is told from others; says nothing of the key itself."""
    return hashlib.sha256(b"gongjian backup key\0" + key).hexdigest()[:16]


class SealingWriter(PieceWriter):
    """Seals what is written to it into `target`; `close` writes the last piece and leaves the target open.

    `head` is JSON that everybody may read; `key` has 32 bytes.
    """

    def __init__(self, target: IO[bytes], *, head: Mapping[str, Any], key: bytes) -> None:
        super().__init__(size=PIECE)
        own, nonce = os.urandom(KEY), os.urandom(NONCE)
        open_head = {**head, "key": fingerprint(key)}
        wrapped = nonce + AESGCM(key).encrypt(nonce, own, _spelt(open_head))
        spelt = _spelt({**open_head, "wrapped": wrapped.hex()})
        target.write(MARK + FORMAT.to_bytes(2, "big") + len(spelt).to_bytes(4, "big") + spelt)
        target.write(hashlib.sha256(spelt).digest())
        self.target, self.cipher, self.bound = target, AESGCM(own), hashlib.sha256(spelt).digest()

    def put(self, data: bytes, *, last: bool) -> None:
        """Seal one piece."""
        sealed = self.cipher.encrypt(_nonce(self.place, last=last), data, self.bound)
        self.target.write((len(sealed) | (LAST if last else 0)).to_bytes(4, "big") + sealed)


class OpenedReader:
    """The clear stream of a sealed file, one piece in memory at a time. Raises Problem for whatever is not as it was
    written: `wrong_key`, `damaged` or `cut_off`."""

    def __init__(self, source: IO[bytes], *, key: bytes) -> None:
        self.source = source
        self.head, spelt = _read_head(source)
        self.cipher, self.bound = AESGCM(_own_key(self.head, key)), hashlib.sha256(spelt).digest()
        self.held, self.place, self.last = memoryview(b""), 0, False

    def read(self, count: int) -> bytes:
        """Exactly `count` bytes. Raises Problem where the stream ends before."""
        parts, missing = [], count
        while missing:
            if not self.held:
                if self.last:
                    raise _cut_off()
                self.held = memoryview(self._next())
                continue
            parts.append(bytes(self.held[:missing]))
            self.held = self.held[missing:]
            missing -= len(parts[-1])
        return b"".join(parts)

    def finish(self) -> None:
        """Demand that nothing is left. Raises Problem."""
        while not self.held and not self.last:
            self.held = memoryview(self._next())
        if self.held or self.source.read(1):
            raise _damaged()

    def _next(self) -> bytes:
        told = int.from_bytes(_exactly(self.source, 4), "big")
        self.last, length = bool(told & LAST), told & ~LAST
        if not TAG <= length <= PIECE + TAG:
            raise _damaged()
        sealed = _exactly(self.source, length)
        try:
            clear = self.cipher.decrypt(_nonce(self.place, last=self.last), sealed, self.bound)
        except InvalidTag as error:
            raise _damaged() from error
        self.place += 1
        return clear


def head_of(path: Path) -> dict[str, Any]:
    """What everybody may read of a sealed file. Raises Problem for what is none, OSError where it cannot be read."""
    with path.open("rb") as source:
        return _read_head(source)[0]


def _read_head(source: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    begin = source.read(len(MARK) + 6)
    if begin[: len(MARK)] != MARK or len(begin) < len(MARK) + 6:
        raise Problem("no_backup", "This is no backup of Gongjian.")
    if int.from_bytes(begin[len(MARK) : -4], "big") > FORMAT:
        raise Problem("newer_format", "This backup was written by a newer version; update first.")
    length = int.from_bytes(begin[-4:], "big")
    if length > LONGEST_HEAD:
        raise _damaged()
    spelt = _exactly(source, length)
    if hashlib.sha256(spelt).digest() != _exactly(source, DIGEST):
        raise _damaged()
    head: dict[str, Any] = json.loads(spelt)
    return head, spelt


def _own_key(head: dict[str, Any], key: bytes) -> bytes:
    if head["key"] != fingerprint(key):
        raise Problem("wrong_key", "This backup was sealed under another backup key.")
    wrapped = bytes.fromhex(head["wrapped"])
    bound = _spelt({name: value for name, value in head.items() if name != "wrapped"})
    try:
        return AESGCM(key).decrypt(wrapped[:NONCE], wrapped[NONCE:], bound)
    except InvalidTag as error:
        raise _damaged() from error


def _spelt(head: Mapping[str, Any]) -> bytes:
    return json.dumps(head, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(NONCE - 1, "big") + bytes([last])


def _exactly(source: IO[bytes], count: int) -> bytes:
    found = source.read(count)
    if len(found) < count:
        raise _cut_off()
    return found


def _damaged() -> Problem:
    return Problem("damaged", "This backup is damaged: it is not as it was written.")


def _cut_off() -> Problem:
    return Problem("cut_off", "This backup is cut off: its end is missing.")
