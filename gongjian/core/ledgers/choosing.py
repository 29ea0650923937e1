"""Which columns a person sees: those of the address, of the view, of her own choice, else the list's own."""

from collections.abc import Sequence

from gongjian.core.ledgers.ledger import Column
from gongjian.core.ledgers.models import LedgerChoice
from gongjian.core.ledgers.question import Question


def chosen_columns(question: Question, choice: LedgerChoice | None = None) -> Sequence[Column]:
    """The columns in the order chosen; what the list no longer has is left out."""
    ledger = question.ledger
    known = {column.name: column for column in ledger.columns}
    named = question.given.getlist("columns")
    for names in (named, question.view.columns if question.view else (), choice.columns if choice else ()):
        if found := [known[name] for name in dict.fromkeys(names) if name in known]:
            return found
    return [column for column in ledger.columns if column.shown]


def chosen_width(column: Column, choice: LedgerChoice | None) -> int | None:
    """The column's width in pixels: hers, else as declared."""
    return (choice.widths.get(column.name) if choice else None) or column.width
