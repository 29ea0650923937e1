"""A month's rows as CSV for tables and as JSON for programs, and where the files lie."""

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from gongjian.core.ledgers.writing import FORMULA_STARTS
from gongjian.modules.reports.models import OpenDataMonth
from gongjian.modules.reports.shown.rows import FIELDS

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
Rows = Sequence[Mapping[str, Any]]


def digest_of(rows: Rows) -> str:
    """64 hexadecimal digits that change with any value of any row."""
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def as_csv(rows: Rows) -> bytes:
    """With the mark that Excel looks for, and no cell that a table would take for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([field.name for field in FIELDS])
    writer.writerows([_plain(row[field.name]) for field in FIELDS] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_json(rows: Rows, head: Mapping[str, Any]) -> bytes:
    """What the file is, and the rows."""
    return json.dumps({**head, "rows": rows}, ensure_ascii=False).encode()


def file_of(row: OpenDataMonth, ending: str) -> Path:
    """Where a version lies."""
    return _folder(row.office_id) / f"{row.month:%Y-%m}.v{row.version}.{ending}"


def rows_kept(row: OpenDataMonth) -> list[dict[str, Any]] | None:
    """The rows of a version's file; None where it is gone."""
    try:
        found: list[dict[str, Any]] = json.loads(file_of(row, "json").read_bytes())["rows"]
    except (FileNotFoundError, ValueError, KeyError):
        return None
    return found


def throw_away(row: OpenDataMonth) -> None:
    """Destroy the bytes of a version."""
    for ending in TYPES:
        file_of(row, ending).unlink(missing_ok=True)


def head_of(row: OpenDataMonth, *, office: str, licence: str) -> dict[str, Any]:
    """What a file says of itself."""
    return {
        "office": office,
        "month": f"{row.month:%Y-%m}",
        "version": row.version,
        "made_at": row.made_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "corrected": {"added": row.added, "changed": row.changed, "gone": row.gone}
        if row.version > 1
        else None,
        "licence": licence,
    }


def _folder(office_id: int) -> Path:
    return Path(settings.HOME) / "open-data" / str(office_id)


def _plain(value: Any) -> Any:
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
