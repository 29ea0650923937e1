"""Where an import's workbook and its rows lie: `<home>/intake/<uid>/`, readable by the product alone, for a while."""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from gongjian.core.refusal import Refused
from gongjian.lib.sheets.book import LIMITS, MEGABYTE, Book, book_facts, book_from, read_book

LARGEST = LIMITS.bytes
SOURCE, FACTS, ROWS = "source", "book.json", "rows"


def root() -> Path:
    """The folder of all imports."""
    return Path(settings.HOME) / "intake"


def folder_of(uid: UUID) -> Path:
    """The folder of one import."""
    return root() / uid.hex


def source_of(uid: UUID) -> Path:
    """The workbook as it was brought."""
    return folder_of(uid) / SOURCE


def keep_source(uid: UUID, chunks: Iterable[bytes]) -> str:
    """Write the workbook down as it arrives; its SHA-256. Raises Refused when it is too large or the disk is full."""
    digest, size = hashlib.sha256(), 0
    folder = folder_of(uid)
    try:
        with _words_for_a_full_disk():
            folder.mkdir(parents=True, mode=0o700)
            with _private(folder / SOURCE) as handle:
                for chunk in chunks:
                    size += len(chunk)
                    if size > LARGEST:
                        raise Refused(_too_large(), field="file", code="too_large")
                    digest.update(chunk)
                    handle.write(chunk)
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


def read_source(uid: UUID, *, name: str) -> Book:
    """Read the workbook, write its rows beside it. Raises BadBook."""
    folder = folder_of(uid)
    shutil.rmtree(folder / ROWS, ignore_errors=True)
    book = read_book(folder / SOURCE, into=folder / ROWS, name=name)
    (folder / FACTS).write_text(json.dumps(book_facts(book), ensure_ascii=False), encoding="utf-8")
    return book


def book_of(uid: UUID) -> Book:
    """What was read. Raises Refused when the folder is gone."""
    folder = folder_of(uid)
    try:
        return book_from(json.loads((folder / FACTS).read_text(encoding="utf-8")), folder / ROWS)
    except (OSError, ValueError) as error:
        words = _(
            "The workbook is no longer kept here. Bring it again: what is in the list already is not added twice."
        )
        raise Refused(words, code="gone") from error


def forget(uid: UUID) -> None:
    """Take the workbook and its rows away."""
    shutil.rmtree(folder_of(uid), ignore_errors=True)


def folders() -> Iterator[tuple[UUID, float]]:
    """Every folder with the time it was last changed."""
    with contextlib.suppress(FileNotFoundError):
        for folder in root().iterdir():
            with contextlib.suppress(ValueError, FileNotFoundError):
                yield UUID(folder.name), folder.stat().st_mtime
