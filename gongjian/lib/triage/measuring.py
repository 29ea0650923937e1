"""How good proposals are on messages that the model has not seen."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gongjian.lib.problem import Problem
from gongjian.lib.triage.folding import folds_of
from gongjian.lib.triage.training import Lesson, fit, prepared, rows_of_fold

Labels = npt.NDArray[np.int64]
BINS = 10


class CategoryFigures(NamedTuple):
    """Of one category: share of proposals that were right, share of its messages found, their harmonic mean, messages."""

    category: str
    precision: float
    recall: float
    f1: float
    support: int


class Reliability(NamedTuple):
    """Messages whose first proposal's confidence lies in [low, high): how many, mean confidence, share that was right."""

    low: float
    high: float
    messages: int
    confidence: float
    right: float


class Trial(NamedTuple):
    """`macro_f1` and `accuracy` are means over the folds, each fold's beside them; `top_3` is the share whose category is
    among three proposals; categories, confusion (rows: true, columns: proposed) and bins are of all folds together."""

    macro_f1: float
    accuracy: float
    top_3: float
    fold_f1: tuple[float, ...]
    fold_accuracy: tuple[float, ...]
    rows: int
    groups: int
    categories: tuple[CategoryFigures, ...]
    confusion: tuple[tuple[int, ...], ...]
    bins: tuple[Reliability, ...]
    calibration_error: float


def evaluate(rows: Iterable[tuple[str, str, str]], *, folds: int = 5, seed: int = 1) -> Trial:
    """Trains on all folds but one and judges that one, for each in turn; everything is learnt from the training folds alone.

    Folds are stratified by category and keep near-repeats (`repeats.ALIKE`) together. The macro-F1 of a fold is the mean F1
    over the categories that stand in it. Raises `Problem` for fewer than two folds, categories, or different messages.
    """
    lesson = prepared(rows)
    groups = len(set(lesson.groups.tolist()))
    if not 2 <= folds <= groups:
        sentence = "The number of folds must lie between 2 and {most}, the number of different messages."
        raise Problem("bad_folds", sentence, most=groups)
    dealt = folds_of(lesson.labels, lesson.groups, folds=folds, seed=seed)
    sure = np.zeros((len(lesson.labels), len(lesson.categories)), dtype=np.float32)
    for fold in range(folds):
        training, judged = rows_of_fold(dealt, fold)
        if len(judged) and len(training):
            model = fit(lesson, training, seed=seed)
            sure[judged] = model.sure(model.scores(lesson.counts[judged]))
    return _report(lesson, dealt, sure, folds=folds, groups=groups)


def _report(
    lesson: Lesson, dealt: Labels, sure: npt.NDArray[np.float32], *, folds: int, groups: int
) -> Trial:
    said, true, count = sure.argmax(axis=1), lesson.labels, len(lesson.categories)
    tables = [_confusion(true[dealt == n], said[dealt == n], count) for n in range(folds)]
    scores = [_f1(table)[table.sum(axis=1) > 0].mean() for table in tables if table.any()]
    shares = [np.trace(table) / table.sum() for table in tables if table.any()]
    behind = (sure > sure[np.arange(len(true)), true][:, None]).sum(axis=1)
    bins = _bins(sure.max(axis=1), said == true)
    return Trial(
        macro_f1=float(np.mean(scores)),
        accuracy=float(np.mean(shares)),
        top_3=float((behind < 3).mean()),
        fold_f1=tuple(map(float, scores)),
        fold_accuracy=tuple(map(float, shares)),
        rows=len(true),
        groups=groups,
        categories=_figures(lesson.categories, np.sum(tables, axis=0)),
        confusion=tuple(tuple(map(int, row)) for row in np.sum(tables, axis=0)),
        bins=bins,
        calibration_error=sum(one.messages * abs(one.confidence - one.right) for one in bins) / len(true),
    )


def _confusion(true: Labels, said: Labels, count: int) -> Labels:
    return np.bincount(true * count + said, minlength=count * count).reshape(count, count)


def _f1(table: Labels) -> npt.NDArray[np.float64]:
    either = table.sum(axis=0) + table.sum(axis=1)
    return np.asarray(2 * np.diag(table) / np.maximum(either, 1), dtype=np.float64)


def _figures(names: tuple[str, ...], table: Labels) -> tuple[CategoryFigures, ...]:
    right = np.diag(table)
    precision = right / np.maximum(table.sum(axis=0), 1)
    recall = right / np.maximum(table.sum(axis=1), 1)
    rows = zip(names, precision, recall, _f1(table), table.sum(axis=1), strict=True)
    return tuple(
        CategoryFigures(name, float(one), float(two), float(three), int(four))
        for name, one, two, three, four in rows
    )


def _bins(sure: npt.NDArray[np.float32], right: npt.NDArray[np.bool_]) -> tuple[Reliability, ...]:
    place = np.minimum((sure * BINS).astype(np.int64), BINS - 1)
    return tuple(
        Reliability(
            n / BINS,
            (n + 1) / BINS,
            int(inside.sum()),
            float(sure[inside].mean()),
            float(right[inside].mean()),
        )
        for n in range(BINS)
        if (inside := place == n).any()
    )


def as_json(report: Trial, *, folds: int, seed: int) -> dict[str, object]:
    """The report for programs: names as in `Trial`; `folds` lists each fold's figures."""
    each = zip(report.fold_f1, report.fold_accuracy, strict=True)
    return {
        "macro_f1": report.macro_f1,
        "accuracy": report.accuracy,
        "top_3": report.top_3,
        "calibration_error": report.calibration_error,
        "seed": seed,
        "rows": report.rows,
        "groups": report.groups,
        "folds": [
            {"fold": n, "macro_f1": f1, "accuracy": share} for n, (f1, share) in enumerate(each, start=1)
        ],
        "folds_asked": folds,
        "categories": [row._asdict() for row in report.categories],
        "confusion": [list(row) for row in report.confusion],
        "reliability": [one._asdict() for one in report.bins],
    }
