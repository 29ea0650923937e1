"""Make a plan that fits better step by step: a need without a resource takes the place of one that moves elsewhere, or of
one that is worth less. Every step raises the worth, and all steps are the same for the same plan."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

import numpy as np

LEAST = 1e-9
TURNS = 3


def moved(task: Any, chosen: Any) -> Any:
    """Positions of the edges of a plan that is worth at least as much, in rising order; at most `TURNS` looks at each
    need."""
    plan = _Moving(task)
    for edge in chosen.tolist():
        plan.take(edge)
    waiting = deque(plan.waiting())
    for _turn in range(TURNS * len(waiting)):
        if not waiting:
            break
        if (pushed := plan.serve(waiting.popleft())) is not None:
            waiting.append(pushed)
    return np.array(sorted(edge for edge in plan.at if edge >= 0), dtype=np.int64)


@dataclass(slots=True)
class _Moving:
    task: Any
    at: list[int] = field(default_factory=list)
    of: list[list[int]] = field(default_factory=list)
    on: list[list[int]] = field(default_factory=list)
    ask: list[int] = field(default_factory=list)
    offer: list[int] = field(default_factory=list)
    worth: list[float] = field(default_factory=list)
    takes: list[int] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    limit: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        task = self.task
        self.ask, self.offer = task.ask.tolist(), task.offer.tolist()
        self.worth, self.takes = task.worth.tolist(), task.takes.tolist()
        self.owner, self.left, self.limit = (
            task.owner[task.offer].tolist(),
            task.left.tolist(),
            task.limit.tolist(),
        )
        self.at, self.of = [-1] * task.asks, [[] for _ in range(task.asks)]
        self.on = [[] for _ in range(len(task.left))]
        for edge in np.lexsort((task.offer, -task.worth, task.ask)).tolist():
            self.of[self.ask[edge]].append(edge)

    def waiting(self) -> list[int]:
        """Needs without a resource that could have one, the worthiest first."""
        found = [ask for ask, edge in enumerate(self.at) if edge < 0 and self.of[ask]]
        return sorted(found, key=lambda ask: -self.worth[self.of[ask][0]])

    def take(self, edge: int) -> None:
        """The need gets this resource."""
        self.at[self.ask[edge]] = edge
        self.on[self.offer[edge]].append(edge)
        self.left[self.offer[edge]] -= self.takes[edge]
        self.limit[self.owner[edge]] -= 1

    def drop(self, edge: int) -> None:
        """The need loses it."""
        self.at[self.ask[edge]] = -1
        self.on[self.offer[edge]].remove(edge)
        self.left[self.offer[edge]] += self.takes[edge]
        self.limit[self.owner[edge]] += 1

    def fits(self, edge: int) -> bool:
        """Whether there is room for it."""
        return self.left[self.offer[edge]] >= self.takes[edge] and self.limit[self.owner[edge]] > 0

    def serve(self, ask: int) -> int | None:
        """Serve the need where that gains most; the need that lost its place to it, if one did."""
        best: tuple[float, int, int, int] = (LEAST, -1, -1, -1)
        for edge in self.of[ask]:
            if self.worth[edge] <= best[0]:
                break
            if self.fits(edge):
                best = (self.worth[edge], edge, -1, -1)
                break
            lacks = self.takes[edge] - self.left[self.offer[edge]]
            for other in self.on[self.offer[edge]]:
                if self.takes[other] >= lacks and (way := self._instead(edge, other))[0] > best[0]:
                    best = way
        _gain, edge, other, elsewhere = best
        if edge < 0:
            return None
        if other >= 0:
            self.drop(other)
        self.take(edge)
        if elsewhere >= 0:
            self.take(elsewhere)
        return self.ask[other] if other >= 0 and elsewhere < 0 else None

    def _instead(self, edge: int, other: int) -> tuple[float, int, int, int]:
        """What is gained when `edge` takes the place of `other`, whose need goes to the best that has room, if any."""
        gain, here = self.worth[edge] - self.worth[other], self.offer[other]
        left, limit, offer = self.left, self.limit, self.offer
        for way in self.of[self.ask[other]]:
            there = offer[way]
            if left[there] >= self.takes[way] and limit[self.owner[way]] and there != here:
                return (gain + self.worth[way], edge, other, way)
        return (gain, edge, other, -1)
