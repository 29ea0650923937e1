"""Races for real: threads that start together on connections of their own, a gap held open between looking and writing, and
the lock taken off for the negative control."""

import contextlib
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection

from gongjian.core.compiled import Compiled
from gongjian.core.refusal import Refused

Answers = list[Exception | None]
PATIENCE = {True: 0.5, False: 5.0}
"""Seconds that whoever has looked waits for the others: with the lock they cannot come, without it they do, sooner or later."""
START = 60
_locking = [True]


def at_once(acts: Sequence[Callable[[], object]], *, locking: bool) -> Answers:
    """What each was told: None where it was done. Without `locking` SQLite's transactions begin as readers, as they would
    without the product's own setting."""
    start, answers = threading.Barrier(len(acts), timeout=START), []
    _locking[0] = locking

    def one(act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            if not locking and connection.vendor == "sqlite":
                connection.transaction_mode = None
            start.wait()
            act()
            answers.append(None)
        except (Refused, DatabaseError, threading.BrokenBarrierError) as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def hold_open(
    monkeypatch: pytest.MonkeyPatch, hands: int, *looks: tuple[Any, str], before: bool = False
) -> None:
    """Widen the gap between looking and writing: whoever has called one of `looks` (module, name) waits for the others;
    with `before`, whoever is about to. What the test itself does beforehand waits for nobody."""
    meeting = threading.Barrier(hands)

    def wait() -> None:
        if threading.current_thread() is threading.main_thread():
            return
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=PATIENCE[_locking[0]])

    def waiting(look: Callable[..., Any]) -> Callable[..., Any]:
        def look_and_wait(*args: Any, **kwargs: Any) -> Any:
            if before:
                wait()
            seen = look(*args, **kwargs)
            if not before:
                wait()
            return seen

        return look_and_wait

    for module, name in looks:
        monkeypatch.setattr(module, name, waiting(getattr(module, name)))


def unlock(monkeypatch: pytest.MonkeyPatch, *querysets: type) -> None:
    """Take the rows' lock off, also where a question was written with it before."""
    monkeypatch.setattr(Compiled, "_on_this_database", Compiled._write)
    for rows in querysets:
        monkeypatch.setattr(rows, "select_for_update", lambda found, **_options: found, raising=False)


def broken_off(answers: Answers) -> bool:
    """Whether the database ended one of them."""
    return any(isinstance(answer, OperationalError) for answer in answers)


def codes(answers: Answers) -> set[Any]:
    """By which codes those that were not done were refused; an error that is no refusal stands for itself."""
    return {getattr(answer, "code", answer) for answer in answers if answer}
