"""Taking a module out, with those that require it, leaves the rest green on a database that was set up with them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gongjian.core.manifest import modules

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("slug", [module.slug for module in modules()])
def test_the_rest_works_without(slug: str, tmp_path: Path) -> None:
    own = {"GONGJIAN_TEST_HOME": str(tmp_path), "DATABASE_URL": "", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.conformance.without", slug],
        cwd=ROOT, env=os.environ | own, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
