"""A list on paper: the rows that match on one page, with nothing on it to click."""

import datetime as dt
from itertools import islice
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongjian.core.ledgers.choosing import chosen_columns
from gongjian.core.ledgers.exports import leave_trail
from gongjian.core.ledgers.page import count_of
from gongjian.core.ledgers.question import Question
from gongjian.core.ledgers.show import address, row_of, sums_of
from gongjian.core.ledgers.writing import rows_in_order

PRINT = "print"
"""The name among the formats of exports."""
MOST = 2000


def print_list(request: HttpRequest, question: Question, *, actor: Any, now: dt.datetime) -> HttpResponse:
    """The first `MOST` rows in the order shown, with the columns asked for or else those that the list begins with, and
    what was asked; the trail says so, as of any export. Raises Refused where the list cannot be asked for this."""
    columns, rows = chosen_columns(question), question.rows()
    total, is_cut = count_of(rows, cap=MOST)
    shown = [row_of(question.ledger, row, columns) for row in islice(rows_in_order(question), MOST)]
    totals, counts = ([], "") if is_cut else sums_of(rows, columns)
    with transaction.atomic():
        leave_trail(question, file_format=PRINT, count=len(shown), actor=actor, now=now)
    context = {
        "title": question.ledger.title, "columns": columns, "rows": shown, "totals": totals, "counts_text": counts,
        "asked": question.in_words().items(), "is_cut": is_cut, "most": MOST, "total": total, "actor": actor, "now": now,
        "back_url": address(question.given, drop=("columns",)),
    }  # fmt: skip
    return render(request, "web/ledger_print.html", context)
