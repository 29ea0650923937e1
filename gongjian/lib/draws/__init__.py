"""Draws that nobody can bend and everybody can check.

Before anybody knows who can be drawn, the SHA-256 of a random seed is published (`commitment`). Later every entry is ranked
by SHA-256(seed ‖ key) and the lowest ranks are drawn (`ranks`, `draw`). With the seed told afterwards, anybody repeats it
(`verify`).
"""

import hashlib
import math
import secrets
from collections.abc import Iterable, Mapping, Sequence

SEED_BYTES = 32


def new_seed() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(SEED_BYTES)


def commitment(seed: bytes) -> str:
    """What is published beforehand: 64 hexadecimal digits that tell nothing of the seed."""
    return hashlib.sha256(b"gongjian draw\0" + seed).hexdigest()


def population_digest(keys: Iterable[str]) -> str:
    """One digest of all entries, whatever their order: it fixes who could be drawn. Raises ValueError for a key twice."""
    ordered = sorted(keys)
    if len(set(ordered)) != len(ordered):
        raise ValueError("a key stands twice in the list")
    return hashlib.sha256("\n".join(ordered).encode()).hexdigest()


def rank(seed: bytes, key: str) -> str:
    """What an entry is ranked by: 64 hexadecimal digits."""
    return hashlib.sha256(seed + key.encode()).hexdigest()


def ranks(seed: bytes, keys: Sequence[str]) -> list[str]:
    """The keys in the order of the draw."""
    return sorted(keys, key=lambda key: (rank(seed, key), key))


def draw(seed: bytes, keys: Sequence[str], size: int) -> list[str]:
    """The first `size` of the order; all of them where there are fewer."""
    return ranks(seed, keys)[: max(0, size)]


def draw_from_strata(seed: bytes, strata: Mapping[str, Sequence[str]], size: int) -> list[str]:
    """From each stratum its share of `size`, in the order of the strata's names; see `shares`."""
    counts = shares({name: len(keys) for name, keys in strata.items()}, size)
    return [key for name in sorted(strata) for key in draw(seed, strata[name], counts[name])]


def shares(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """How `size` is divided among strata of these sizes: in proportion, rests to the largest remainders, at least one from
    each stratum as long as `size` allows it, never more than a stratum has."""
    names = sorted(name for name, count in counts.items() if count > 0)
    total = sum(counts[name] for name in names)
    size = min(max(0, size), total)
    given = dict.fromkeys(counts, 0)
    if size <= len(names):
        for name in sorted(names, key=lambda name: (-counts[name], name))[:size]:
            given[name] = 1
        return given
    exact = {name: size * counts[name] / total for name in names}
    for name in names:
        given[name] = max(1, math.floor(exact[name]))
    while (rest := size - sum(given.values())) != 0:
        up = rest > 0
        able = [name for name in names if (given[name] < counts[name] if up else given[name] > 1)]
        able.sort(key=lambda name: ((given[name] - exact[name]) * (1 if up else -1), name))
        given[able[0]] += 1 if up else -1
    return given


def verify(seed: bytes, keys: Sequence[str], drawn: Sequence[str], *, committed: str, digest: str) -> bool:
    """Whether the seed is the one committed to, the list the one that was fixed, and the drawn ones those it gives."""
    same_list = len(set(keys)) == len(keys) and population_digest(keys) == digest
    return commitment(seed) == committed and same_list and draw(seed, keys, len(drawn)) == list(drawn)
