"""The restore drill: the newest state brought back in a place of its own, looked at as after a restore, and thrown away."""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from gongjian.core.backup import places
from gongjian.core.backup.found import Found, newest_state
from gongjian.core.backup.making import Progress, no_progress
from gongjian.core.backup.unpacking import flaw_of_database, unpack
from gongjian.core.refusal import Refused

NOTE = "drilled"


@dataclass(slots=True)
class Drilled:
    """Which backup was brought back, how long it took, and what was found. `whole` says whether the office's own pages were
    tried on it (SQLite) or the backup was laid out and examined only."""

    backup: Found
    seconds: float
    good: bool
    whole: bool
    words: list[str] = field(default_factory=list)


def drill(*, now: dt.datetime, progress: Progress = no_progress) -> Drilled:
    """Raises Refused when there is no backup, or it cannot be opened."""
    one = newest_state()
    if one is None:
        raise Refused(_("There is no backup yet. Make one first: gongjian backup"), code="none")
    began = time.monotonic()
    work = Path(tempfile.mkdtemp(prefix="look-drill-", dir=places.work_folder()))
    try:
        places.demand_space(work, 2 * one.size)
        done = (
            _bring_back(one, work)
            if connection.vendor == "sqlite"
            else _lay_out(one, work, progress=progress)
        )
    finally:
        shutil.rmtree(work, ignore_errors=True)
    done.seconds = time.monotonic() - began
    note = {
        "at": now.isoformat(),
        "good": done.good,
        "seconds": round(done.seconds, 1),
        "backup": one.path.name,
    }
    (places.work_folder() / NOTE).write_text(json.dumps(note))
    return done


def last_drill() -> tuple[dt.datetime, bool] | None:
    """When the last drill was, and whether it went well."""
    try:
        told = json.loads((places.work_folder() / NOTE).read_text())
        return dt.datetime.fromisoformat(told["at"]), bool(told["good"])
    except (FileNotFoundError, ValueError, KeyError):
        return None


def _bring_back(one: Found, work: Path) -> Drilled:
    """By the very command of a real restore, in a home folder of its own."""
    home = work / "home"
    (home / "keys").mkdir(parents=True, mode=0o700)
    for path in Path(settings.KEYS).iterdir():
        if path.is_file() and not path.name.startswith("."):
            shutil.copy2(path, home / "keys" / path.name)
    own = {**os.environ, "GONGJIAN_HOME": str(home), "DATABASE_URL": ""}
    own.pop("GONGJIAN_BACKUPS", None)
    own.pop("GONGJIAN_BACKUPS_COPY", None)
    own["DJANGO_SETTINGS_MODULE"] = "gongjian.config.settings"
    words = [sys.executable, "-m", "gongjian.cli", "restore", str(one.path)]
    ran = subprocess.run(words, env=own, capture_output=True, text=True, check=False)
    told = [*ran.stdout.strip().splitlines(), *(ran.stderr.strip().splitlines() if ran.returncode else [])]
    return Drilled(one, 0, ran.returncode == 0, True, told)


def _lay_out(one: Found, work: Path, *, progress: Progress) -> Drilled:
    unpacked = unpack(one, work, key=places.backup_key(), progress=progress)
    flaw = flaw_of_database(unpacked)
    words = [_("{count} files laid out, every digest right").format(count=unpacked.files)]
    return Drilled(one, 0, not flaw, False, [*words, flaw] if flaw else words)
