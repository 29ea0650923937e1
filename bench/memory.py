"""Peak memory of a process and everything it started, watched from outside."""

import subprocess
import threading
from pathlib import Path

PAUSE = 0.1


class Watch(threading.Thread):
    """Adds up the resident memory of the tree ten times a second; `peak` is in MB. Shared pages count once per process."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        super().__init__(daemon=True)
        self.process, self.peak = process, 0.0

    def run(self) -> None:
        while self.process.poll() is None:
            self.peak = max(self.peak, sum(map(_resident, _tree(self.process.pid))))
            threading.Event().wait(PAUSE)


def _tree(root: int) -> set[int]:
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _mark, rest = path.read_text().rpartition(")")
        except OSError:
            continue
        parents[int(head.split(" ", 1)[0])] = int(rest.split()[1])
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found and pid not in found}:
        found |= more
    return found


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1_000_000
    except (OSError, IndexError):
        return 0.0
