"""A taken port is said in words; a dead worker comes back; one word stops all."""

import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

from gongjian.cli.ports import demand_free, wait_until_open
from gongjian.cli.processes import Child, Supervisor
from gongjian.cli.start import Failed

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_a_taken_port_is_named_with_another_one_to_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Failed, match=f"{port}.*PORT={port + 1}"):
            demand_free("127.0.0.1", port)


def test_a_port_is_open_only_once_somebody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert wait_until_open("127.0.0.1", port, seconds=2, alive=lambda: True)
    assert not wait_until_open("127.0.0.1", port, seconds=0.3, alive=lambda: True)


def test_waiting_ends_at_once_when_the_server_has_died() -> None:
    begun = time.monotonic()
    assert not wait_until_open("127.0.0.1", 1, seconds=30, alive=lambda: False)
    assert time.monotonic() - begun < 5


@pytest.fixture
def tended(monkeypatch: pytest.MonkeyPatch) -> Supervisor:
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    return Supervisor([Child("sleeper", SLEEPER)])


def test_a_killed_worker_is_started_again_and_both_stop_together(tended: Supervisor) -> None:
    tended.start()
    (child,) = tended.children
    first = child.process
    assert first is not None
    watcher = threading.Thread(target=tended.watch)
    watcher.start()
    os.kill(first.pid, signal.SIGKILL)
    until(lambda: child.running() and child.process is not first)
    second = child.process
    tended.stopping = True
    watcher.join(timeout=15)
    assert not watcher.is_alive()
    assert second is not None
    assert second.poll() is not None


def test_a_worker_that_never_stays_up_is_given_up_with_a_failure(
    tended: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongjian.cli.processes.QUICK_DEATHS", 2)
    tended.children = [Child("broken", [sys.executable, "-c", "raise SystemExit(7)"])]
    tended.start()
    assert tended.watch() == 1


def test_a_child_that_ignores_the_request_is_ended_all_the_same(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    deaf = (
        f"import signal, time; signal.signal(15, signal.SIG_IGN); open({str(ready)!r}, 'w'); time.sleep(60)"
    )
    child = Child("deaf", [sys.executable, "-c", deaf])
    child.start()
    until(ready.exists)
    Supervisor([child]).stop(patience=0.3)
    assert child.process is not None
    assert child.process.wait(timeout=5) == -signal.SIGKILL


def until(condition: object, *, seconds: float = 15) -> None:
    """Wait for something another process does."""
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
