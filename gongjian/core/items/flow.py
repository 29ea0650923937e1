"""Flows as values: a kind's states, each in one of five phases, and the moves between them. Pure Python."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from gongjian.core.words import Words


class Phase(StrEnum):
    """The five phases of every loop: numbers add up across kinds because each state maps to one of these."""

    REPORTED = "reported"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    CHECKING = "checking"
    CLOSED = "closed"


class Who(StrEnum):
    """Which of the people who hold a move's permission may make it on this item."""

    SCOPE = "scope"  # anyone who holds the permission for the item's area
    UNIT = "unit"  # a member of the handling unit, or who stands in for one
    HANDLER = "handler"  # the handler, who stands in for her, or a head of the handling unit
    SYSTEM = "system"  # no person: the product itself, on a resident's answer or by rule


WITHDRAWN, WITHDRAW = "withdrawn", "withdraw"
"""State and move of kinds that take rows from files: opened by mistake. Figures leave such items out."""

NEEDS = ("unit", "handler", "note", "public_note", "picture", "result", "second_person", "reason")


@dataclass(frozen=True, slots=True)
class State:
    """A state in the module's own word. `waiting` says whom the item waits for, in words (empty: the handler).

    `unmet`: it ends here without what was asked for, refused or taken back: drawn with a cross, not with a tick.
    """

    phase: Phase
    label: Words
    public: Words = ""
    waiting: Words = ""
    unmet: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One permitted step. `needs` are inputs that are demanded, `takes` ones that are welcome.

    `second_person` in needs: the mover is neither the handler nor the person who submitted the work.
    `starts` and `stops` name the clocks that the move starts and stops; closing stops all that still run.
    `undo`: whoever made it may take it back for a short while; never a move that closes, reopens or answers a resident.
    `apart`: made one by one only, in a form of its own. `lacking(items)` says beforehand, by id, what the hook would
    refuse, in the same words and in queries that do not grow with the items. `page` names the address of the module's
    own form (called with the item's number), for a move that asks for facts of its kind.
    """

    name: str
    source: tuple[str, ...]
    target: str
    by: str
    label: Words
    who: Who = Who.SCOPE
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    result: str = ""
    consequence: Words = ""
    public: Words = ""
    icon: str = "right"
    primary: bool = False
    danger: bool = False
    hook: Callable[..., None] | None = None
    undo: bool = False
    apart: bool = False
    lacking: Callable[[Sequence[Any]], Mapping[int, str]] | None = None
    page: str = ""

    @property
    def in_bulk(self) -> bool:
        """Whether it can be made on many items at once: by hand, with one form, without a picture of each."""
        return self.who is not Who.SYSTEM and not self.apart and "picture" not in self.needs

    def inputs(self) -> tuple[str, ...]:
        """Everything the move's form asks for, demanded first."""
        return tuple(name for name in (*self.needs, *self.takes) if name != "second_person")


class FlowError(ValueError):
    """A flow that makes no sense; raised when it is imported."""


@dataclass(frozen=True)
class Flow:
    """A kind's whole loop. Refuses at import if a state cannot be reached or cannot close.

    `view` is the permission to read items of the kind, `clocks` gives each clock's words, `starts` the clocks that
    run from the opening on, `results` the outcomes an item may close with (result is apart
    from state), `acts` the words of steps that the module writes beside its moves. `circumstances` name what a duty may
    depend on, in words, and `holding(item)` says which of them hold.
    """

    kind: str
    label: Words
    app: str
    view: str
    start: str
    states: Mapping[str, State]
    moves: tuple[Move, ...]
    clocks: Mapping[str, Words] = field(default_factory=dict)
    starts: tuple[str, ...] = ()
    results: Mapping[str, Words] = field(default_factory=dict)
    number_prefix: str = ""
    url_name: str = ""
    acts: Mapping[str, Words] = field(default_factory=dict)
    circumstances: Mapping[str, Words] = field(default_factory=dict)
    holding: Callable[[Any], frozenset[str]] | None = None

    def __post_init__(self) -> None:
        self._check_words()
        self._check_reach()

    def move(self, name: str) -> Move:
        """The move of this name; raises KeyError."""
        return self._by_name[name]

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """Moves that the table permits in a state, in the order written."""
        return tuple(move for move in self.moves if state in move.source)

    def permits(self, state: str, name: str) -> bool:
        """Whether the pair is in the table."""
        return any(move.name == name for move in self.moves_from(state))

    def awaited(self, state: str) -> "Move | None":
        """The move that an item in this state waits for: the first primary one, if any."""
        return next((move for move in self.moves_from(state) if move.primary), None)

    def is_closed(self, state: str) -> bool:
        """Whether the state counts as closed."""
        return self.states[state].phase is Phase.CLOSED

    @property
    def _by_name(self) -> dict[str, Move]:
        return {move.name: move for move in self.moves}

    def _check_words(self) -> None:
        if len(self._by_name) != len(self.moves):
            raise FlowError(f"{self.kind}: a move name stands twice")
        if self.start not in self.states:
            raise FlowError(f"{self.kind}: unknown start {self.start}")
        for clock in self.starts:
            self._check_clock(clock)
        for move in self.moves:
            for state in (*move.source, move.target):
                if state not in self.states:
                    raise FlowError(f"{self.kind}.{move.name}: unknown state {state}")
            for need in (*move.needs, *move.takes):
                if need not in NEEDS:
                    raise FlowError(f"{self.kind}.{move.name}: unknown need {need}")
            for clock in (*move.starts, *move.stops):
                self._check_clock(clock)
            if move.result and move.result not in self.results:
                raise FlowError(f"{self.kind}.{move.name}: unknown result {move.result}")
            if move.undo and self._is_final(move):
                raise FlowError(f"{self.kind}.{move.name}: what closes, reopens or answers is not taken back")

    def _is_final(self, move: Move) -> bool:
        ends = any(self.is_closed(state) for state in (*move.source, move.target))
        return ends or "public_note" in move.needs

    def _check_clock(self, clock: str) -> None:
        if clock not in self.clocks:
            raise FlowError(f"{self.kind}: unknown clock {clock}")

    def _check_reach(self) -> None:
        reached = self._reach({self.start}, forward=True)
        if missing := set(self.states) - reached:
            raise FlowError(f"{self.kind}: never reached: {sorted(missing)}")
        closed = {name for name in self.states if self.is_closed(name)}
        if stuck := set(self.states) - self._reach(closed, forward=False):
            raise FlowError(f"{self.kind}: cannot close from {sorted(stuck)}")

    def _reach(self, found: set[str], *, forward: bool) -> set[str]:
        while True:
            step = set(found)
            for move in self.moves:
                if forward and found & set(move.source):
                    step.add(move.target)
                if not forward and move.target in found:
                    step.update(move.source)
            if step == found:
                return found
            found = step
