"""The product's own server processes, for scenarios that ask from outside."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens, its process, and after how many seconds it took the first call."""

    port: int
    process: "subprocess.Popen[bytes]"
    seconds: float

    def workers(self) -> list[tuple[float, float]]:
        """Of each process that answers pages, in MB: its resident memory, and the same with what it shares divided among
        those that share it."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return sorted(held for child in children if (held := _held(child)))


@contextmanager
def serving(*, workers: int = 2) -> Iterator[Server]:
    """A server on a free port, ended with the block."""
    from django.db import connection

    from gongjian.cli.ports import wait_until_open
    from gongjian.cli.serve import server_command

    connection.close()
    port, began = _free_port(), time.perf_counter()
    process = subprocess.Popen(
        server_command(host=HOST, port=port, workers=workers, reload=False), start_new_session=True
    )
    try:
        assert wait_until_open(HOST, port, seconds=60, alive=lambda: process.poll() is None)
        yield Server(port, process, time.perf_counter() - began)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def _held(pid: str) -> tuple[float, float] | None:
    """None for the helper of Python's own that hands out shared memory, which answers nothing."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        told = dict(
            line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        )
    except OSError:
        return None
    if b"resource_tracker" in command:
        return None
    resident, shared = (int(told[name].split()[0]) * 1024 / 1_000_000 for name in ("Rss", "Pss"))
    return resident, shared
