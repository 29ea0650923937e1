"""Looking a backup through without touching anything: opened, read to its end, its database examined."""

import datetime as dt
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from gongjian.core.backup import places
from gongjian.core.backup.found import Found, look_at, note_seen
from gongjian.core.backup.making import Progress, no_progress
from gongjian.core.backup.unpacking import Unpacked, flaw_of_database, unpack
from gongjian.core.refusal import Refused


def verify_backup(
    path: Path, *, now: dt.datetime, key: bytes | None = None, progress: Progress = no_progress
) -> dict[str, Any]:
    """What it holds: its facts, and how many files. Raises Refused with what is wrong. What was found is kept beside it.

    Needs room for one copy of the database.
    """
    one = look_at(path)
    try:
        unpacked = _look_through(one, key=key or places.backup_key(), progress=progress)
    except Refused as refused:
        if refused.code not in (
            "wrong_key",
            "no_space",
            "no_tool",
            "no_base",
        ):  # what says nothing of the backup itself
            _note(one, good=False, words=str(refused.reason), now=now)
        raise
    _note(one, good=True, words="", now=now)
    return unpacked


def _look_through(one: Found, *, key: bytes, progress: Progress) -> dict[str, Any]:
    work = places.work_folder()
    folder = Path(tempfile.mkdtemp(prefix="look-", dir=work))
    try:
        unpacked: Unpacked = unpack(one, folder, key=key, keep_files=False, progress=progress)
        progress(one.size, one.size, _("examining the database"))
        if flaw := flaw_of_database(unpacked):
            words = _("{file}: the database in it is not in order: {flaw}. Take another one.")
            raise Refused(words.format(file=one.path.name, flaw=flaw), code="damaged")
        return {**unpacked.facts, "files": unpacked.files, "missing": unpacked.missing}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _note(one: Found, *, good: bool, words: str, now: dt.datetime) -> None:
    try:
        note_seen(one.path, good=good, words=words, now=now)
    except OSError:
        return  # a disk that can only be read
