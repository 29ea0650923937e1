"""What an office sets for a pooler between the product and PostgreSQL reaches the connection."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ASKED = """
from gongjian.config.settings import DATABASES
told = DATABASES["default"]
print(told["OPTIONS"]["prepare_threshold"], told["DISABLE_SERVER_SIDE_CURSORS"])
"""


@pytest.mark.parametrize(("pooler", "told"), [("", "2 False"), ("1", "None True")])
def test_behind_a_pooler_nothing_is_kept_between_two_transactions(
    pooler: str, told: str, tmp_path: Path
) -> None:
    own = {
        "GONGJIAN_POOLER": pooler,
        "GONGJIAN_HOME": str(tmp_path),
        "DATABASE_URL": "postgres://127.0.0.1/x",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASKED], env=os.environ | own, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == told
