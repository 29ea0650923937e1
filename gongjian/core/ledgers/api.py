"""A ledger's rows as the API describes them; a module's router calls `ledger_rows_json`."""

from typing import Any

from ninja import Schema


class RowsOut(Schema):
    """One page of the ledger: `next` and `previous` are cursors, `rows` hold the ledger's columns."""

    count: int
    capped: bool
    next: str
    previous: str
    rows: list[dict[str, Any]]
