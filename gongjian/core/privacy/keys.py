"""The key files in the home folder: `field-0001.key`, `field-0002.key`, … encrypt columns, `blind.key` the blind index.

A key is made on first use and never changed. Losing the folder loses the data: it belongs into every backup.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gongjian.core.privacy.provider import PROVIDER

FIELD_KEYS = "field-*.key"
_held: ContextVar["tuple[dict[int, bytes], bytes] | None"] = ContextVar("held keys", default=None)
HIGHEST_NUMBER = 0xFFFF


@contextmanager
def held_keys() -> Iterator[None]:
    """Look at the folder once for the whole block: for sealing the rows of one short transaction, never longer."""
    newest_number()
    token = _held.set((_field_keys(), blind_key()))
    try:
        yield
    finally:
        _held.reset(token)


def newest_number() -> int:
    """The number of the key that encrypts now; makes the first one."""
    keys = _field_keys()
    if not keys:
        _make("field-0001.key")
        keys = _field_keys()
    return max(keys)


def field_key(number: int) -> bytes:
    """The field key of that number; raises KeyError when its file is not here."""
    return _field_keys()[number]


def blind_key() -> bytes:
    """The key of the blind index; making it anew would unfind every number, so it is never rotated by itself."""
    if held := _held.get():
        return held[1]
    return kept_key("blind.key")


def kept_key(name: str) -> bytes:
    """The key in the file of that name, made on first use."""
    path = _folder() / name
    if not path.exists():
        _make(name)
    return _read(path)


def add_field_key() -> int:
    """Make the next field key; from now on it encrypts, and `rotate` brings older values under it."""
    number = newest_number() + 1
    if number > HIGHEST_NUMBER:
        raise ValueError("no more than 65,535 field keys can be made")
    _make(f"field-{number:04}.key")
    return number


def _field_keys() -> dict[int, bytes]:
    if held := _held.get():
        return held[0]
    folder = _folder()
    return _load(folder, folder.stat().st_mtime_ns, len(os.listdir(folder)))


@lru_cache(maxsize=8)
def _load(folder: Path, _changed: int, _files: int) -> dict[int, bytes]:
    return {int(path.stem.removeprefix("field-")): _read(path) for path in folder.glob(FIELD_KEYS)}


def _folder() -> Path:
    folder = Path(settings.KEYS)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _read(path: Path) -> bytes:
    key = bytes.fromhex(path.read_text("ascii").strip())
    if len(key) != PROVIDER.key_length:
        raise ValueError(f"{path.name} is not a key of this version: put back the file from a backup")
    return key


def _make(name: str) -> None:
    """Write the whole file first, then link it into place: of several makers one wins, and nobody reads half a key."""
    folder = _folder()
    draft = folder / f".{name}.{secrets.token_hex(8)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(PROVIDER.key_length))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, folder / name)
    except FileExistsError:
        pass  # another process was first; its key is the one
    finally:
        draft.unlink()
    _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
