"""Keeps a few child processes running: restarts the dead, stops all together."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

logger = logging.getLogger(__name__)
QUICK_DEATHS = 5
SETTLED = 10.0  # seconds after which a process counts as having started well
PARENT_DEATH_SIGNAL = 1
FRUGAL = {"MALLOC_ARENA_MAX": "1"}
"""One place for small memory instead of one for each thread: Python lets only one at it anyway. 6 MB less a process."""


def die_with_parent() -> None:
    """On Linux, a child is told to stop when we are killed outright; elsewhere it stays behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


@dataclass
class Child:
    """One command that should be running, and how its last starts went."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = field(default=0)
    again_at: float = 0.0

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches us alone, and we stop the children in order.
        self.process = subprocess.Popen(
            self.command, start_new_session=True, preexec_fn=die_with_parent, env=FRUGAL | os.environ
        )
        self.started = time.monotonic()

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Runs children until SIGINT or SIGTERM; returns 0 then, 1 when a child cannot stay up."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = children
        self.stopping = False

    def start(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop_asked)
        for child in self.children:
            child.start()

    def watch(self) -> int:
        """Block until told to stop or until a child has died too often."""
        try:
            while not self.stopping:
                if any(not self._keep(child) for child in self.children):
                    return 1
                time.sleep(0.2)
            return 0
        finally:
            self.stop()

    def stop(self, *, patience: float = 10.0) -> None:
        """Ask all to stop, wait, then end what is left."""
        running = [child for child in self.children if child.running()]
        for child in running:
            self._send(child, signal.SIGTERM)
        end = time.monotonic() + patience
        while any(child.running() for child in running) and time.monotonic() < end:
            time.sleep(0.05)
        for child in running:
            if child.running():
                self._send(child, signal.SIGKILL)

    def _stop_asked(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _send(self, child: Child, number: signal.Signals) -> None:
        if child.process is not None and child.running():
            child.process.send_signal(number)

    def _keep(self, child: Child) -> bool:
        """Restart a dead child, later each time; False when it died too often right after its start."""
        now = time.monotonic()
        if child.running():
            return True
        if child.process is not None:
            self._note_death(child, now)
        if child.quick_deaths >= QUICK_DEATHS:
            logger.error("The %s stops again and again; giving up. Its last words are above.", child.name)
            return False
        if child.process is None and now >= child.again_at:
            child.start()
        return True

    def _note_death(self, child: Child, now: float) -> None:
        code = child.process.returncode if child.process else None
        child.quick_deaths = child.quick_deaths + 1 if now - child.started < SETTLED else 1
        child.again_at = now + min(2.0 ** (child.quick_deaths - 1) - 1, 8.0)
        child.process = None
        logger.warning("The %s ended with code %s and is started again.", child.name, code)
