"""Which acts a list offers to whom, and the ledger or the act behind a name."""

from collections.abc import Sequence

from gongjian.core.bulk.act import BulkAct, move_act
from gongjian.core.bulk.filling import NAME as FILL
from gongjian.core.bulk.filling import fill_act
from gongjian.core.ledgers.custom import FieldColumn
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.ledgers.question import Question
from gongjian.core.manifest import manifests
from gongjian.core.people.access import Access

MOST = 10_000


def ledger_named(slug: str) -> Ledger | None:
    """The ledger of this slug, whichever package declares it."""
    return next((one for manifest in manifests() for one in manifest.ledgers if one.slug == slug), None)


def all_acts(ledger: Ledger) -> list[BulkAct]:
    """Everything that can be done to many rows of the list: the moves of its flow, then its own acts."""
    if ledger.flow is None:
        return []
    moves = [move_act(ledger.flow, move) for move in ledger.flow.moves if move.in_bulk]
    ordered = sorted(moves, key=lambda act: (not act.primary, act.danger))
    return [*ordered, *ledger.acts, fill_act(ledger.flow.kind)]


def act_named(ledger: Ledger, name: str) -> BulkAct | None:
    """The act of this name on the list."""
    return next((act for act in all_acts(ledger) if act.name == name), None)


def acts_for(ledger: Ledger, access: Access, *, states: Sequence[str] = ()) -> list[BulkAct]:
    """The acts that this person may do somewhere; with `states`, only those that can begin in one of them. Own fields are
    offered on a list resolved for a person whose office has some."""
    fields = any(isinstance(column, FieldColumn) for column in ledger.columns)
    return [
        act
        for act in all_acts(ledger)
        if act.may(access)
        and (not states or not act.sources or set(states) & set(act.sources))
        and (act.name != FILL or fields)
    ]


def states_asked(question: Question) -> list[str]:
    """The states that the list is narrowed to; empty for all."""
    return question.given.getlist("state")
