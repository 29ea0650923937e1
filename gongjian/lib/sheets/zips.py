"""Looks at a zipped workbook before anything opens it: how far it unpacks, and that no part defines entities."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gongjian.lib.sheets.bad import BadBook

if TYPE_CHECKING:
    from gongjian.lib.sheets.book import Limits

MOST_PARTS = 20_000
FREELY = 8 * 1024 * 1024  # what unpacks to less than this is no bomb, however small it was
PIECE = 1024 * 1024
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, KeyError)
_MARKED = re.compile(
    rb"<!(?:DOCTYPE|ENTITY)|<\x00!\x00(?:D\x00O\x00C|E\x00N\x00T)|\x00<\x00!\x00(?:D\x00O|E\x00N)", re.I
)

Look = Callable[[bytes], None]


def check_parts(archive: zipfile.ZipFile, path: Path, limits: "Limits") -> None:
    """Raise BadBook for a bomb, a password, doubled or escaping names. Nothing is unpacked: sizes are those declared,
    and reading a part stops there with an error."""
    parts = archive.infolist()
    packed, unpacked = path.stat().st_size, sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > limits.unpacked or unpacked > max(FREELY, packed * limits.ratio):
        raise BadBook("bomb")
    names = [part.filename.replace("\\", "/").lower() for part in parts]
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise BadBook("dangerous")
    if len(set(names)) < len(names):
        raise BadBook("broken")
    if any(part.flag_bits & 1 for part in parts):
        raise BadBook("encrypted")


def pieces_of(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part's bytes, a megabyte at a time, each looked at for DOCTYPE. Raises BadBook."""
    tail = b""
    try:
        with archive.open(name) as part:
            while piece := part.read(PIECE):
                if _MARKED.search(tail + piece):
                    raise BadBook("dangerous")
                tail = piece[-24:]
                yield piece
    except BadBook:
        raise
    except RuntimeError:  # zipfile's word for a part that wants a password
        raise BadBook("encrypted") from None
    except BROKEN:
        raise BadBook("broken") from None


def check_texts(archive: zipfile.ZipFile, *, seen: set[str]) -> None:
    """Read every part of text that was not `seen` yet: it must be whole and define no entities."""
    for name in archive.namelist():
        if name not in seen and name.lower().endswith((".xml", ".rels", ".vml")):
            for _ in pieces_of(archive, name):
                pass
