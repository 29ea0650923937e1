"""Weights of features for each category by ridge regression, and how sure its scores are."""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

from gongjian.lib.triage.weighing import Floats

PENALTY = 0.5
MOST_STEPS, FEWEST_STEPS, CLOSE = 15, 8, 1e-3
MOST_WORK = 2e10  # multiplications in one fit; beyond, fewer steps are made
HEAVIEST = 12.0  # a rare category's rows count at most so many times
USUAL_SPREAD, TRUST = 0.3, 20.0  # what sureness is drawn to, and as if by how many rows


def fitted(
    weighted: Any, labels: npt.NDArray[np.int64], strength: Floats, even: Floats
) -> tuple[Floats, Floats]:
    """(features × categories, categories): weights and offsets of the score of each category against all others.

    The mean of two ridge regressions whose targets are +1 and -1 and whose rows count so that all categories weigh the same.
    In the first a feature's penalty is the smaller the more strongly it speaks for or against the category (`strength`,
    features × categories), in the second it depends on the feature alone (`even`, one number for each). Solved in the space
    of rows by conjugate gradients.
    """
    categories = int(strength.shape[1])
    weight = _balance(labels, categories)[:, None]
    target = -np.ones((len(labels), categories), dtype=np.float32)
    target[np.arange(len(labels)), labels] = 1
    offset = ((target * weight).sum(axis=0) / weight.sum()).astype(np.float32)
    turned = weighted.T.tocsr()
    work: int = max(1, 2 * int(weighted.nnz) * categories)
    steps = min(MOST_STEPS, max(FEWEST_STEPS, int(MOST_WORK / work)))
    table = np.zeros_like(strength)
    for given in (strength, even[:, None]):

        def applied(direction: Floats, given: Floats = given) -> Floats:
            return np.asarray(weighted @ (given * (turned @ direction)) + PENALTY / weight * direction)

        table += given * (turned @ _conjugate(applied, target - offset, steps)) / 2
    return table, offset


def _balance(labels: npt.NDArray[np.int64], categories: int) -> Floats:
    size = np.bincount(labels, minlength=categories)
    share = len(labels) / max(1, int(np.count_nonzero(size))) / np.maximum(size, 1)
    return np.minimum(share, HEAVIEST)[labels].astype(np.float32)


def _conjugate(applied: Any, right: Floats, steps: int) -> Floats:
    """Solves for all columns at once until each has come within `CLOSE` of its right side."""
    solution, rest = np.zeros_like(right), right.copy()
    direction = rest.copy()
    size = (rest**2).sum(axis=0)
    enough = CLOSE**2 * size
    for _step in range(steps):
        if (size <= enough).all():
            break
        moved = applied(direction)
        length = size / np.maximum((direction * moved).sum(axis=0), 1e-30)
        solution += length * direction
        rest -= length * moved
        smaller = (rest**2).sum(axis=0)
        direction = rest + smaller / np.maximum(size, 1e-30) * direction
        size = smaller
    return solution


def spread(scores: Floats, labels: npt.NDArray[np.int64]) -> float:
    """The number by which scores are divided so that their softmax is an honest confidence, from rows not trained on.

    The likeliest one, drawn to `USUAL_SPREAD` where rows are few. `scores`: rows × categories.
    """
    if not len(labels):
        return USUAL_SPREAD

    def unlikely(log_spread: float) -> float:
        chances = log_softmax(scores / np.exp(log_spread), axis=1)[np.arange(len(labels)), labels]
        return float(-chances.sum() + TRUST * (log_spread - np.log(USUAL_SPREAD)) ** 2)

    return float(np.exp(minimize_scalar(unlikely, bounds=(-5.0, 2.0), method="bounded").x))
