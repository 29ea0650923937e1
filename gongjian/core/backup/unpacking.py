"""Opening a backup into an empty folder, every digest checked; nothing of the running office is touched."""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from gongjian.core.backup.databases import postgresql, sqlite
from gongjian.core.backup.found import Found, base_of, problem_words
from gongjian.core.backup.making import Progress, no_progress
from gongjian.core.refusal import Refused
from gongjian.lib.backups import blocks
from gongjian.lib.backups.parts import PartsReader
from gongjian.lib.backups.sealed import OpenedReader
from gongjian.lib.problem import Problem

CHANGES = "database.changes"


@dataclass(slots=True)
class Unpacked:
    """What a backup holds, laid out below `folder`: the database as one file, `files/`, `anchors/`, `home/`, `erasures`.

    Without `keep_files` the files were read and checked, and only counted.
    """

    folder: Path
    facts: dict[str, Any] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    files: int = 0

    @property
    def database(self) -> Path:
        """The database's file."""
        name = sqlite.PART if self.facts["database"] == "sqlite" else postgresql.PART
        return self.folder / name

    def has_files(self) -> Iterator[Path]:
        """The attachments that were laid out."""
        yield from (self.folder / "files").glob("*/*")


def unpack(
    one: Found, folder: Path, *, key: bytes, keep_files: bool = True, progress: Progress = no_progress
) -> Unpacked:
    """Lay a backup out; a small one over the whole one on which it stands. Raises Refused, in words, for whatever is wrong
    with it: the folder is to be thrown away then."""
    if one.flaw:
        raise Refused(f"{one.path.name}: {one.flaw}", code="damaged")
    unpacked = Unpacked(folder)
    if one.head.get("kind") == "recent":
        unpack_one(base_of(one), unpacked, key=key, keep_files=keep_files, progress=progress)
    unpack_one(one, unpacked, key=key, keep_files=keep_files, progress=progress)
    return unpacked


def unpack_one(
    one: Found, into: Unpacked, *, key: bytes, keep_files: bool, progress: Progress = no_progress
) -> None:
    """One file's parts over what was laid out before."""
    try:
        with one.path.open("rb") as source:
            reader = PartsReader(OpenedReader(source, key=key))
            for name, data in reader:
                _take(name, data, into, keep_files=keep_files)
                progress(source.tell(), one.size, _("reading {file}").format(file=one.path.name))
    except (Problem, json.JSONDecodeError, UnicodeDecodeError, KeyError, IndexError) as problem:
        raise Refused(
            f"{one.path.name}: {problem_words(problem)}", code=getattr(problem, "code", "damaged")
        ) from problem
    into.missing = reader.facts["missing"]
    if "whole" in reader.facts:
        os.truncate(into.database, reader.facts["size"])
        if blocks.digest_of(into.database) != reader.facts["whole"]:
            raise Refused(f"{one.path.name}: {problem_words(Problem('damaged', ''))}", code="damaged")


def _take(name: str, data: Iterator[bytes], into: Unpacked, *, keep_files: bool) -> None:
    if name == "about":
        into.facts |= json.loads(b"".join(data))
    elif name == CHANGES:
        with into.database.open("r+b") as target:
            blocks.apply(data, target)
    elif name.startswith("files/") and not keep_files:
        into.files += 1
    else:
        _write(_place(name, into.folder), data)
        into.files += name.startswith("files/")


def _place(name: str, folder: Path) -> Path:
    """Below the folder and nowhere else, whatever the name says."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or path == folder.resolve():
        raise Problem("damaged", "This backup is damaged: it is not as it was written.")
    return path


def _write(path: Path, data: Iterator[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    with path.open("wb") as target:
        for block in data:
            target.write(block)


def flaw_of_database(unpacked: Unpacked) -> str:
    """What the database itself complains of, or where its rows are not as many as were told; "" when all is well."""
    if unpacked.facts["database"] == "postgresql":
        return postgresql.list_dump(unpacked.database)
    if flaw := sqlite.check_file(unpacked.database):
        return flaw
    told: dict[str, int] = unpacked.facts["counts"]
    found = sqlite.counts_of(unpacked.database, list(told))
    return next(
        (
            _("table {table}: {found} rows instead of {told}").format(
                table=table, found=found[table], told=count
            )
            for table, count in told.items()
            if found[table] != count
        ),
        "",
    )


def close_folder(folder: Path) -> None:
    """Have what was laid out on the disk before anything is put in its place."""
    for path in [folder, *folder.rglob("*")]:
        with contextlib.suppress(OSError):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
