"""What stands in a backup beside the database: attachments, other folders, what is kept outside, and facts about it."""

import os
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection

from gongjian.core.files.store import path_of
from gongjian.core.privacy.outside import ledger_file
from gongjian.core.trail import anchors

PIECE = 1024 * 1024
# Made anew when needed, apart from every backup, or the database itself
LEFT_OUT = {
    "static",
    "cache",
    "test",
    "template",
    "exports",
    "open-data",
    "keys",
    "backups",
    "backup",
    "files",
    "anchors",
    "erasures",
}
SECRET = ("SECRET", "PASSWORD", "TOKEN", "KEY")


def product_version() -> str:
    """The version of the program, or "" when it runs from a folder that was not installed."""
    try:
        return version("gongjian")
    except PackageNotFoundError:
        return ""


def plain_settings() -> dict[str, str]:
    """Settings of the environment that are no secrets, to set the same on another machine."""
    own = {name: value for name, value in os.environ.items() if name.startswith("GONGJIAN_")}
    found = {name: value for name, value in own.items() if not any(word in name for word in SECRET)}
    told = connection.settings_dict
    if connection.vendor == "postgresql":
        found["database"] = f"{told.get('HOST') or ''}:{told.get('PORT') or 5432}/{told['NAME']}"
    return found


def other_files() -> Iterator[tuple[str, Path]]:
    """Name and place of all further files of the home folder, such as workbooks on their way in."""
    home = Path(settings.HOME)
    for top in sorted(home.iterdir()) if home.exists() else []:
        if not top.is_dir() or top.name in LEFT_OUT or top.name.startswith((".", "before-restore-")):
            continue
        for path in sorted(top.rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                yield f"home/{path.relative_to(home).as_posix()}", path


def heads_outside() -> dict[str, bytes]:
    """The heads of the trail's chains as they are kept now. Read before a snapshot is taken, they are never newer than it."""
    return {f"anchors/{one}": (anchors.folder() / str(one)).read_bytes() for one in anchors.offices()}


def outside_files() -> Iterator[tuple[str, Path]]:
    """The heads of the trail's chains, and the deletion ledger."""
    for office in anchors.offices():
        yield f"anchors/{office}", anchors.folder() / str(office)
    if ledger_file().exists():
        yield "erasures", ledger_file()


def data_of(path: Path) -> Iterator[bytes]:
    """A file's bytes, a piece at a time. Raises FileNotFoundError at once, before anything is written."""
    return _read(path.open("rb"))


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file as source:
        while data := source.read(PIECE):
            yield data


def place_of(uid: Any, kind: str) -> tuple[str, Path]:
    """What an attachment is called in a backup, and where it lies."""
    path = path_of(uid, kind=kind)
    return f"files/{path.parent.name}/{path.name}", path
