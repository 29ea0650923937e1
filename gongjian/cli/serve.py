"""The web server and the background worker, started and stopped together."""

import hashlib
import os
import sys
from collections.abc import Callable

import click

from gongjian.cli.ports import demand_free, wait_until_open
from gongjian.cli.processes import Child, Supervisor
from gongjian.cli.start import Failed, demand_migrated, start_django
from gongjian.cli.words import _


@click.command(help=_("Serve the platform and run its background worker until stopped."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("Address to listen on."))
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help=_("Server processes.")
)
@click.option("--reload", is_flag=True, help=_("Start again whenever the code changes (for developers)."))
def serve(host: str, port: int, workers: int, reload: bool) -> int:
    """Say the address once the server answers."""
    start_django()
    demand_free(host, port)
    demand_migrated()
    return run_servers(host=host, port=port, workers=workers, reload=reload, ready=_say_address)


def _say_address(address: str) -> None:
    click.echo(_("Serving on {address} (Ctrl-C stops it)").format(address=address))


def run_servers(
    *, host: str, port: int, workers: int = 2, reload: bool = False, ready: Callable[[str], None]
) -> int:
    """Collect the static files, start server and worker, call `ready(address)`, keep both running; an exit code."""
    collect_static()
    server = Child("web server", server_command(host=host, port=port, workers=workers, reload=reload))
    supervisor = Supervisor(
        [server, Child("background worker", [sys.executable, "-m", "gongjian.cli", "worker"])]
    )
    supervisor.start()
    if not wait_until_open(
        host, port, seconds=60, alive=lambda: server.running() and not supervisor.stopping
    ):
        stopped = supervisor.stopping
        supervisor.stop()
        if stopped:
            return 0
        raise Failed(_("The server did not start; its last words are above. `gongjian doctor` may know why."))
    shown = f"[{host}]" if ":" in host else host
    ready(f"http://{shown}:{port}/")
    return supervisor.watch()


def server_command(*, host: str, port: int, workers: int, reload: bool) -> list[str]:
    """Granian in WSGI mode; one thread a process on SQLite (one writer at a time), four on PostgreSQL. Its processes share
    the application's memory, but where the code may change under them (`reload`)."""
    from django.db import connection

    threads = "1" if connection.vendor == "sqlite" else "4"
    program = "granian" if reload else "gongjian.cli.web_processes"
    command = [sys.executable, "-m", program, "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", threads, "--respawn-failed-workers"]
    command += ["--log-level", "warning", "--no-ws", "--workers-kill-timeout", "10"]
    if reload:
        command += ["--reload", "--reload-paths", "gongjian"]
    return [*command, "gongjian.config.wsgi:application"]


def collect_static() -> None:
    """Gather styles, scripts and pictures under their hashed names, when one of them changed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    if settings.DEBUG:
        return
    stamp = settings.STATIC_ROOT / ".collected"
    total = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = os.stat(storage.path(name))
            total.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    if stamp.exists() and stamp.read_text() == total.hexdigest():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(total.hexdigest())
