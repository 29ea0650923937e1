"""The deletion ledger once more outside the database, and what a restored database has to forget again.

One file of lines under `<home>/erasures/<database>/`, only ever added to. It is newer than any backup; copies of it lie beside
the backups.
"""

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models.deletion import ProtectedError

from gongjian.core.privacy.models import Erasure
from gongjian.core.trail import anchors

CHUNK = 500


def ledger_file() -> Path:
    """The file of this database."""
    return Path(settings.HOME) / "erasures" / anchors.folder().name / "ledger.jsonl"


def keep_outside(now: dt.datetime) -> int:
    """Add what is not outside yet to the file; returns how many. What is added twice after a crash does no harm."""
    kept = 0
    while rows := list(Erasure.objects.filter(kept_outside=False).order_by("pk")[:CHUNK]):
        _append(ledger_file(), (_line(row) for row in rows))
        Erasure.objects.filter(pk__in=[row.pk for row in rows]).update(kept_outside=True)
        kept += len(rows)
    return kept


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """What a ledger's file tells; a last line that was cut short by a crash is left out. None where there is no file."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as source:
        for line in source:
            try:
                told = json.loads(line)
            except json.JSONDecodeError:
                continue
            if isinstance(told, dict) and {"uid", "at", "model", "row", "values"} <= told.keys():
                yield told


def replay(lines: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """Do again what this database does not know of yet; returns how many lines were new, and how many rows it changed."""
    new = changed = 0
    for part in _chunks(lines):
        known = set(
            Erasure.objects.filter(uid__in=[told["uid"] for told in part]).values_list("uid", flat=True)
        )
        fresh = {UUID(told["uid"]): told for told in part if UUID(told["uid"]) not in known}
        with transaction.atomic():
            changed += sum(_do(told) for told in fresh.values())
            Erasure.objects.bulk_create([_row(told) for told in fresh.values()])
        new += len(fresh)
    return new, changed


def _do(told: dict[str, Any]) -> int:
    try:
        model = apps.get_model(told["model"])
    except LookupError:
        return 0  # the module was taken out since
    name = "uid" if any(field.name == "uid" for field in model._meta.fields) else "pk"
    rows = model._base_manager.filter(**{name: told["row"]})
    if not told["values"]:
        return _delete(rows)
    fields = {field.name: field for field in model._meta.fields}
    values = {
        key: fields[key].to_python(value)
        if isinstance(fields[key], models.DateField)  # or a moment
        else value
        for key, value in told["values"].items()
        if key in fields
    }
    return rows.update(**values) if values else 0


def _delete(rows: models.QuerySet[Any]) -> int:
    try:
        with transaction.atomic():
            return int(rows.delete()[0])
    except ProtectedError:
        # What hangs on the row now is as old as the backup; its sealed columns go all the same.
        sealed = {field.name: None for field in rows.model._meta.fields if field.name.endswith("_sealed")}
        return rows.update(**sealed) if sealed else 0


def _row(told: dict[str, Any]) -> Erasure:
    at = dt.datetime.fromisoformat(told["at"])
    facts = {"model": told["model"], "row": told["row"], "values": told["values"]}
    return Erasure(uid=UUID(told["uid"]), at=at, kept_outside=False, **facts)


def _line(row: Erasure) -> str:
    told = {"uid": str(row.uid), "at": row.at.isoformat(), "model": row.model, "row": row.row}
    return json.dumps({**told, "values": row.values}, sort_keys=True) + "\n"


def _append(path: Path, lines: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a", encoding="utf-8") as file:
        if file.tell() and not _ends_whole(path):
            file.write("\n")
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as source:
        source.seek(-1, os.SEEK_END)
        return source.read(1) == b"\n"


def _chunks(lines: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    held: list[dict[str, Any]] = []
    for told in lines:
        held.append(told)
        if len(held) == CHUNK:
            yield held
            held = []
    if held:
        yield held
