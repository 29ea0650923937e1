"""What is known of a workbook once it was read, and the reading itself: in a process of its own, with limits."""

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongjian.lib.sheets.bad import BadBook, Flaw, Note
from gongjian.lib.sheets.spool import Spool

MEGABYTE = 1024 * 1024
Range = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may cost: bytes, rows and columns of a sheet, cells of the book; memory in bytes, seconds of
    processor and of clock; unpacked bytes in all and in proportion to the packed ones."""

    bytes: int = 20 * MEGABYTE
    rows: int = 200_000
    columns: int = 500
    cells: int = 6_000_000
    sheets: int = 500
    unpacked: int = 600 * MEGABYTE
    ratio: int = 100
    memory: int = 512 * MEGABYTE
    cpu_seconds: int = 25
    seconds: int = 30


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """One sheet that holds something. `rows` is the number of its last row and `columns` of its last column, both from
    1; `merged` holds (first row, first column, last row, last column), from 1, at most 20,000 of them; None where the
    format does not tell. Vertical merges are filled downwards in the spool."""

    name: str
    visible: bool
    rows: int
    columns: int
    spool: Spool
    merged: tuple[Range, ...] | None = None
    flaws: tuple[Flaw, ...] = ()

    @property
    def flawed_rows(self) -> dict[int, Flaw]:
        """The first flaw of each row that has one."""
        found: dict[int, Flaw] = {}
        for flaw in self.flaws:
            found.setdefault(flaw.row, flaw)
        return found


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that was read. `kind` is what it is: xlsx, xlsm, xlsb, xls, ods, csv, html or xml."""

    kind: str
    sheets: tuple[SheetInfo, ...]
    notes: tuple[Note, ...]


def read_book(path: Path, *, into: Path, name: str = "", limits: Limits = LIMITS) -> Book:
    """Read the workbook at `path` and write one spool per sheet into the folder `into`, which is made when missing.

    `name` is what the person calls the file; its ending is compared with what the file really is. Raises `BadBook`. The
    file is parsed in a process of its own, whose memory and time are bounded; this one reads only its answer.
    """
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    task = {
        "path": str(path),
        "into": str(into),
        "name": name or path.name,
        "limits": dataclasses.asdict(limits),
    }
    return book_from(_ask(task, limits), into)


def book_from(said: Mapping[str, Any], into: Path) -> Book:
    """A book as `book_facts` told it. Raises `BadBook` when it tells of a problem."""
    if "problem" in said:
        raise BadBook(said["problem"], **said["values"])
    sheets = tuple(
        SheetInfo(
            **one
            | {
                "spool": into / one["spool"],
                "merged": None if one["merged"] is None else tuple(tuple(place) for place in one["merged"]),
                "flaws": tuple(Flaw(**flaw) for flaw in one["flaws"]),
            }
        )
        for one in said["sheets"]
    )
    return Book(said["kind"], sheets, tuple(Note(**note) for note in said["notes"]))


def book_facts(book: Book) -> dict[str, Any]:
    """The book as plain values for JSON, with spools by their names alone: `book_from` reads it back."""
    facts = dataclasses.asdict(book)
    for one in facts["sheets"]:
        one["spool"] = Path(one["spool"]).name
    return facts


def _ask(task: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    command = [sys.executable, "-m", "gongjian.lib.sheets.child"]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(task).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds,
            check=False,
            env=_bare_environment(),
        )
    except subprocess.TimeoutExpired:
        raise BadBook("too_slow", seconds=limits.seconds) from None
    if done.returncode == 0:
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer
    raise ended_badly(done.returncode, limits)


def ended_badly(code: int, limits: Limits) -> BadBook:
    """What a child that gave no answer means, by its exit code (negative: the signal that ended it)."""
    if code in (-24, -9):  # SIGXCPU, SIGKILL
        return BadBook("too_slow", seconds=limits.cpu_seconds)
    if code in (-6, 3):  # aborted by the allocator, or MemoryError
        return BadBook("too_much", rows=limits.rows)
    return BadBook("unreadable")


def _bare_environment() -> dict[str, str]:
    """Nothing of this process's secrets; what finds the interpreter's packages and a folder for temporary files."""
    kept = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "PYTHONUTF8": "1",
        "MALLOC_ARENA_MAX": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
