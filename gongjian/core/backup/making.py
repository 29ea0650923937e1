"""Making one whole backup while people go on writing: the database first, then every file that it names."""

import contextlib
import datetime as dt
import hashlib
import json
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.backup import contents, places
from gongjian.core.backup.databases import Snapshot, take_snapshot
from gongjian.core.privacy.outside import keep_outside
from gongjian.core.refusal import Refused
from gongjian.core.trouble import Trouble, trouble_of
from gongjian.lib.backups import blocks
from gongjian.lib.backups.parts import PartsWriter
from gongjian.lib.backups.sealed import SealingWriter

Progress = Callable[[int, int, str], None]
ALMOST_PACKED = (".jpg",)


@dataclass(slots=True)
class Made:
    """A backup that was made: where it is, what could not be put into it, and what became of the second copy."""

    path: Path
    size: int
    facts: dict[str, Any]
    missing: list[str] = field(default_factory=list)
    copied_to: Path | None = None
    not_copied: str = ""


def no_progress(done: int, total: int, words: str) -> None:
    """For callers who want to hear nothing."""


def make_backup(*, now: dt.datetime, to: Path | None = None, progress: Progress = no_progress) -> Made:
    """One whole backup in the folder (or in `to`), sealed, on the disk when this returns, and its copy on the second disk.

    `progress(done, all, words)` counts bytes. Raises Refused: another one is being made, too little space, a tool is missing, a
    folder cannot be written.
    """
    folder = places.open_folder(to or places.folder())
    with places.alone():
        places.sweep_halves(folder, places.work_folder())
        with _full_is_refused(folder):
            made = _make(folder, now=now, progress=progress)
        if to is None:
            _copy(made)
    keep_copies_outside(now, folder)
    return made


@contextlib.contextmanager
def _full_is_refused(folder: Path) -> Iterator[None]:
    """There was room when it was looked at, and others have taken it meanwhile."""
    try:
        yield
    except (OSError, sqlite3.Error, DatabaseError) as error:
        if trouble_of(error) is not Trouble.NO_ROOM:
            raise
        words = _(
            "The disk became full while the backup in {folder} was written; nothing of it was kept. Free some space."
        )
        raise Refused(words.format(folder=folder), code="no_space") from error


def _make(folder: Path, *, now: dt.datetime, progress: Progress) -> Made:
    work = places.work_folder()
    _demand_room(folder, work)
    keep_outside(now)

    def told(done: int, total: int) -> None:
        progress(done, total, _("copying the database"))

    heads = contents.heads_outside()
    with take_snapshot(work=work, now=now, told=told) as snapshot:
        head = head_of(snapshot, kind="whole", now=now)
        path = folder / name_of(head, now=now)
        made = Made(path, 0, {})
        with half_of(path) as target:
            writer = SealingWriter(target, head=head, key=places.backup_key())
            _fill(PartsWriter(writer), snapshot, head, heads, made, progress=progress)
            writer.close()
        made.size = path.stat().st_size
        if snapshot.file:
            keep_base(snapshot.file, head["id"])
    return made


def head_of(snapshot: Snapshot, *, kind: str, now: dt.datetime) -> dict[str, Any]:
    """What everybody may read of the backup."""
    return {
        "id": secrets.token_hex(8), "kind": kind, "made_at": now.isoformat(), "database": snapshot.vendor,
        "product": contents.product_version(),
    }  # fmt: skip


def name_of(head: dict[str, Any], *, now: dt.datetime) -> str:
    """Told apart by the office's own time, and by the backup's id should the clock be set back."""
    return f"gongjian-{timezone.localtime(now):%Y%m%d-%H%M%S}-{head['id'][:4]}{places.SUFFIX}"


@contextlib.contextmanager
def half_of(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to that gets its name, and so becomes a backup, only when the block ends well."""
    half = path.with_name(f".half-{path.name}")
    try:
        with half.open("xb") as target:
            os.chmod(half, 0o600)
            yield target
            target.flush()
            os.fsync(target.fileno())
        places.whole(path, half)
    finally:
        half.unlink(missing_ok=True)


def _fill(
    parts: PartsWriter,
    snapshot: Snapshot,
    head: dict[str, Any],
    heads: dict[str, bytes],
    made: Made,
    *,
    progress: Progress,
) -> None:
    made.facts = facts_of(snapshot, head)
    parts.add("about", [json.dumps(made.facts, ensure_ascii=False).encode()])
    total, done = snapshot.size + made.facts["files_size"], 0
    words = _("sealing the database")

    def counted(stream: Iterator[bytes]) -> Iterator[bytes]:
        nonlocal done
        for data in stream:
            done += len(data)
            progress(min(done, total), total, words)
            yield data

    parts.add(snapshot.name, counted(snapshot.stream()))
    words = _("sealing the files")
    for row in snapshot.files():
        name, path = contents.place_of(row.uid, row.kind)
        try:
            digest = parts.add(name, counted(contents.data_of(path)), packed=path.suffix not in ALMOST_PACKED)
        except FileNotFoundError:
            digest = ""
        if digest != row.sha256 and not row.withdrawn:
            made.missing.append(name)
    add_small(parts, heads)
    parts.finish({"missing": made.missing[:1000]})


def add_small(parts: PartsWriter, heads: dict[str, bytes]) -> None:
    """What is kept outside the database, and the further files of the home folder."""
    for name, data in heads.items():
        parts.add(name, [data])
    for name, path in [*contents.outside_files(), *contents.other_files()]:
        if not name.startswith("anchors/"):
            with contextlib.suppress(FileNotFoundError):  # swept meanwhile
                parts.add(name, contents.data_of(path))


def facts_of(
    snapshot: Snapshot, head: dict[str, Any], *, counts: dict[str, int] | None = None
) -> dict[str, Any]:
    """What a restore has to know beforehand, and what is compared afterwards; rows are counted unless `counts` is given."""
    return {
        **head,
        "counts": snapshot.counts() if counts is None else counts,
        "heads": snapshot.heads(),
        "migrations": snapshot.migrations(),
        "files_size": snapshot.files_size(),
        "settings": contents.plain_settings(),
        "keys": key_names(),
    }


def key_names() -> dict[str, str]:
    """The key files that there are, each with a digest of the file, by which a copy of them is known to be complete."""
    from gongjian.core.backup.keysheet import key_files

    return {
        name: hashlib.sha256(b"gongjian key\0" + data).hexdigest()[:16] for name, data in key_files().items()
    }


def _demand_room(folder: Path, work: Path) -> None:
    """As if nothing could be packed; the copy of the database lies in the home folder meanwhile."""
    from django.db.models import Sum

    from gongjian.core.files.models import Attachment

    files = Attachment.everything.aggregate(size=Sum("size"))["size"] or 0
    database = _database_size()
    copy = database if connection.vendor == "sqlite" else 0
    if folder.stat().st_dev == work.stat().st_dev:
        places.demand_space(folder, database + files + copy)
    else:
        places.demand_space(folder, database + files)
        places.demand_space(work, copy)


def _database_size() -> int:
    if connection.vendor == "sqlite":
        from gongjian.core.backup.databases.sqlite import database_file

        return database_file().stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def keep_base(copy: Path, backup_id: str) -> None:
    """Remember the blocks of this state: the small backups until the next one hold what differs from it."""
    digests, _whole = blocks.digests_of(copy)
    work = places.work_folder()
    draft = work / ".half-base"
    draft.write_bytes(bytes.fromhex(backup_id) + digests)
    os.replace(draft, work / "base")


def _copy(made: Made) -> None:
    """The second copy, on another disk; when that is not there, it is told and nothing else is lost."""
    second = places.copy_folder()
    if second is None:
        return
    try:
        places.open_folder(second)
        places.sweep_halves(second)
        places.demand_space(second, made.size)
        with half_of(second / made.path.name) as target, made.path.open("rb") as source:
            shutil.copyfileobj(source, target, 1024 * 1024)
        made.copied_to = second / made.path.name
    except Refused as refused:
        made.not_copied = str(refused.reason)
    except OSError as error:
        made.not_copied = str(error.strerror or error)


def keep_copies_outside(now: dt.datetime, *folders: Path) -> None:
    """Heads of the trail and the deletion ledger beside the backups, newer than they are: on the second disk too."""
    keep_outside(now)
    for folder in {*folders, places.folder(), *filter(None, [places.copy_folder()])}:
        with contextlib.suppress(OSError):
            if not folder.is_dir():
                continue
            for name, path in contents.outside_files():
                _put_outside(path, folder / places.OUTSIDE / name, now=now)


def _put_outside(path: Path, target: Path, *, now: dt.datetime) -> None:
    """A copy that would take something back is not overwritten but kept under another name: it is the evidence that rows were
    cut off here, or the only list of what was deleted."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if target.exists() and _reach(target) > _reach(path):
        kept = target.with_name(f"{target.name}.kept-{now:%Y%m%d%H%M%S}")
        os.replace(target, places.unused_path(kept))
    draft = target.with_name(f".half-{target.name}")
    shutil.copyfile(path, draft)
    os.replace(draft, target)


def _reach(path: Path) -> int:
    """How far a head of the trail reaches, or how long a ledger is."""
    if path.name.isdigit():
        number = path.read_text("ascii").partition(" ")[0]
        return int(number) if number.isdigit() else 0
    return path.stat().st_size
