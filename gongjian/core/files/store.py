"""Where files lie on disk: `<home>/files/ab/<uid>.jpg`, other kinds as `<uid>.bin`, whole or not at all."""

import contextlib
import datetime as dt
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

NAME = re.compile(r"^(?P<uid>[0-9a-f]{32})(?:\.w\d+)?\.(?:jpg|bin)$")


def path_of(uid: UUID, *, width: int | None = None, kind: str = "picture") -> Path:
    """The place of a picture, or of its small form; or of a file of another kind, whose ending says nothing."""
    if kind != "picture":
        return Path(settings.MEDIA_ROOT) / uid.hex[:2] / f"{uid.hex}.bin"
    small = f".w{width}" if width else ""
    return Path(settings.MEDIA_ROOT) / uid.hex[:2] / f"{uid.hex}{small}.jpg"


def write(path: Path, data: bytes) -> None:
    """Put the file in place in one step, on disk before this returns. Raises OSError, leaving nothing behind."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    _sync(path.parent)


def older_than(moment: dt.datetime) -> Iterator[tuple[Path, UUID | None]]:
    """Files written before the moment, with the uid in their name; None for drafts that a crash left behind."""
    for path in Path(settings.MEDIA_ROOT).glob("[0-9a-f][0-9a-f]/*.*"):
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < moment.timestamp():
                named = NAME.match(path.name)
                yield path, UUID(named["uid"]) if named else None


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
