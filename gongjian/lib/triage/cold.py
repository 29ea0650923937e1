"""A model for the first day, before anybody has decided anything: from the words of the category tree alone."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gongjian.lib.problem import Problem
from gongjian.lib.triage.counting import BITS, BLOCKS, counted
from gongjian.lib.triage.model import Model
from gongjian.lib.triage.texts import plain
from gongjian.lib.triage.weighing import Weighing

SPREAD = 0.08
SUREST = 0.6  # words alone were never checked against a decision: they are given no more confidence than this
OWN, OF_PARENTS = 1.0, 0.3
_USED = tuple(
    n for n, block in enumerate(BLOCKS) if not block.head and (block.kind, block.size) != ("gram", 1)
)


class Node(NamedTuple):
    """A category of the tree: its name, what else is said of it (a hint, names below it), the names above it."""

    name: str
    hint: str = ""
    parents: tuple[str, ...] = ()


def from_words(tree: Sequence[Node]) -> Model:
    """A model with the same interface as a trained one: it knows only what the tree's own words say.

    Each category's row of numbers is the weighed words of its name and hint, less those of its parents, scaled to length 1;
    a message is compared with each. Raises `Problem` for fewer than two categories or a name twice.
    """
    names = tuple(node.name.strip() for node in tree)
    if len(set(names)) < 2 or len(set(names)) != len(names) or not all(names):
        raise Problem(
            "bad_tree", "A category tree needs at least two categories, each with a name of its own."
        )
    own = counted([plain("", f"{node.name} {node.name} {node.hint}") for node in tree])
    above = counted([plain("", " ".join(node.parents)) for node in tree])
    columns = np.union1d(np.unique(own.indices), np.unique(above.indices)).astype(np.int32)
    columns = columns[np.isin(columns >> BITS, _USED)]
    seen = np.bincount(own.indices, minlength=len(BLOCKS) << BITS)[columns]
    rarity = (np.log((1 + len(tree)) / (1 + seen)) + 1).astype(np.float32)
    weighing = Weighing(columns, rarity)
    mixed = (OWN * weighing.weighted(own) + OF_PARENTS * weighing.weighted(above)).toarray()
    length = np.sqrt((mixed**2).sum(axis=1, keepdims=True))
    table = (mixed / np.maximum(length, 1e-9)).T.astype(np.float32)
    return Model(names, weighing, table, np.zeros(len(tree), np.float32), SPREAD, surest=SUREST)
