"""Protections of the product taken off, for negative controls only: in processes that tests fork, and nowhere else."""

from collections.abc import Callable
from typing import Any


def weaken(off: str) -> None:
    """Take off what is named, several by commas."""
    for name in off.split(","):
        WAYS[name]()


def no_transactions() -> None:
    """Every statement is committed before the next one begins: what a request that dies has done so far stays."""
    from django.db.backends.signals import connection_created

    def on_its_own(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        connection = context["connection"]
        if connection.in_atomic_block:
            if connection.vendor == "postgresql":
                connection.connection.commit()
            elif connection.connection.in_transaction:
                connection.connection.execute("COMMIT")
                connection.connection.execute("BEGIN IMMEDIATE")
        return execute(sql, params, many, context)

    def begin(connection: Any, **_more: Any) -> None:
        connection.features.uses_savepoints = False
        connection.execute_wrappers.append(on_its_own)

    connection_created.connect(begin, weak=False)


def no_keys() -> None:
    """Keys of forms and requests count for nothing."""
    from gongjian.core.once.models import Done

    def keep_nothing(*, key: str, **facts: Any) -> Done:
        made = Done(key=key, **facts)
        made.save = lambda *_args, **_more: None  # type: ignore[method-assign]
        return made

    Done.objects.create = keep_nothing  # type: ignore[method-assign, assignment]


def no_locks() -> None:
    """Rows are read without being locked; on SQLite transactions begin as readers. Whoever is about to write waits a
    little, so that the others have looked too."""
    import time

    from django.db import connection
    from django.db.models import QuerySet

    from gongjian.core.compiled import Compiled
    from gongjian.core.items import actions

    check = actions.check_move

    def check_and_wait(*args: Any, **kwargs: Any) -> None:
        check(*args, **kwargs)
        time.sleep(0.3)

    actions.check_move = check_and_wait
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"].pop("transaction_mode", None)
    QuerySet.select_for_update = lambda rows, **_options: rows._chain()  # type: ignore[method-assign]
    Compiled._on_this_database = Compiled._write  # type: ignore[method-assign]


def a_clock_to_be_set() -> None:
    """The process's clock is off by the seconds that stand in the file `clock` of the office's home."""
    import datetime as dt
    import time

    from django.conf import settings
    from django.utils import timezone

    file, real_now, real_time = settings.HOME / "clock", timezone.now, time.time

    def off() -> float:
        return float(file.read_text()) if file.exists() else 0.0

    timezone.now = lambda: real_now() + dt.timedelta(seconds=off())
    time.time = lambda: real_time() + off()


def short_leases() -> None:
    """What a dead worker held is free again within a second; no protection, but nobody wants to wait minutes for each kill."""
    import datetime as dt

    from gongjian.core.jobs import leases, runner, turn
    from gongjian.core.notices import sending

    turn.LEASE, runner.TASK_PAUSE = dt.timedelta(seconds=1), 0.05
    leases.QUICK_LEASE = runner.QUICK_LEASE = sending.LEASE = dt.timedelta(seconds=0.4)
    runner.PAUSE = 0.1


def large_exports() -> None:
    """More than ten rows are too many to wait for, and are written in the background, ten at a time."""
    from gongjian.core.ledgers import views, writing

    views.AT_ONCE = writing.CHUNK = 10


def slow_exports() -> None:
    """Each statement of an export takes a little longer, so that a kill meets the moments between two of them; no protection
    either."""
    import time

    from django.db import connection

    from gongjian.core.jobs.queue import TaskWorker
    from gongjian.core.jobs.turn import Turn

    run = TaskWorker._run

    def slowly(execute: Callable[..., Any], *told: Any) -> Any:
        time.sleep(0.03)
        return execute(*told)

    def run_slowly(worker: TaskWorker, turn: Turn) -> None:
        if turn.task.kind != "ledgers.export":
            return run(worker, turn)
        with connection.execute_wrapper(slowly):
            return run(worker, turn)

    TaskWorker._run = run_slowly  # type: ignore[method-assign]


def no_chunks() -> None:
    """What an export writes in one piece, the trail's row and its own, is written one after the other."""
    import contextlib

    from django.db import transaction

    from gongjian.core.jobs.turn import Turn
    from gongjian.core.ledgers import later

    Turn.chunk = lambda _turn: contextlib.nullcontext()  # type: ignore[method-assign, assignment]
    later.leave_trail = transaction.atomic(later.leave_trail)


def no_marks() -> None:
    """That a worker died over a message is not remembered."""
    from gongjian.core.notices import sending

    take = sending._take

    def take_as_new(rows: Any, *told: Any, **more: Any) -> Any:
        for row in rows:
            row.unsure = False
        return take(rows, *told, **more)

    sending._take = take_as_new


def no_words() -> None:
    """No trouble that passes by itself is told from a fault of the product."""
    from gongjian.web import errors

    errors.trouble_of = lambda _error: None


def no_drafts() -> None:
    """Files are written where they will lie, not put there when they are whole."""
    from pathlib import Path

    from gongjian.core.files.actions import disk

    def write(path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    disk.write = write


def clocks_before_their_matter() -> None:
    """A matter's clocks begin when the machine's clock says, be it before the matter itself."""
    from gongjian.core.items import clocks

    clocks.max = lambda now, _earliest: now  # type: ignore[attr-defined]


WAYS: dict[str, Callable[[], None]] = {
    "nothing": lambda: None,
    "transactions": no_transactions,
    "keys": no_keys,
    "locks": no_locks,
    "clock": a_clock_to_be_set,
    "leases": short_leases,
    "large": large_exports,
    "slow": slow_exports,
    "chunks": no_chunks,
    "unsure": no_marks,
    "words": no_words,
    "drafts": no_drafts,
    "early": clocks_before_their_matter,
}
