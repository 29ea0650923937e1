"""Reads many files one after the other, each in a fork of this process with the child's own bounds: start-up costs once.

`python -m gongjian.lib.sheets.tests.corpus.batch` takes tasks as JSON lines and writes one answer for each: the fork's
status, its answer, its peak of memory in megabytes, its seconds of processor.
"""

import dataclasses
import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from gongjian.lib.sheets import LIMITS, child, grids, pages, texts, xml2003

LOADED = (grids, pages, texts, xml2003)  # what a child loads when it needs it
LONGEST = 30.0


def read_forked(task: dict[str, Any]) -> dict[str, Any]:
    """One file in a process of its own."""
    with tempfile.TemporaryFile() as told:
        pid = os.fork()
        if pid == 0:
            os.dup2(told.fileno(), 1)
            sys.stdout = os.fdopen(1, "w")
            sys.stdin = __import__("io").StringIO(json.dumps(task))
            status = 1
            try:
                status = child.main()
                sys.stdout.flush()
            finally:
                os._exit(status)
        status, usage = _waited(pid)
        told.seek(0)
        answer = told.read()
    seconds = usage.ru_utime + usage.ru_stime
    code = os.waitstatus_to_exitcode(status)
    return {
        "code": code,
        "answer": json.loads(answer) if answer and code == 0 else None,
        "peak": usage.ru_maxrss // 1024,
        "seconds": seconds,
    }


def _waited(pid: int) -> tuple[int, Any]:
    ends = time.monotonic() + LONGEST
    while time.monotonic() < ends:
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if done:
            return status, usage
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    _, status, usage = os.wait4(pid, 0)
    return status, usage


def main() -> None:
    limits = dataclasses.asdict(LIMITS)
    for line in sys.stdin:
        task = json.loads(line)
        Path(task["into"]).mkdir()
        sys.stdout.write(json.dumps(read_forked(task | {"limits": limits})) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
