"""A clerk opens inbox and list at least a hundred times each, first while files are brought in beside her, then alone with
their rows.

Median and p99 are by the clock: on a machine that does nothing else this is what she waits. CPU is that of her pages.
Files of up to 100,000 rows are brought in one after another until she has asked often enough.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from bench.data import PER_FILE, office, workbooks
from bench.scenario import Bench, Line, percentiles
from gongjian.core.intake.straight import bring, let_in

ALONE, BESIDE = "alone", "while importing"
AT_HAND = 300_000
"""Rows in all the files made beforehand: as many as can come in while she asks."""
Asked = dict[str, list[tuple[float, float]]]


def run(bench: Bench) -> None:
    """The same pages by the same person in a process of their own, both times."""
    cast, person = office()
    per_file = min(bench.rows, PER_FILE)
    paths = iter(workbooks(bench.folder, max(AT_HAND, per_file), per_file=per_file))
    beside = _asked(bench, person, lambda: _bring(next(paths), cast, person))
    alone = _asked(bench, person, lambda: time.sleep(0.1))
    for page in alone:
        _keep(bench, page, ALONE, alone[page])
        _keep(bench, page, BESIDE, beside[page])


def _bring(path: Path, cast: Any, person: Any) -> None:
    now = timezone.now()
    batch = bring(
        "reports", office=cast.office, name=path.name, chunks=[path.read_bytes()], person=person, now=now
    )
    let_in(batch, person=person, now=now, queued=False)


def _asked(bench: Bench, person: Any, meanwhile: Callable[[], None]) -> Asked:
    """What the clerk's pages took while `meanwhile` was done over and over, until she had asked often enough."""
    folder = bench.folder / f"asked-{time.monotonic_ns()}"
    folder.mkdir()
    clerk = subprocess.Popen([sys.executable, "-m", "bench.asking", person.username, str(folder)])
    _wait_for(folder / "ready", clerk)
    while not (folder / "enough").exists():
        assert clerk.poll() is None, "the clerk could not open her pages"
        meanwhile()
    (folder / "stop").touch()
    assert clerk.wait(timeout=60) == 0
    found: Asked = json.loads((folder / "asked.json").read_text())
    return found


def _wait_for(file: Path, clerk: "subprocess.Popen[bytes]") -> None:
    while not file.exists():
        assert clerk.poll() is None, "the clerk could not open her pages"
        time.sleep(0.1)


def _keep(bench: Bench, page: str, when: str, spent: list[tuple[float, float]]) -> None:
    against = "" if when == ALONE else f"{page} {ALONE}"
    clock, used = zip(*spent, strict=True)
    line = Line(f"{page} {when}", sum(clock), sum(used), against=against, note=f"{len(spent)} times")
    line.median, line.p99 = percentiles([1000 * one for one in clock])
    bench.keep(line)
