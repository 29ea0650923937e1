"""Where backups lie and what they are called; the key under which they are sealed; one maker at a time."""

import fcntl
import itertools
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from gongjian.core.privacy.keys import kept_key
from gongjian.core.refusal import Refused

SUFFIX = ".gjbackup"
KEY = "backup.key"
RECENT, OUTSIDE = "recent", "outside"
DAY = 86_400
UNFINISHED = "unfinished"
SPARE = 64 * 1024**2  # left free for the office's own writing


def folder() -> Path:
    """Where whole backups lie; `recent/` below it holds the small ones between them, `outside/` what is kept apart from the
    database: heads of the trail, the deletion ledger."""
    return Path(settings.BACKUP_FOLDER)


def copy_folder() -> Path | None:
    """A second folder, on another disk; None without one."""
    return Path(settings.BACKUP_COPY) if settings.BACKUP_COPY else None


def work_folder() -> Path:
    """What is needed while a backup is made, and what small backups are compared with."""
    path = Path(settings.HOME) / "backup"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def unused(name: str, taken: Callable[[str], bool], *, joint: str = "-") -> str:
    """The name, or the first of `name-2`, `name-3`, … that is not taken: what is kept aside never lands on what was kept aside
    before, not even within the same second."""
    names = itertools.chain([name], (f"{name}{joint}{number}" for number in itertools.count(2)))
    return next(one for one in names if not taken(one))


def unused_path(path: Path) -> Path:
    """The same for a file or a folder."""
    return path.with_name(unused(path.name, lambda name: path.with_name(name).exists()))


def backup_key() -> bytes:
    """The key of all backups: beside the other keys, never in a backup. Made on first use."""
    return kept_key(KEY)


def open_folder(path: Path) -> Path:
    """The folder, made if need be, readable by its owner only. Raises Refused when it cannot be written."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = path / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        words = _("The backup folder {folder} cannot be written: {why}.")
        raise Refused(words.format(folder=path, why=error.strerror or error), code="no_folder") from error
    return path


def demand_space(path: Path, wanted: int) -> None:
    """Raises Refused when fewer than `wanted` bytes, and some to spare, are free there."""
    free = shutil.disk_usage(path).free
    if free < wanted + SPARE:
        words = _(
            "{folder} has {free} MB free, {wanted} MB are needed. Free some space; nothing was written."
        )
        told = words.format(folder=path, free=free // 1024**2, wanted=(wanted + SPARE) // 1024**2)
        raise Refused(told, code="no_space")


def whole(path: Path, half: Path) -> None:
    """Give a file that was written to the end its name; from then on it is a backup."""
    os.replace(half, path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def unfinished() -> str:
    """The backup whose restore was cut short after it was put in place and before it was proved; "" when there is none."""
    try:
        return (Path(settings.HOME) / "backup" / UNFINISHED).read_text()
    except FileNotFoundError:
        return ""


def sweep_halves(*folders: Path) -> None:
    """Take away what makers that were killed left behind. Call it with the lock held."""
    for one in folders:
        for half in [*one.glob(".half-*"), *one.glob("snapshot-*")]:
            shutil.rmtree(half) if half.is_dir() else half.unlink(missing_ok=True)
        for old in one.glob("look-*"):
            if old.stat().st_mtime < time.time() - DAY:
                shutil.rmtree(old, ignore_errors=True)


@contextmanager
def alone() -> Iterator[None]:
    """One at a time makes, removes or restores backups; whoever dies lets go. Raises Refused for a second one."""
    with (work_folder() / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            words = _("A backup is being made or restored at this moment. Try again when it is done.")
            raise Refused(words, code="busy") from error
        yield
