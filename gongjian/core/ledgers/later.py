"""Exports too large to wait for: written as a background task, kept a week, given to whoever asked alone."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.http import FileResponse, QueryDict
from django.urls import reverse
from django.utils import translation

from gongjian.core.jobs.tasks import Task, enqueue
from gongjian.core.ledgers.exports import Told, as_answer, leave_trail, name_of, write_export
from gongjian.core.ledgers.filters import Asked
from gongjian.core.ledgers.models import LedgerFile
from gongjian.core.ledgers.page import count_of
from gongjian.core.ledgers.question import Question, read_question
from gongjian.core.ledgers.registry import ledger_named
from gongjian.core.ledgers.resolving import resolved
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused
from gongjian.lib.masks import mask_text

if TYPE_CHECKING:
    from gongjian.core.jobs.tasks import Turn

KEPT = dt.timedelta(days=7)


def folder() -> Path:
    """Where the files lie until they are swept."""
    return Path(settings.HOME) / "exports"


def export_later(
    question: Question, *, file_format: str, actor: Any, now: dt.datetime, base: str = "", query: str
) -> Task:
    """Put the export into the queue, in the caller's transaction; pressed twice, it is one."""
    payload = {
        "ledger": question.ledger.slug, "query": mask_text(query).text, "format": file_format, "base": base,
        "language": translation.get_language() or "",
    }  # fmt: skip
    key = sha256(f"{actor.pk}:{question.ledger.slug}:{file_format}:{query}".encode()).hexdigest()
    return enqueue(
        "ledgers.export", payload=payload, now=now, key=key, person=actor, label=str(question.ledger.title)
    )


def run_export(turn: "Turn") -> None:
    """The task: asks the question anew with what the person may read now, and writes the file; a second run after a
    death begins it anew, unless the file is there already. Raises Refused where the question can no longer be asked."""
    given, person = turn.payload, turn.task.person
    if person is None:
        raise Refused("an export belongs to somebody")
    kept = LedgerFile.objects.filter(uid=turn.task.uid).first()
    if kept is None:
        with translation.override(given["language"] or None):
            access = access_of(person)
            ledger = resolved(ledger_named(given["ledger"]), access)
            question = read_question(
                ledger, QueryDict(given["query"]), Asked(access, ledger.permission, turn.now)
            )
            kept = _written(turn, question, person)
    turn.progress(kept.rows, kept.rows)
    turn.result, turn.url = {"rows": kept.rows}, reverse("ledgers:file", args=[kept.uid])


def _written(turn: "Turn", question: Question, person: Any) -> LedgerFile:
    """The file; it, its row and the trail's are there together or not at all. It bears the task's own id, so that nobody
    makes a second one."""
    given = turn.payload
    told: dict[str, Any] = {"file_format": given["format"], "actor": person, "now": turn.now}
    folder().mkdir(parents=True, exist_ok=True, mode=0o750)
    with tempfile.NamedTemporaryFile(dir=folder(), prefix=".", delete=True) as draft:
        file: Any = draft
        with _telling(turn, count_of(question.rows())[0]) as tell:
            count = write_export(file, question, base=given["base"], told=tell, **told)
        file.flush()
        with turn.chunk():
            leave_trail(question, count=count, **told)
            kept = LedgerFile.objects.create(
                uid=turn.task.uid, person=person, ledger=question.ledger.slug, rows=count, made_at=turn.now,
                name=name_of(question, given["format"], now=turn.now),
            )  # fmt: skip
            path_of(kept).unlink(missing_ok=True)  # left by a worker that died before it could commit
            path_of(kept).hardlink_to(draft.name)
    return kept


@contextmanager
def _telling(turn: "Turn", total: int) -> Iterator[Told]:
    """Tells how far it is over a connection of its own: on SQLite, whoever is in the middle of reading cannot write once
    somebody else has written since."""
    with ThreadPoolExecutor(1) as aside:
        try:
            yield lambda done: aside.submit(turn.progress, done, total).result()
        finally:
            aside.submit(lambda: connection.close()).result()  # that thread's own


def path_of(kept: LedgerFile) -> Path:
    """Where the file lies."""
    return folder() / f"{kept.uid.hex}.bin"


def answer_with(kept: LedgerFile) -> FileResponse:
    """The file as a download. Raises FileNotFoundError when it was swept."""
    return as_answer(path_of(kept).open("rb"), name=kept.name, slug=kept.ledger)


def sweep_exports(now: dt.datetime) -> int:
    """Take away what is older than a week, and drafts of dead workers; returns how many files."""
    old = LedgerFile.objects.filter(made_at__lt=now - KEPT)
    swept = 0
    for kept in old:
        path_of(kept).unlink(missing_ok=True)
        swept += 1
    old.delete()
    known = {path_of(kept).name for kept in LedgerFile.objects.all()}
    for path in folder().glob("*") if folder().is_dir() else ():
        aged = path.stat().st_mtime < (now - dt.timedelta(days=1)).timestamp()
        if path.name not in known and aged:
            path.unlink(missing_ok=True)
    return swept
