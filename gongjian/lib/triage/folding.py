"""Deals rows into folds: each category evenly, repeats of one message never into two."""

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]


def folds_of(labels: Labels, groups: Labels, *, folds: int, seed: int) -> Labels:
    """The fold 0..folds-1 of each row. Groups of repeats are dealt whole, in a drawn order, each to the fold that has the
    fewest rows of its commonest category, then the fewest rows."""
    rng = np.random.default_rng(seed)
    order = np.argsort(groups, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(groups[order])) + 1) if len(order) else []
    load = np.zeros((folds, int(labels.max(initial=0)) + 1), dtype=np.int64)
    found = np.zeros(len(labels), dtype=np.int64)
    chance = rng.random((len(members), folds))
    for number in rng.permutation(len(members)):
        rows = members[number]
        counts = np.bincount(labels[rows], minlength=load.shape[1])
        fold = int(np.lexsort((chance[number], load.sum(axis=1), load[:, counts.argmax()]))[0])
        load[fold] += counts
        found[rows] = fold
    return found
