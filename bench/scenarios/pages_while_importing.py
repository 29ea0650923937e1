"""A clerk opens inbox and list, over and over, first while a workbook is brought in beside her, then alone with its rows.

Wall time of one page in milliseconds: on a machine that does nothing else this is what she waits.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from bench.data import office, workbooks
from bench.scenario import Bench, Line, percentiles
from gongjian.core.intake.straight import bring, let_in

ALONE, BESIDE = "alone", "while importing"
SECONDS_ALONE = 10


def run(bench: Bench) -> None:
    """The same pages by the same person in a process of their own, both times."""
    cast, person = office()
    [path, *_more] = workbooks(bench.folder, bench.rows)
    beside = _asked(bench, person, lambda: _bring(path, cast, person))
    alone = _asked(bench, person, lambda: time.sleep(SECONDS_ALONE))
    for page in alone:
        _keep(bench, page, ALONE, alone[page])
        _keep(bench, page, BESIDE, beside[page])


def _bring(path: Path, cast: Any, person: Any) -> None:
    now = timezone.now()
    batch = bring(
        "reports", office=cast.office, name=path.name, chunks=[path.read_bytes()], person=person, now=now
    )
    let_in(batch, person=person, now=now, queued=False)


def _asked(bench: Bench, person: Any, meanwhile: Callable[[], None]) -> dict[str, list[float]]:
    folder = bench.folder / f"asked-{time.monotonic_ns()}"
    folder.mkdir()
    clerk = subprocess.Popen([sys.executable, "-m", "bench.asking", person.username, str(folder)])
    while not (folder / "ready").exists():
        assert clerk.poll() is None, "the clerk could not open her pages"
        time.sleep(0.1)
    meanwhile()
    (folder / "stop").touch()
    assert clerk.wait(timeout=60) == 0
    found: dict[str, list[float]] = json.loads((folder / "asked.json").read_text())
    return found


def _keep(bench: Bench, page: str, when: str, spent: list[float]) -> None:
    against = "" if when == ALONE else f"{page} {ALONE}"
    line = Line(f"{page} {when}", sum(spent), 0, against=against, note=f"{len(spent)} times")
    line.median, line.p99 = percentiles([1000 * one for one in spent])
    bench.lines.append(line)
