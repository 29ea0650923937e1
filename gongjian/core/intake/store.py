"""Where an import's workbook and its rows lie: `<home>/intake/<uid>/`, sealed, for a while.

In clear they stand only while they are read: in a folder `open-…` beside them, which is taken away at once, and by the
sweep where a crash has left it.
"""

import contextlib
import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from gongjian.core.privacy.provider import CannotUnseal
from gongjian.core.privacy.streams import SealedText, SealingWriter, open_sealed, seal_file
from gongjian.core.refusal import Refused
from gongjian.lib.sheets.book import LIMITS, MEGABYTE, Book, SheetInfo, book_facts, book_from, read_book

LARGEST = LIMITS.bytes
SOURCE, FACTS, ROWS = "source", "book.json", "rows"
OPEN = "open-"


def root() -> Path:
    """The folder of all imports."""
    return Path(settings.HOME) / "intake"


def folder_of(uid: UUID) -> Path:
    """The folder of one import."""
    return root() / uid.hex


def source_of(uid: UUID) -> Path:
    """The workbook as it was brought, sealed."""
    return folder_of(uid) / SOURCE


def keep_source(uid: UUID, chunks: Iterable[bytes]) -> str:
    """Write the workbook down as it arrives; its SHA-256. Raises Refused when it is too large or the disk is full."""
    digest, size = hashlib.sha256(), 0
    folder = folder_of(uid)
    try:
        with _words_for_a_full_disk():
            folder.mkdir(parents=True, mode=0o700)
            with _private(folder / SOURCE) as handle:
                sealing = SealingWriter(handle, name=_name(uid, SOURCE))
                for chunk in chunks:
                    size += len(chunk)
                    if size > LARGEST:
                        raise Refused(_too_large(), field="file", code="too_large")
                    digest.update(chunk)
                    sealing.write(chunk)
                sealing.close()
                handle.flush()
                os.fsync(handle.fileno())
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return digest.hexdigest()


def _too_large() -> str:
    words = _("The file is larger than %(limit)d MB. Split it and bring the parts.")
    return words % {"limit": LARGEST // MEGABYTE}


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    """A new file that its owner alone may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
        yield handle


@contextmanager
def _words_for_a_full_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        words = _(
            "The file could not be stored: the disk is full or cannot be written. Tell the administrator."
        )
        raise Refused(words, field="file", code="disk") from error


@contextmanager
def opened_source(uid: UUID) -> Iterator[Path]:
    """The workbook in clear, for the length of the block. Raises Refused when it is gone or cannot be unsealed."""
    folder = folder_of(uid)
    with _words_for_a_full_disk(), _words_for_a_lost_file():
        opened = Path(tempfile.mkdtemp(prefix=OPEN, dir=folder))
    try:
        with (
            _words_for_a_full_disk(),
            _words_for_a_lost_file(),
            open_sealed(folder / SOURCE, name=_name(uid, SOURCE)) as sealed,
            _private(opened / SOURCE) as clear,
        ):
            shutil.copyfileobj(sealed, clear)
        yield opened / SOURCE
    finally:
        shutil.rmtree(opened, ignore_errors=True)


def read_source(uid: UUID, *, name: str) -> Book:
    """Read the workbook, write its rows beside it, sealed. Raises BadBook, or Refused as `opened_source`."""
    folder = folder_of(uid)
    shutil.rmtree(folder / ROWS, ignore_errors=True)
    (folder / FACTS).unlink(missing_ok=True)
    with opened_source(uid) as source:
        clear = source.parent / ROWS
        facts = book_facts(read_book(source, into=clear, name=name))
        (folder / ROWS).mkdir(mode=0o700)
        for spool in clear.iterdir():
            _seal(spool, folder / ROWS / spool.name, uid)
        (source.parent / FACTS).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        _seal(source.parent / FACTS, folder / FACTS, uid)
    return book_of(uid)


def book_of(uid: UUID) -> Book:
    """What was read. Raises Refused when the folder is gone or cannot be unsealed."""
    folder = folder_of(uid)
    with _words_for_a_lost_file(), open_sealed(folder / FACTS, name=_name(uid, FACTS)) as facts:
        book = book_from(json.load(facts), folder / ROWS)
    return dataclasses.replace(book, sheets=tuple(_sealed_sheet(uid, sheet) for sheet in book.sheets))


def _sealed_sheet(uid: UUID, sheet: SheetInfo) -> SheetInfo:
    assert isinstance(sheet.spool, Path)
    return dataclasses.replace(sheet, spool=SealedText(sheet.spool, name=_name(uid, sheet.spool.name)))


def _seal(clear: Path, sealed: Path, uid: UUID) -> None:
    with _private(sealed) as target:
        seal_file(clear, target, name=_name(uid, clear.name))


def _name(uid: UUID, name: str) -> str:
    """What a sealed file is bound to."""
    return f"intake/{uid.hex}/{name}"


@contextmanager
def _words_for_a_lost_file() -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, ValueError, CannotUnseal) as error:
        words = _(
            "The workbook is no longer kept here. Bring it again: what is in the list already is not added twice."
        )
        raise Refused(words, code="gone") from error


def close_left_open(uid: UUID, *, before: float) -> None:
    """Take away what a crash has left in clear before that time."""
    for opened in folder_of(uid).glob(f"{OPEN}*"):
        with contextlib.suppress(FileNotFoundError):
            if opened.stat().st_mtime < before:
                shutil.rmtree(opened, ignore_errors=True)


def forget(uid: UUID) -> None:
    """Take the workbook and its rows away."""
    shutil.rmtree(folder_of(uid), ignore_errors=True)


def folders() -> Iterator[tuple[UUID, float]]:
    """Every folder with the time it was last changed."""
    with contextlib.suppress(FileNotFoundError):
        for folder in root().iterdir():
            with contextlib.suppress(ValueError, FileNotFoundError):
                yield UUID(folder.name), folder.stat().st_mtime
