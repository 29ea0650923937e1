"""The backups that there are, as the folders show them: no table says otherwise than the disk."""

import contextlib
import datetime as dt
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.backup import places
from gongjian.core.refusal import Refused
from gongjian.lib.backups.keeping import Kept, to_keep
from gongjian.lib.backups.sealed import head_of
from gongjian.lib.problem import Problem

WHOLE, RECENT = "whole", "recent"
SEEN = ".verified"


@dataclass(frozen=True, slots=True)
class Found:
    """A file that says it is a backup. `good` is None while nobody has looked through it, `words` is what was found then;
    `flaw` says why its head cannot be read."""

    path: Path
    size: int
    head: dict[str, Any] = field(default_factory=dict)
    flaw: str = ""
    good: bool | None = None
    seen_at: dt.datetime | None = None
    words: str = ""

    @property
    def made_at(self) -> dt.datetime:
        """The moment whose state it holds; for one that cannot be read, when the file was written."""
        with contextlib.suppress(KeyError, ValueError):
            return dt.datetime.fromisoformat(self.head["made_at"])
        return dt.datetime.fromtimestamp(self.path.stat().st_mtime, dt.UTC)

    @property
    def id(self) -> str:
        """The backup's own id; "" for one that cannot be read."""
        return str(self.head.get("id", ""))


def look_at(path: Path) -> Found:
    """One file as it stands. Raises FileNotFoundError."""
    size = path.stat().st_size
    try:
        head = head_of(path)
    except (Problem, ValueError) as problem:
        return Found(path, size, flaw=problem_words(problem), good=False)
    good, seen_at, words = None, None, ""
    with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
        told = json.loads(_note(path).read_text())
        if told["size"] == size and told["changed"] == path.stat().st_mtime_ns:
            good, seen_at = told["good"], dt.datetime.fromisoformat(told["at"])
            words = told["words"]
    return Found(path, size, head, "", good, seen_at, words)


def note_seen(path: Path, *, good: bool, words: str, now: dt.datetime) -> None:
    """Keep beside a backup what was found when it was looked through; it counts until the file changes."""
    told = {
        "at": now.isoformat(), "good": good, "words": words, "size": path.stat().st_size,
        "changed": path.stat().st_mtime_ns,
    }  # fmt: skip
    draft = path.with_name(f".half-{path.name}{SEEN}")
    draft.write_text(json.dumps(told, ensure_ascii=False))
    os.replace(draft, _note(path))


def backups(folder: Path | None = None) -> list[Found]:
    """Whole backups in the folder, the newest first. Half-written ones are none."""
    return _in(folder or places.folder())


def recent(folder: Path | None = None) -> list[Found]:
    """The small backups between the whole ones, the newest first."""
    return _in((folder or places.folder()) / places.RECENT)


def usable_recent(folder: Path | None = None) -> list[Found]:
    """Those of them whose whole one is there."""
    whole = {one.id for one in backups(folder) if one.good is not False}
    return [one for one in recent(folder) if one.good is not False and one.head.get("base") in whole]


def newest(folder: Path | None = None) -> Found | None:
    """The newest whole backup that was not found bad."""
    return next((one for one in backups(folder) if one.good is not False), None)


def newest_state(folder: Path | None = None) -> Found | None:
    """The newest of all, small ones whose whole one is there included: what a restore would take."""
    both = [one for one in [newest(folder), *usable_recent(folder)[:1]] if one is not None]
    return max(both, key=lambda one: one.made_at, default=None)


def base_of(one: Found) -> Found:
    """The whole backup on which a small one stands. Raises Refused when it is not there."""
    folder = one.path.parent.parent if one.path.parent.name == places.RECENT else one.path.parent
    wanted = one.head.get("base")
    for candidate in [*backups(folder), *backups(one.path.parent)]:
        if candidate.id == wanted:
            return candidate
    words = _("{file} holds only what changed after another backup ({base}), which is not in {folder}.")
    raise Refused(words.format(file=one.path.name, base=wanted, folder=folder), code="no_base")


def prune(folder: Path | None = None) -> list[Path]:
    """Take away whole backups that are not to be kept, and small ones that stand on them; returns what went."""
    folder = folder or places.folder()
    found = backups(folder)
    kept = to_keep(
        Kept(one.path.name, timezone.localtime(one.made_at).replace(tzinfo=None), one.good) for one in found
    )
    gone = [one.path for one in found if one.path.name not in kept]
    for path in gone:
        remove(path)
    return gone


def remove(path: Path) -> None:
    """A backup and what was noted of it."""
    path.unlink(missing_ok=True)
    _note(path).unlink(missing_ok=True)


def problem_words(problem: Exception) -> str:
    """What is wrong with a backup, in the reader's language."""
    words = {
        "no_backup": _("This is no backup of Gongjian."),
        "newer_format": _("This backup was written by a newer version of Gongjian. Update Gongjian first."),
        "wrong_key": _("This backup was sealed under another backup key. Give the key file that belongs to it (--keys)."),
        "cut_off": _("This backup is cut off: its end is missing. Take another one."),
    }  # fmt: skip
    damaged = _("This backup is damaged: it is not as it was written. Take another one.")
    return words.get(getattr(problem, "code", ""), damaged)


def _in(folder: Path) -> list[Found]:
    found = []
    for path in folder.glob(f"*{places.SUFFIX}") if folder.is_dir() else []:
        with contextlib.suppress(FileNotFoundError):  # pruned meanwhile
            if not path.name.startswith("."):
                found.append(look_at(path))
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}{SEEN}")
