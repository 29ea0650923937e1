"""What the pages of an import show: plain values, decided here."""

from typing import Any

from django.urls import reverse

from gongjian.core.intake.compare import cell_in_words
from gongjian.core.intake.course import sample, sheet_of
from gongjian.core.intake.fields import fields_of
from gongjian.core.intake.heads import DOUBTS, REASONS, Head
from gongjian.core.intake.ledgers import takers
from gongjian.core.intake.models import Batch
from gongjian.core.intake.sentences import say_note
from gongjian.core.intake.spec import IntakeField
from gongjian.core.intake.store import book_of

LINES = 8
CELLS = 8
LONGEST = 20
SHOWN_ROWS = 12
OUTCOMES = ("new", "changed", "same", "bad")


def shown_batch(batch: Batch) -> dict[str, Any]:
    """What every page of an import needs."""
    ledger = takers()[batch.ledger]
    counts = {name: batch.count(name) for name in OUTCOMES}
    list_url = reverse(ledger.url_name)
    return {
        "batch": batch,
        "ledger": ledger,
        "list_url": list_url,
        "begin_url": reverse("intake:begin", args=[batch.ledger]),
        "came_in_url": f"{list_url}?intake={batch.uid}",
        "counts": counts,
        "writes": counts["new"] + counts["changed"],
        "head": Head(**batch.heading) if batch.heading else None,
        "left_out": left_out_lines(batch),
        "steps": _steps(batch),
    }


def _steps(batch: Batch) -> str:
    """Which of the four steps is the present one."""
    state = Batch.State
    if batch.state in (state.READING, state.FAILED):
        return "file"
    if batch.state in (state.CHOOSING, state.CHECKING):
        return "columns"
    return "preview" if batch.state == state.READY else "in"


def note_sentences(batch: Batch) -> list[str]:
    """What should be known of the file and of its heading."""
    found = [say_note(note) for note in book_of(batch.uid).notes]
    return found + [str(DOUBTS[code]) for code in Head(**batch.heading).doubts if code in DOUBTS]


def left_out_lines(batch: Batch) -> list[tuple[int, str]]:
    """The first rows among and below the list that are none of it, with the reason."""
    if not batch.heading:
        return []
    rows = Head(**batch.heading).left_out[:SHOWN_ROWS]
    return [(row, str(REASONS.get(reason, reason))) for row, reason in rows]


def head_lines(batch: Batch) -> list[dict[str, Any]]:
    """The first rows of the sheet, with those of the heading marked; what stands below a heading of persons is masked.
    Raises Refused when the file is gone."""
    sheet, head = sheet_of(batch), Head(**batch.heading)
    known = {one.name: one for one in fields_of(takers()[batch.ledger], batch.office)}
    chosen = {int(place): known.get(name) for place, name in batch.mapping.items()}
    start = max(1, head.first - 3)
    return [
        {
            "row": row,
            "is_heading": head.first <= row <= head.last,
            "cells": [
                _short(cell, chosen.get(place) if row > head.last else None)
                for place, cell in enumerate(cells[:CELLS])
            ],
            "more": max(0, len(cells) - CELLS),
        }
        for row, cells in sample(sheet, start=start, rows=LINES)
    ]


def _short(cell: Any, one: IntakeField | None) -> str:
    text = cell_in_words(cell, one)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
