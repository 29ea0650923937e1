"""How backups stand, as findings with what to do: for the doctor and for the administrator's page."""

import datetime as dt
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.backup import places
from gongjian.core.backup.drilling import last_drill
from gongjian.core.backup.found import Found, backups, newest, usable_recent
from gongjian.core.backup.keysheet import copied
from gongjian.core.finding import Finding

LATE, VERY_LATE = dt.timedelta(hours=26), dt.timedelta(days=3)
DRILL_EVERY = dt.timedelta(days=100)
RECENT_LATE = dt.timedelta(minutes=45)


def findings(now: dt.datetime) -> list[Finding]:
    """Everything that was found, never empty; needs no key and opens no backup."""
    latest = newest()
    found = [*_folder(), *_age(latest, now), *_looked_through(), *_between(now), *_keys(), *_drill(now)]
    if any(one.grade != "good" for one in found) or latest is None:
        return found
    words = _("the last one is of {day}, {size}, looked through and good")
    day = f"{timezone.localtime(latest.made_at):%Y-%m-%d %H:%M}"
    return [Finding("good", words.format(day=day, size=filesizeformat(latest.size).replace("\xa0", " ")))]


def _folder() -> list[Finding]:
    folder, second, found = places.folder(), places.copy_folder(), []
    there = next(one for one in [folder, *folder.parents] if one.exists())
    if not os.access(there, os.W_OK):
        words = _("the folder {folder} cannot be written").format(folder=folder)
        return [Finding("bad", words, _("Give it to the user who runs gongjian, or set GONGJIAN_BACKUPS."))]
    if _disk(there) == _disk(Path(settings.HOME)) and (second is None or _disk(second) == _disk(there)):
        words = _("backups lie on the same disk as the data: with the disk, both are lost")
        found.append(
            Finding(
                "warning", words, _("Set GONGJIAN_BACKUPS_COPY to a folder on a USB disk or another machine.")
            )
        )
    if second is not None and not second.is_dir():
        words = _("the second folder {folder} is not there").format(folder=second)
        found.append(Finding("warning", words, _("Is the disk plugged in and mounted?")))
    last = next(iter(backups()), None)
    free = shutil.disk_usage(there).free
    if last is not None and free < 2 * last.size + places.SPARE:
        words = _("{free} free for backups, too little for two more").format(
            free=filesizeformat(free).replace("\xa0", " ")
        )
        found.append(Finding("warning", words, _("Plan for more space.")))
    return found


def _age(latest: Found | None, now: dt.datetime) -> list[Finding]:
    if latest is None:
        return [Finding("bad", _("there is no backup yet"), _("Make one now: gongjian backup"))]
    age = now - latest.made_at
    if age <= LATE:
        return []
    words = _("the last one is of {day}").format(day=f"{timezone.localtime(latest.made_at):%Y-%m-%d %H:%M}")
    remedy = _("Is the worker running? Background work says why the daily one failed; now: gongjian backup")
    return [Finding("bad" if age > VERY_LATE else "warning", words, remedy)]


def _looked_through() -> list[Finding]:
    found = backups()
    bad = [one for one in found if one.good is False]
    if bad:
        words = _("{count} backups cannot be used, the newest of them is {file}: {why}")
        told = words.format(count=len(bad), file=bad[0].path.name, why=bad[0].flaw or bad[0].words)
        return [Finding("bad", told, _("Make one now: gongjian backup"))]
    if found and found[0].good is None:
        words = _("the last one was not looked through yet")
        remedy = _("Now: gongjian backup verify {file}").format(file=found[0].path.name)
        return [Finding("warning", words, remedy)]
    return []


def _between(now: dt.datetime) -> list[Finding]:
    if connection.vendor != "sqlite":
        return []
    small = usable_recent()
    if not backups() or (small and now - small[0].made_at < RECENT_LATE):
        return []
    words = _("no small backup was made in the last 45 minutes: up to a day's work could be lost")
    return [
        Finding("warning", words, _("Is the worker running? gongjian serve starts it, or gongjian worker."))
    ]


def _keys() -> list[Finding]:
    told, remedy = copied(), _("Write them apart: gongjian backup --keys FOLDER")
    if told is None:
        return [
            Finding("warning", _("the keys were never written apart: without them no backup opens"), remedy)
        ]
    if told[1]:
        words = _("keys were made since they were last written apart: {names}").format(
            names=", ".join(told[1])
        )
        return [Finding("warning", words, remedy)]
    return []


def _drill(now: dt.datetime) -> list[Finding]:
    last, remedy = last_drill(), _("Try it once a quarter: gongjian backup drill")
    if last is not None and not last[1]:
        return [
            Finding(
                "bad", _("the last restore drill failed"), _("Make a new backup, then: gongjian backup drill")
            )
        ]
    if backups() and (last is None or now - last[0] > DRILL_EVERY):
        return [Finding("warning", _("no restore drill in the last 100 days"), remedy)]
    return []


def _disk(path: Path) -> int:
    """Which disk a folder lies on, or will lie on."""
    return next(one for one in [path, *path.parents] if one.exists()).stat().st_dev
