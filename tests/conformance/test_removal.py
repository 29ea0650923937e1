"""Taking modules out, with those that require them, leaves the rest green on a database that was set up with them."""

import itertools
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gongjian.core.manifest import modules

ROOT = Path(__file__).resolve().parents[2]
SLUGS = [module.slug for module in modules()]


def turns(slugs: list[str]) -> list[list[str]]:
    """Some modules to be taken out together at each turn, so few turns that every module stands at one of them without
    any given other.

    Each module is taken out at turns of its own choice, half of them; no two make the same one (Sperner 1928).
    """
    many = next(number for number in itertools.count(2) if math.comb(number, number // 2) >= len(slugs))
    chosen = dict(zip(slugs, itertools.combinations(range(many), many // 2), strict=False))
    return [[slug for slug in slugs if turn in chosen[slug]] for turn in range(many)]


def test_every_module_stands_at_some_turn_without_any_other() -> None:
    without = {
        (kept, taken)
        for together in turns(SLUGS)
        for kept, taken in itertools.product(set(SLUGS) - set(together), together)
    }
    assert without == set(itertools.permutations(SLUGS, 2))
    assert len(turns([str(number) for number in range(20)])) == 6


def runs_without(slugs: list[str], home: Path) -> None:
    own = {"GONGJIAN_TEST_HOME": str(home), "DATABASE_URL": "", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.conformance.without", *slugs],
        cwd=ROOT, env=os.environ | own, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]


@pytest.mark.parametrize("together", turns(SLUGS), ids="+".join)
def test_the_rest_works_without_some(together: list[str], tmp_path: Path) -> None:
    runs_without(together, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("slug", SLUGS)
def test_the_rest_works_without(slug: str, tmp_path: Path) -> None:
    runs_without([slug], tmp_path)
