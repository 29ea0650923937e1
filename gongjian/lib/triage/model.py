"""What proposes a category for a message: one number for each feature and category, nothing of anybody's text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from scipy.special import softmax

from gongjian.lib.triage.counting import counted
from gongjian.lib.triage.reasons import telling
from gongjian.lib.triage.texts import LONGEST, Plain, plain
from gongjian.lib.triage.weighing import Floats, Weighing

CHUNK = 2000
LIKELY = 0.02  # below this confidence no words are told


class CategoryProposal(NamedTuple):
    """A category, how sure of it (0..1, the share that turns out right among messages given this number), and words of the
    message that speak for it, strongest first (none where only one by one the characters do)."""

    category: str
    confidence: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Model:
    """Made by `train`, `from_words` or `load`. `learnt_from` is the number of messages, 0 for a model of words alone."""

    categories: tuple[str, ...]
    weighing: Weighing
    table: Floats = field(repr=False)
    offset: Floats = field(repr=False)
    spread: float
    learnt_from: int = 0
    longest: int = LONGEST
    surest: float = 1.0

    def propose(self, title: str, text: str, top: int = 3) -> list[CategoryProposal]:
        """The `top` likeliest categories of one message, each with its words; for a message without any known word the
        most usual ones, without words."""
        message = plain(title, text, longest=self.longest)
        found = self._best([message], top)[0]
        likely = [one for one in found if one.confidence >= LIKELY]
        words = telling(self, message, [self.categories.index(one.category) for one in likely])
        told = [one._replace(words=said) for one, said in zip(likely, words, strict=True)]
        return told + found[len(told) :]

    def propose_many(self, messages: Iterable[tuple[str, str]], top: int = 3) -> list[list[CategoryProposal]]:
        """The same for many (title, text) at once, without words."""
        return self._best([plain(*message, longest=self.longest) for message in messages], top)

    def confidences(self, messages: Sequence[Plain]) -> Floats:
        """Messages × categories: the confidence in each; rows add up to `surest`."""
        parts = [
            self.sure(self.scores(counted(messages[start : start + CHUNK])))
            for start in range(0, len(messages), CHUNK)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.categories)), dtype=np.float32)

    def scores(self, counts: Any) -> Floats:
        """Messages × categories from counted features (`counting.counted`): about +1 for, -1 against."""
        return np.asarray(self.weighing.weighted(counts) @ self.table + self.offset, dtype=np.float32)

    def sure(self, scores: Floats) -> Floats:
        """Confidences from scores."""
        return np.asarray(softmax(scores / self.spread, axis=1) * self.surest, dtype=np.float32)

    def _best(self, messages: Sequence[Plain], top: int) -> list[list[CategoryProposal]]:
        sure = self.confidences(messages)
        order = np.argsort(-sure, axis=1, kind="stable")[:, : max(0, top)]
        return [
            [CategoryProposal(self.categories[place], float(row[place])) for place in best]
            for row, best in zip(sure, order, strict=True)
        ]
