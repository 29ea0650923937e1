"""A ledger's rows for programs: same filters, same scope, same order, same paging as the page."""

import datetime as dt
from typing import Any

from django.http import QueryDict

from gongjian.core.ledgers.filters import Asked
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.ledgers.page import page_of
from gongjian.core.ledgers.question import read_question
from gongjian.core.ledgers.resolving import resolved
from gongjian.core.ledgers.row_data import json_readers
from gongjian.core.people.access import Access


def ledger_rows_json(
    ledger: Ledger, *, access: Access, params: QueryDict, now: dt.datetime
) -> dict[str, Any]:
    """`{"count", "capped", "next", "previous", "rows": [{"id", "url", <column>: value, …}]}`; next and previous are
    cursors for the `cursor` parameter; `count` is None where it was neither asked for (`count=yes`) nor known anyway.
    Raises Refused with a sentence for what cannot be asked."""
    ledger = resolved(ledger, access)
    question = read_question(ledger, params, Asked(access, ledger.permission, now))
    rows, path = ledger.sorted_by(question.sort, question.rows())
    page = page_of(
        rows, sort=question.sort, path=path, size=question.page_size, cursor=question.given.get("cursor", ""),
        count=question.count(rows) if "count" in question.given else None, counted=False, reach=question.reach(),
    )  # fmt: skip
    return {
        "count": page.total,
        "capped": page.capped,
        "next": page.next,
        "previous": page.previous,
        "rows": _rows(ledger, page.rows),
    }


def _rows(ledger: Ledger, rows: list[Any]) -> list[dict[str, Any]]:
    names = [column.name for column in ledger.columns]
    readers = json_readers(ledger.columns)
    found = []
    for row in rows:
        told = {name: read(row) for name, read in zip(names, readers, strict=True)}
        found.append({"id": row.pk, "url": ledger.row_url(row) if ledger.row_url else "", **told})
    return found
