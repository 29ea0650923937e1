"""Draws: fixed by the seed, fair, divided among strata, and checked by anybody."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.lib.draws import (
    commitment,
    draw,
    draw_from_strata,
    new_seed,
    population_digest,
    ranks,
    shares,
    verify,
)

SEED = bytes(range(32))
KEYS = [f"{block}号楼{flat}" for block in range(1, 9) for flat in range(101, 131)]


def test_the_same_seed_draws_the_same_households_in_whatever_order_they_stand() -> None:
    assert draw(SEED, KEYS, 20) == draw(SEED, KEYS[::-1], 20)
    assert draw(SEED, KEYS, 20) == ranks(SEED, KEYS)[:20]
    assert draw(bytes(32), KEYS, 20) != draw(SEED, KEYS, 20)
    assert sorted(draw(SEED, KEYS, 10_000)) == sorted(KEYS)
    assert draw(SEED, KEYS, -1) == []


def test_over_many_seeds_every_household_is_drawn_about_as_often() -> None:
    hits: Counter[str] = Counter()
    for number in range(2000):
        hits.update(draw(number.to_bytes(32, "big"), KEYS[:40], 10))
    assert set(hits) == set(KEYS[:40])
    assert 400 < min(hits.values()) <= max(hits.values()) < 600


def test_anybody_can_check_and_sees_every_kind_of_bending() -> None:
    drawn, committed, digest = draw(SEED, KEYS, 12), commitment(SEED), population_digest(KEYS)
    assert verify(SEED, KEYS, drawn, committed=committed, digest=digest)
    assert not verify(bytes(32), KEYS, drawn, committed=committed, digest=digest)
    assert not verify(SEED, [*KEYS, "加塞"], drawn, committed=committed, digest=digest)
    assert not verify(SEED, KEYS[1:], drawn, committed=committed, digest=digest)
    assert not verify(SEED, KEYS, [*drawn[1:], drawn[0]], committed=committed, digest=digest)
    assert not verify(SEED, [*KEYS, KEYS[0]], drawn, committed=committed, digest=digest)


def test_a_household_stands_once_in_the_list() -> None:
    with pytest.raises(ValueError, match="twice"):
        population_digest(["a", "a"])


def test_seeds_differ_and_the_commitment_is_not_the_seed() -> None:
    assert new_seed() != new_seed()
    assert len(new_seed()) == 32
    assert SEED.hex() not in commitment(SEED)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 60)), st.integers(-3, 300))
def test_shares_add_up_and_no_stratum_gives_more_than_it_has(counts: dict[str, int], size: int) -> None:
    given_out = shares(counts, size)
    assert sum(given_out.values()) == min(max(0, size), sum(counts.values()))
    assert all(0 <= given_out[name] <= counts[name] for name in counts)
    if size >= sum(count > 0 for count in counts.values()):
        assert all(given_out[name] for name, count in counts.items() if count)


def test_strata_are_drawn_in_proportion() -> None:
    strata = {"甲": [f"甲{n}" for n in range(80)], "乙": [f"乙{n}" for n in range(20)], "丙": []}
    drawn = draw_from_strata(SEED, strata, 10)
    assert Counter(key[0] for key in drawn) == {"甲": 8, "乙": 2}
