"""How many rows each view of a list holds, up to a cap, for all tabs in one query."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.http import QueryDict

from gongjian.core.ledgers.filters import Asked
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.ledgers.question import read_question
from gongjian.core.quick import affordable

CAP = 99
MOST_TABS = 12
PATIENCE = 8
"""Twentieths of a second for all tabs together: nobody waits for them, the page stands already."""


def counts_of_views(ledger: Ledger, asked: Asked) -> dict[str, str]:
    """By slug of the first twelve views: the number of rows as a tab shows it, "99+" beyond the cap; one query for all.

    A view that can no longer be asked for has none, and none has one where counting would take too long.
    """
    wanted = {}
    for view in ledger.views[:MOST_TABS]:
        question = read_question(ledger, QueryDict(f"view={view.slug}"), asked)
        if not question.problems:
            wanted[view.slug] = question.rows().order_by().values("pk")[: CAP + 1]
    numbers = _numbers(wanted) or {}
    return {slug: f"{CAP}+" if number > CAP else str(number) for slug, number in numbers.items()}


def _numbers(wanted: dict[str, Any]) -> dict[str, int] | None:
    """Each queryset is counted in a subquery of its own; the database stops at its limit."""
    numbers = dict.fromkeys(wanted, 0)
    parts: list[str] = []
    params: list[Any] = []
    asked: list[str] = []
    for slug, found in wanted.items():
        try:
            sql, given = found.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS t{len(parts)})")
        params += given
        asked.append(slug)
    if parts:
        row = affordable(f"SELECT {', '.join(parts)}", params, times=PATIENCE)
        if row is None:
            return None
        numbers |= dict(zip(asked, row, strict=True))
    return numbers
