"""The board of a list: five columns, one per phase, the most urgent rows of each with the moves that are open to me."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from gongjian.core.items.beside import move_url
from gongjian.core.items.flow import Flow, Phase
from gongjian.core.items.moves import open_moves
from gongjian.core.ledgers.question import Question
from gongjian.core.ledgers.show import address
from gongjian.core.looks.look import bare, item_of, under

CARDS = 12
MOVES = 2


@dataclass(frozen=True, slots=True)
class Card:
    """One row: `moves` are label and address of the forms open to this person."""

    url: str
    item: Any
    moves: list[tuple[Any, str]]


@dataclass(slots=True)
class Column:
    """A phase: how many rows match there, the words and numbers of its states, the first cards, and the way to all."""

    phase: str
    count: int = 0
    states: list[tuple[Any, int, str]] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    more_url: str = ""


def board_of(question: Question) -> list[Column]:
    """The five columns in three queries: the numbers, the first open rows of each phase, the last closed ones."""
    flow = question.ledger.flow
    assert flow is not None
    prefix = under(question.ledger)
    counts = dict(bare(question.rows()).values_list(f"{prefix}state").annotate(number=Count("pk")))
    cards: dict[str, list[Card]] = {phase.value: [] for phase in Phase}
    for row in [*_open_rows(question), *_closed_rows(question)]:
        card = _card(question, row)
        cards[str(card.item.phase)].append(card)
    return [_column(question, flow, phase, counts, cards[phase.value]) for phase in Phase]


def _open_rows(question: Question) -> list[Any]:
    """The first rows of each open phase: what is due first comes first."""
    prefix, rows = under(question.ledger), question.rows()
    order = [F(f"{prefix}due_at").asc(nulls_last=True), F(f"{prefix}opened_at").asc(), F("pk").asc()]
    ranked = bare(rows).filter(**{f"{prefix}closed_at__isnull": True}).annotate(
        rank=Window(RowNumber(), partition_by=F(f"{prefix}phase"), order_by=order)
    )  # fmt: skip
    return list(rows.filter(pk__in=ranked.filter(rank__lte=CARDS).values("pk")).order_by(*order))


def _closed_rows(question: Question) -> list[Any]:
    """What was closed last."""
    prefix = under(question.ledger)
    closed = question.rows().filter(**{f"{prefix}closed_at__isnull": False})
    return list(closed.order_by(f"-{prefix}closed_at", "-pk")[:CARDS])


def _column(
    question: Question, flow: Flow, phase: Phase, counts: dict[str, int], cards: list[Card]
) -> Column:
    states = [name for name, state in flow.states.items() if state.phase is phase and counts.get(name)]
    links = [
        (flow.states[name].label, counts[name], address(question.given, drop=("look", "view"), state=name))
        for name in states
    ]
    column = Column(phase.value, sum(counts[name] for name in states), links, cards)
    if column.count > len(cards):
        column.more_url = _all_of(question, states)
    return column


def _all_of(question: Question, states: Sequence[str]) -> str:
    given = question.given.copy()
    given.setlist("state", list(states))
    return address(given, drop=("look", "view"))


def _card(question: Question, row: Any) -> Card:
    ledger, asked = question.ledger, question.asked
    item = item_of(ledger, row)
    item.closed_late = getattr(row, "closed_late", None)
    moves = [
        (move.label, move_url(item, move.name))
        for move in open_moves(item, asked.access, asked.now)
        if not move.apart
    ]
    return Card(ledger.row_url(row) if ledger.row_url else "", item, moves[:MOVES])
