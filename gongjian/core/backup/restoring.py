"""Bringing a backup back: laid out and checked first, then put in place in one step, then proved."""

import datetime as dt
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.backup import places
from gongjian.core.backup.afterwards import Proof, prove
from gongjian.core.backup.databases import postgresql, sqlite
from gongjian.core.backup.found import Found, look_at
from gongjian.core.backup.making import Progress, no_progress
from gongjian.core.backup.unpacking import Unpacked, close_folder, flaw_of_database, unpack
from gongjian.core.privacy.outside import ledger_file, lines_of
from gongjian.core.refusal import Refused
from gongjian.core.trail import anchors


@dataclass(slots=True)
class Restored:
    """What was done. `aside` is where the former state lies; `proof` what was found afterwards."""

    facts: dict[str, Any]
    files: int
    missing: list[str]
    aside: list[str] = field(default_factory=list)
    proof: Proof | None = None


def restore(
    path: Path,
    *,
    key: bytes,
    replace: bool,
    now: dt.datetime,
    outside: list[Path] | None = None,
    progress: Progress = no_progress,
    ready: Callable[[], object] = lambda: None,
) -> Restored:
    """Put the backup at `path` into the home folder and database that the settings name.

    Raises Refused, having changed nothing: an office works here already (and not `replace`), the server runs, the backup is
    damaged, of a newer version or of the other kind of database. With `replace` the former state is kept aside.
    `ready` is called when all was checked and nothing moved yet: keys are put in place then. `outside` are further
    folders in which a newer deletion ledger and newer heads of the trail may lie.
    """
    one = look_at(path)
    _demand_fitting(one, replace=replace)
    with places.alone():
        stage = Path(settings.HOME) / f".restore-{one.id}"
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir(parents=True, mode=0o700)
        try:
            places.demand_space(stage, one.size)
            unpacked = unpack(one, stage, key=key, progress=progress)
            _demand_known(unpacked)
            if flaw := flaw_of_database(unpacked):
                words = _("{file}: the database in it is not in order: {flaw}. Take another one.")
                raise Refused(words.format(file=one.path.name, flaw=flaw), code="damaged")
            newer = _gather(one, unpacked, outside or [])
            progress(one.size, one.size, _("putting it in place"))
            ready()
            mark = places.work_folder() / places.UNFINISHED
            mark.write_text(str(path))
            restored = _put(unpacked, now=now)
            progress(one.size, one.size, _("proving it"))
            restored.proof = prove(unpacked.facts, newer=newer, now=now)
            mark.unlink()
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    return restored


def _demand_fitting(one: Found, *, replace: bool) -> None:
    if one.flaw:
        raise Refused(f"{one.path.name}: {one.flaw}", code="damaged")
    if one.head["database"] != connection.vendor:
        words = _("The backup is of {theirs}, the settings name {ours}. Set DATABASE_URL accordingly.")
        raise Refused(
            words.format(theirs=one.head["database"], ours=connection.vendor), code="other_database"
        )
    if people := _people():
        if not replace and people < 0:
            words = _("There is a database already, and it cannot be read. With --replace it is kept aside.")
            raise Refused(words, code="not_empty")
        if not replace:
            words = _(
                "An office with {count} accounts works here already. With --replace the backup takes its place, and what is "
                "here now is kept aside."
            )
            raise Refused(words.format(count=people), code="not_empty")
        _demand_stopped()


def _people() -> int:
    """How many accounts there are; -1 for a database that cannot be read, so that nothing is overwritten unasked."""
    from django.db import DatabaseError

    if connection.vendor == "sqlite" and not sqlite.database_file().exists():
        return 0
    try:
        if "people_person" not in connection.introspection.table_names():
            return 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM people_person")
            return int(cursor.fetchone()[0])
    except DatabaseError:
        return -1


def _demand_stopped() -> None:
    if connection.vendor == "sqlite":
        connection.close()
        sqlite.settle(sqlite.database_file())
    elif postgresql.is_in_use():
        raise Refused(_("The server or its worker has the database open. Stop them first."), code="running")


def _demand_known(unpacked: Unpacked) -> None:
    """A backup of an older version is brought up to date afterwards; one of a newer version cannot be."""
    from django.db.migrations.loader import MigrationLoader

    ours = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
    if unknown := sorted(set(unpacked.facts["migrations"]) - ours):
        words = _(
            "The backup was made by a newer version ({product}, {change}). Update Gongjian first; nothing was changed."
        )
        told = {"product": unpacked.facts.get("product") or "?", "change": unknown[0]}
        raise Refused(words.format(**told), code="newer")


def _gather(one: Found, unpacked: Unpacked, outside: list[Path]) -> dict[str, Any]:
    """What is known from outside and newer than the backup, read before anything is moved: of this home folder, of the folder
    in which the backup lies, and of those named."""
    beside = [one.path.parent / places.OUTSIDE, one.path.parent.parent / places.OUTSIDE]
    ledgers = [ledger_file(), *(path for folder in [*beside, *outside] for path in folder.glob("erasures*"))]
    lines = {
        told["uid"]: told for path in [unpacked.folder / "erasures", *ledgers] for told in lines_of(path)
    }
    heads: dict[int, int] = {}
    for folder in [anchors.folder(), *(path / "anchors" for path in [*beside, *outside])]:
        for file in folder.glob("*") if folder.is_dir() else []:
            number = file.read_text("ascii").partition(" ")[0] if file.name.isdigit() else ""
            if number.isdigit():
                heads[int(file.name)] = max(heads.get(int(file.name), 0), int(number))
    return {"lines": sorted(lines.values(), key=lambda told: str(told["at"])), "heads": heads}


def _put(unpacked: Unpacked, *, now: dt.datetime) -> Restored:
    stamp = f"{timezone.localtime(now):%Y%m%d-%H%M%S}"
    aside = places.unused_path(Path(settings.HOME) / f"before-restore-{stamp}")
    restored = Restored(unpacked.facts, unpacked.files, unpacked.missing)
    close_folder(unpacked.folder)
    if connection.vendor == "sqlite":
        connection.close()
        file = sqlite.database_file()
        sqlite.settle(file)
        for suffix in ("", "-wal", "-shm"):
            _move(file.with_name(file.name + suffix), aside, restored)
        os.replace(unpacked.database, file)
    else:
        _put_postgresql(unpacked, stamp, restored)
    for place, source in [
        (Path(settings.MEDIA_ROOT), unpacked.folder / "files"),
        (anchors.folder(), unpacked.folder / "anchors"),
    ]:
        _move(place, aside, restored)
        if source.is_dir():
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(source, place)
    if not ledger_file().exists() and (unpacked.folder / "erasures").exists():
        ledger_file().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(unpacked.folder / "erasures", ledger_file())
    for source in (unpacked.folder / "home").glob("*"):
        place = Path(settings.HOME) / source.name
        _move(place, aside, restored)
        os.replace(source, place)
    return restored


def _put_postgresql(unpacked: Unpacked, stamp: str, restored: Restored) -> None:
    name = postgresql.put_aside(stamp.replace("-", "_"))
    try:
        postgresql.load(unpacked.database)
    except Refused:
        postgresql.take_back(name)
        raise
    if name:
        restored.aside.append(f"schema {name}")


def _move(place: Path, aside: Path, restored: Restored) -> None:
    if place.exists():
        aside.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(place, aside / place.name)
        if str(aside) not in restored.aside:
            restored.aside.append(str(aside))
