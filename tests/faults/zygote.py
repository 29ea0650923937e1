"""Loads the product once, then forks web servers and background workers that are there in a moment: a thousand kills would
otherwise be a thousand starts of Python. What is forked is the real server with the real product in it.

Takes one wish a line ("web nothing PORT PROCESSES", "worker locks"; the second word names what is taken off) and answers with
the process that leads the new group.
"""

import os
import signal
import sys
from collections.abc import Callable


def main() -> None:
    """Serve wishes until the line closes."""
    import django

    django.setup()
    _load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while line := sys.stdin.readline():
        sys.stdout.write(f"{_fork(*line.split())}\n")
        sys.stdout.flush()


def _load() -> None:
    from granian.server.common import AbstractServer

    import gongjian.core.jobs.runner
    from gongjian.cli.web_processes import read_application

    assert gongjian.core.jobs.runner
    read_application()
    again = AbstractServer._respawn_workers

    def respawn(self: AbstractServer, *args: object, **kwargs: object) -> None:
        """A server whose workers die all the time would end itself, to be started again by `gongjian serve`."""
        again(self, *args, **kwargs)
        self.respawned_wrks.clear()

    AbstractServer._respawn_workers = respawn


def _web(port: str, workers: str) -> None:
    from granian.cli import cli

    from gongjian.cli.serve import server_command

    command = server_command(host="127.0.0.1", port=int(port), workers=int(workers), reload=False)
    cli.main(command[command.index("--interface") :], standalone_mode=False)


def _worker() -> None:
    from gongjian.core.jobs.runner import run_forever

    run_forever()


WISHES: dict[str, Callable[..., None]] = {"web": _web, "worker": _worker}


def _fork(name: str, off: str, *words: str) -> int:
    from tests.faults.weakened import weaken

    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with open(os.devnull, "r+b", buffering=0) as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(nothing.fileno(), 1)
    code = 1
    try:
        weaken(off)
        WISHES[name](*words)
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
