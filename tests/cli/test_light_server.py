"""What a server process has in memory before it answers anything: nothing that only jobs and rare files need."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "docx", "fido2", "icalendar", "lxml", "numpy", "openpyxl", "ortools", "pandas", "rjieba", "scipy", "typst", "xlsxwriter",
)  # fmt: skip
SHOW = """
import sys
from gongjian.config.wsgi import application
from django.urls import get_resolver
get_resolver().url_patterns
print(*sorted(sys.modules))
"""


def test_optimisers_models_and_type_setting_are_loaded_when_they_are_needed(tmp_path: Path) -> None:
    own = {"GONGJIAN_HOME": str(tmp_path), "PATH": "", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=ROOT, env=own, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "gongjian.modules.reports.views" in loaded
    assert sorted(loaded & set(HEAVY)) == []
