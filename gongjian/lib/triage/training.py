"""Learns from messages whose category people have decided."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from gongjian.lib.problem import Problem
from gongjian.lib.triage.counting import counted
from gongjian.lib.triage.fitting import USUAL_SPREAD, fitted, spread
from gongjian.lib.triage.folding import folds_of
from gongjian.lib.triage.model import Model
from gongjian.lib.triage.repeats import near_repeats
from gongjian.lib.triage.texts import LONGEST, Plain, plain
from gongjian.lib.triage.weighing import learnt

Labels = npt.NDArray[np.int64]
HELD_OUT = 5  # one in so many rows is held out to learn how sure scores are
MOST_CHARACTERS = 16_000_000  # read of all messages together; of each an even share, at least `SHORTEST`
SHORTEST = 160


class Lesson(NamedTuple):
    """Training rows made ready: all categories in order, each row's one, its counted features, its group of repeats."""

    categories: tuple[str, ...]
    labels: Labels
    counts: Any
    groups: Labels
    longest: int


def train(rows: Iterable[tuple[str, str, str]], *, seed: int = 1) -> Model:
    """A model from rows of (category, title, text).

    Rows without a category, or without a letter, teach nothing and are left out. Raises `Problem` where fewer than two
    categories remain. The same rows and seed give the same model.
    """
    lesson = prepared(rows)
    return fit(lesson, np.arange(len(lesson.labels)), seed=seed)


def prepared(rows: Iterable[tuple[str, str, str]]) -> Lesson:
    """What `fit` reads; nothing in it is learnt from categories. Raises `Problem` for fewer than two categories."""
    kept = [(category.strip(), title, text) for category, title, text in rows]
    longest = min(LONGEST, max(SHORTEST, MOST_CHARACTERS // max(1, len(kept))))
    messages: list[Plain] = []
    names: list[str] = []
    for category, title, text in kept:
        message = plain(title, text, longest=longest)
        if category and message.text:
            names.append(category)
            messages.append(message)
    categories = tuple(sorted(set(names)))
    if len(categories) < 2:
        raise Problem(
            "too_few_categories",
            "Rows of at least two categories are needed; there are {count} with words and a category.",
            count=len(categories),
        )
    place = {name: n for n, name in enumerate(categories)}
    labels = np.array([place[name] for name in names], dtype=np.int64)
    return Lesson(categories, labels, counted(messages), near_repeats(messages), longest)


def fit(lesson: Lesson, rows: Labels, *, seed: int) -> Model:
    """A model from the named rows alone; how sure it is, is learnt from a part of them held out from a first fit."""
    held = folds_of(lesson.labels[rows], lesson.groups[rows], folds=HELD_OUT, seed=seed) == 0
    sure = USUAL_SPREAD
    if len(set(lesson.labels[rows][~held].tolist())) > 1:
        first = _fit(lesson, rows[~held], spread=USUAL_SPREAD)
        sure = spread(first.scores(lesson.counts[rows[held]]), lesson.labels[rows[held]])
    return _fit(lesson, rows, spread=sure)


def _fit(lesson: Lesson, rows: Labels, *, spread: float) -> Model:
    counts, labels = lesson.counts[rows], lesson.labels[rows]
    weighing, strength = learnt(counts, labels, categories=len(lesson.categories))
    table, offset = fitted(weighing.weighted(counts), labels, strength, weighing.even())
    return Model(
        lesson.categories, weighing, table, offset, spread, learnt_from=len(rows), longest=lesson.longest
    )


def rows_of_fold(folds: Sequence[int] | Labels, fold: int) -> tuple[Labels, Labels]:
    """(training rows, rows to be judged) of one fold, as row numbers."""
    inside = np.asarray(folds) == fold
    return np.flatnonzero(~inside), np.flatnonzero(inside)
