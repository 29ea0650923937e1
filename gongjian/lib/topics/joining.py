"""Groups by average likeness: the two most alike are joined as long as they are alike enough, pairs set apart never are."""

import heapq
from collections.abc import Iterable
from typing import Any


class Joining:
    """Starts with `count` groups of one. Pairs that were never compared count as not alike at all, so that a chain of
    likenesses does not make a group. Equal likenesses go by position: the outcome depends on nothing else."""

    def __init__(self, count: int) -> None:
        self.members: list[list[int]] = [[at] for at in range(count)]
        self._near: list[dict[int, float]] = [{} for _ in range(count)]
        self._apart: list[set[int]] = [set() for _ in range(count)]
        self._where = list(range(count))

    def compare(self, one: Any, other: Any, alike: Any) -> None:
        """Say how alike pairs of positions are; each pair once, before anything is joined."""
        for left, right, value in zip(one.tolist(), other.tolist(), alike.tolist(), strict=True):
            if value > 0:
                self._near[left][right] = self._near[right][left] = value

    def part(self, pairs: Iterable[tuple[int, int]]) -> None:
        """These never come into one group."""
        for one, other in pairs:
            left, right = self._where[one], self._where[other]
            if left != right:
                self._apart[left].add(right)
                self._apart[right].add(left)

    def link(self, pairs: Iterable[tuple[int, int]]) -> None:
        """These are in one group, however little alike; where they are also set apart, apart wins."""
        for one, other in sorted(pairs):
            left, right = self._where[one], self._where[other]
            if left != right and right not in self._apart[left]:
                self._join(left, right)

    def run(self, least: float) -> list[list[int]]:
        """Join whatever is alike by at least `least` on average; the groups, each in order, by their first member."""
        heap = [
            (-self._mean(left, right), left, right)
            for left, near in enumerate(self._near)
            for right in near
            if left < right and self._mean(left, right) >= least
        ]
        heapq.heapify(heap)
        while heap:
            value, left, right = heapq.heappop(heap)
            if not self._still(left, right, -value):
                continue
            kept = self._join(left, right)
            for near in self._near[kept]:
                if (mean := self._mean(kept, near)) >= least:
                    heapq.heappush(heap, (-mean, min(kept, near), max(kept, near)))
        return [sorted(group) for at, group in enumerate(self.members) if group and self._where[at] == at]

    def _mean(self, left: int, right: int) -> float:
        return self._near[left][right] / (len(self.members[left]) * len(self.members[right]))

    def _still(self, left: int, right: int, value: float) -> bool:
        if right not in self._near[left] or right in self._apart[left]:
            return False
        return abs(self._mean(left, right) - value) < 1e-9

    def _join(self, left: int, right: int) -> int:
        """The lower position stays, so that a group goes by its first member."""
        kept, gone = min(left, right), max(left, right)
        for near, value in self._near[gone].items():
            del self._near[near][gone]
            if near != kept:
                self._near[kept][near] = self._near[near][kept] = self._near[kept].get(near, 0.0) + value
        for near in self._apart[gone]:
            self._apart[near].discard(gone)
            self._apart[near].add(kept)
            self._apart[kept].add(near)
        for member in self.members[gone]:
            self._where[member] = kept
        self.members[kept] += self.members[gone]
        self.members[gone], self._near[gone], self._apart[gone] = [], {}, set()
        return kept
