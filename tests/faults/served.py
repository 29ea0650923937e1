"""An office that is served for real: web server with its processes and background worker, to be killed and begun again."""

import contextlib
import http.client
import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
LOST = (OSError, http.client.HTTPException)
"""What a program meets when the server dies under it."""


class Zygote:
    """A process that has the product loaded, with one environment, and forks servers."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment = environment
        with log.open("ab") as told:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.zygote"], cwd=ROOT, text=True, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=told, env=environment, start_new_session=True,
            )  # fmt: skip
        assert self.process.stdout and self.process.stdout.readline() == "ready\n", log.read_text()

    def wish(self, *words: object) -> int:
        """The process that leads what was begun."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def leave(self) -> None:
        """End it; what it forked goes on."""
        with self.process:
            self.process.kill()


@dataclass
class Served:
    """One office's servers; `off` names the protections that are taken off in them."""

    zygote: Zygote
    off: str = "nothing"
    workers: int = 2
    port: int = 0
    web: int = 0
    worker: int = 0

    def __enter__(self) -> "Served":
        with socket.socket() as one:
            one.bind((HOST, 0))
            self.port = one.getsockname()[1]
        return self

    def __exit__(self, *_error: object) -> None:
        self.end()

    def begin(self, *, worker: bool = True) -> None:
        """Start what does not run, and wait until pages are answered."""
        if not _alive(self.web):
            self.web = self.zygote.wish("web", self.off, self.port, self.workers)
        if worker and not _alive(self.worker):
            self.worker = self.zygote.wish("worker", self.off)
        self.wait_until_open()

    def wait_until_open(self, seconds: float = 60) -> None:
        """Until somebody takes a call."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), timeout=1):
                return
            time.sleep(0.01)
        raise AssertionError("the server does not answer")

    def web_processes(self) -> list[int]:
        """The server's own children, which do the work."""
        with contextlib.suppress(OSError):
            return [
                int(pid) for pid in Path(f"/proc/{self.web}/task/{self.web}/children").read_text().split()
            ]
        return []

    def kill(self, rng: random.Random) -> str:
        """SIGKILL to one of them by lot: mostly a web process, at times the background worker or all together. What does
        not come back by itself is begun again. Says which it was."""
        drawn = rng.random()
        children = self.web_processes()
        if drawn < 0.75 and children:
            _kill(rng.choice(children))
            return "a web process"
        if drawn < 0.9 and _alive(self.worker):
            _kill(self.worker)
            self.begin()
            return "the background worker"
        self.end()
        self.begin()
        return "all of them"

    def kill_worker(self) -> None:
        """SIGKILL to the background worker alone; it is gone when this returns."""
        _kill(self.worker)
        while _alive(self.worker):
            time.sleep(0.002)

    def end(self) -> None:
        """SIGKILL to every process of the office, and wait until the last is gone."""
        for leader in (self.web, self.worker):
            with contextlib.suppress(ProcessLookupError):
                if leader:
                    os.killpg(leader, signal.SIGKILL)
        while _alive(self.web) or _alive(self.worker) or self._taken():
            time.sleep(0.005)
        self.web = self.worker = 0

    def _taken(self) -> bool:
        """Whether a dying process still holds the port."""
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind((HOST, self.port))
            except OSError:
                return True
            return False


def _alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return pid > 0 and Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def wait_for(
    done: Callable[[], bool], *, why: Callable[[], object] = lambda: "", seconds: float = 60
) -> None:
    """Until it is so. Raises AssertionError, with what `why` says, when it does not become so."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, why()
        time.sleep(0.001)


def tell(words: str) -> None:
    """A line about how far a long test is and what it measured; `make test-long` shows it."""
    sys.stdout.write(f"\n{words}")
    sys.stdout.flush()


@dataclass(frozen=True)
class Answer:
    """What a program was told; `body` is read as JSON where it is."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def json(self) -> Any:
        """The body's values."""
        return json.loads(self.text)


def hung_up(line: http.client.HTTPConnection) -> bool:
    """Whether the other end has closed a line on which nothing is awaited: it can be read, and nothing is there."""
    return line.sock is None or bool(select.select([line.sock], [], [], 0)[0])


@dataclass
class Caller:
    """One program or browser with one open line, which is opened anew when the server was lost."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    timeout: float = 60
    _line: http.client.HTTPConnection | None = None

    def __enter__(self) -> "Caller":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        if self._line:
            self._line.close()
            self._line = None

    def call(self, method: str, path: str, body: str | bytes = b"", **more: str) -> Answer:
        """One request. Raises one of LOST when no answer came. A line on which the server has hung up meanwhile is left."""
        if self._line and hung_up(self._line):
            self.close()
        line = self._line or http.client.HTTPConnection(HOST, self.port, timeout=self.timeout)
        self._line = None
        try:
            line.request(method, path, body.encode() if isinstance(body, str) else body, self.headers | more)
            answer = line.getresponse()
            told = Answer(answer.status, answer.headers, answer.read().decode("utf-8", "replace"))
        except BaseException:
            line.close()
            raise
        self._line = line
        return told

    def send(self, path: str, values: Mapping[str, Any]) -> Answer:
        """JSON to the API."""
        return self.call(
            "POST", f"/api/v1/{path}", json.dumps(values), **{"Content-Type": "application/json"}
        )

    def submit(self, path: str, values: Mapping[str, Any]) -> Answer:
        """A form."""
        return self.call(
            "POST",
            path,
            urlencode(values, doseq=True),
            **{"Content-Type": "application/x-www-form-urlencoded"},
        )


def program(port: int, token: str) -> Caller:
    """A program that shows a token."""
    return Caller(port, {"Authorization": f"Bearer {token}"})


def browser(port: int, session_key: str) -> Caller:
    """A browser in which somebody has signed in."""
    mark = "c" * 32
    return Caller(port, {"Cookie": f"sessionid={session_key}; csrftoken={mark}", "X-CSRFToken": mark})
