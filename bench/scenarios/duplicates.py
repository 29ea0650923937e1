"""Copies among messages, whole or nearly, by sketches: as many planted ones found, as many found ones planted. Beside it a
plain table of hashes, which sees whole copies only, and up to 10,000 the true comparison of every pair."""

from collections import defaultdict

import numpy as np
from scipy.sparse import csr_matrix

from bench.letters import planted
from bench.scenario import Bench
from gongjian.lib.topics.copies import ALIKE, near_duplicates

PAIRWISE = 10_000
HASHES = "a table of hashes of whole texts"


def run(bench: Bench) -> None:
    """The texts are made before anything is measured."""
    texts, truth = planted(bench.rows)
    with bench.timed(HASHES) as line:
        line.note = _told(_by_hash(texts), truth)
    with bench.timed("near_duplicates", against=HASHES) as line:
        line.note = _told(near_duplicates(texts), truth)
    if bench.rows <= PAIRWISE:
        with bench.timed("every pair compared", against="near_duplicates") as line:
            line.note = _told(_every_pair(texts), truth)


def _told(groups: list[list[int]], truth: list[int]) -> str:
    """Of all pairs of copies those in one group, and of all pairs in one group those that are copies."""
    whole: dict[int, int] = defaultdict(int)
    for number in truth:
        whole[number] += 1
    right = paired = 0
    for group in groups:
        inside: dict[int, int] = defaultdict(int)
        for at in group:
            inside[truth[at]] += 1
        right += sum(_pairs(count) for count in inside.values())
        paired += _pairs(len(group))
    every = sum(_pairs(count) for count in whole.values())
    return f"{len(groups):,} groups, found {right / every:.2%} of the pairs, {right / max(1, paired):.2%} of what was found is right"


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _by_hash(texts: list[str]) -> list[list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        found[hash(text)].append(at)
    return [group for group in found.values() if len(group) > 1]


def _every_pair(texts: list[str]) -> list[list[int]]:
    """Jaccard of all pairs by one sparse product; groups by what hangs together."""
    from scipy.sparse.csgraph import connected_components

    columns: dict[str, int] = {}
    rows = [
        {columns.setdefault(run, len(columns)) for run in _runs("".join(filter(str.isalnum, text)))}
        for text in texts
    ]
    ends = np.cumsum([0, *map(len, rows)])
    flat = np.array([column for row in rows for column in row], dtype=np.int32)
    table = csr_matrix((np.ones(len(flat), dtype=np.int32), flat, ends), shape=(len(texts), len(columns)))
    both = (table @ table.T).tocoo()
    sizes = np.diff(ends)
    alike = both.data / (sizes[both.row] + sizes[both.col] - both.data) >= ALIKE
    linked = csr_matrix((both.data[alike], (both.row[alike], both.col[alike])), shape=both.shape)
    _count, labels = connected_components(linked, directed=False)
    found: dict[int, list[int]] = defaultdict(list)
    for at, label in enumerate(labels.tolist()):
        found[label].append(at)
    return [group for group in found.values() if len(group) > 1]


def _runs(letters: str) -> set[str]:
    return {letters[at : at + 4] for at in range(len(letters))}
