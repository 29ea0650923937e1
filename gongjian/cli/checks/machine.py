"""Checks of the machine we stand on: disk, clock, key files, static files."""

import datetime as dt
import os
import shutil
import stat
from pathlib import Path

from gongjian.cli.checks.finding import Finding, Grade
from gongjian.cli.words import _

GIB = 1024**3
NEWEST_FILES = "*.py"


def check_disk() -> Finding:
    """At least 2 GiB free where the office's data lives, and the folder can be written."""
    from django.conf import settings

    settings.HOME.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.HOME).free / GIB
    words = _("{free:.1f} GiB free for {folder}").format(free=free, folder=settings.HOME)
    if not os.access(settings.HOME, os.W_OK):
        return Finding(
            Grade.BAD, words, _("The folder cannot be written: give it to the user who runs gongjian.")
        )
    if free < 0.5:
        return Finding(Grade.BAD, words, _("Free some space now: new reports will soon be refused."))
    return Finding(
        Grade.WARNING if free < 2 else Grade.GOOD, words, _("Plan for more space.") if free < 2 else ""
    )


def check_clock() -> Finding:
    """The clock is not behind the newest file of the program or the newest row of the trail."""
    from django.utils import timezone

    now = timezone.now()
    newest = max(path.stat().st_mtime for path in Path(__file__).parents[2].rglob(NEWEST_FILES))
    latest = max(
        dt.datetime.fromtimestamp(newest, dt.UTC),
        _latest_trail_row() or dt.datetime.min.replace(tzinfo=dt.UTC),
    )
    words = timezone.localtime(now).strftime("%Y-%m-%d %H:%M:%S %Z")
    if latest - now > dt.timedelta(minutes=2):
        return Finding(
            Grade.BAD,
            words,
            _("The clock is behind what is already written: set it, then switch on time synchronisation."),
        )
    return Finding(Grade.GOOD, words)


def _latest_trail_row() -> dt.datetime | None:
    from django.db import DatabaseError
    from django.db.models import Max

    from gongjian.core.trail.models import TrailRow

    try:
        latest: dt.datetime | None = TrailRow.objects.aggregate(latest=Max("at"))["latest"]
    except DatabaseError:
        return None
    return latest


def check_keys() -> Finding:
    """Key files can be read by their owner only."""
    from django.conf import settings

    keys = [path for path in settings.KEYS.rglob("*") if path.is_file()] if settings.KEYS.exists() else []
    open_ones = [path for path in keys if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_ones:
        named = " ".join(str(path) for path in open_ones)
        return Finding(
            Grade.BAD,
            _("others can read {count} key files").format(count=len(open_ones)),
            f"chmod 600 {named}",
        )
    return Finding(Grade.GOOD, _("{count} key files, readable by their owner only").format(count=len(keys)))


def check_static() -> Finding:
    """The pages' styles and scripts were built."""
    from django.contrib.staticfiles import finders

    missing = [
        name for name in ("build/desk.css", "build/public.css", "build/desk.js") if not finders.find(name)
    ]
    if missing:
        return Finding(
            Grade.BAD, _("not built: {names}").format(names=", ".join(missing)), _("Run: make env")
        )
    return Finding(Grade.GOOD, _("styles and scripts are built"))
