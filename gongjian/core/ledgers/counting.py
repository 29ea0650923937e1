"""How many rows each view of a list holds, up to a cap, for all tabs in one query."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.http import QueryDict

from gongjian.core.ledgers.filters import Asked
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.ledgers.question import read_question
from gongjian.core.ledgers.quick import COUNT_CAP, affordable, quick_count

CAP = 99
MOST_TABS = 12


def counts_of_views(ledger: Ledger, asked: Asked) -> dict[str, str]:
    """By slug of the first twelve views: the number of rows as a tab shows it, "99+" beyond the cap. A view that can no
    longer be asked for has none."""
    return count_all(ledger, asked, None)[0]


def count_all(ledger: Ledger, asked: Asked, rows: Any) -> tuple[dict[str, str], tuple[int, bool]]:
    """The tabs' numbers, and how many `rows` match and whether counting stopped: one query for all of it.

    Where that would take too long the rows alone are counted, and the tabs bear no numbers.
    """
    wanted = {} if rows is None else {"": rows.order_by().values("pk")[: COUNT_CAP + 1]}
    for view in ledger.views[:MOST_TABS]:
        question = read_question(ledger, QueryDict(f"view={view.slug}"), asked)
        if not question.problems:
            wanted[view.slug] = question.rows().order_by().values("pk")[: CAP + 1]
    numbers = _numbers(wanted)
    if numbers is None:
        return {}, (0, False) if rows is None else quick_count(rows)
    total = numbers.pop("", 0)
    told = {slug: f"{CAP}+" if number > CAP else str(number) for slug, number in numbers.items()}
    return told, (min(total, COUNT_CAP), total > COUNT_CAP)


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
        row = affordable(f"SELECT {', '.join(parts)}", params)
        if row is None:
            return None
        numbers |= dict(zip(asked, row, strict=True))
    return numbers
