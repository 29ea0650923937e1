"""What a server process has in memory before it answers anything: nothing that only jobs and rare files need."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "PIL", "docx", "fido2", "icalendar", "lxml", "numpy", "openpyxl", "ortools", "pandas", "rjieba", "scipy", "typst", "xlsxwriter",
)  # fmt: skip
SHOW = """
import sys
from gongjian.config.wsgi import application
from django.urls import get_resolver
get_resolver().url_patterns
print(*sorted(sys.modules))
"""


def said_by(program: str, home: Path) -> str:
    """What a Python of its own prints."""
    own = {"GONGJIAN_HOME": str(home), "PATH": "", "PYTHONWARNINGS": "ignore"}
    words = [sys.executable, "-c", program]
    return subprocess.run(words, cwd=ROOT, env=own, capture_output=True, text=True, check=True).stdout.strip()


def test_optimisers_models_and_type_setting_are_loaded_when_they_are_needed(tmp_path: Path) -> None:
    loaded = set(said_by(SHOW, tmp_path).split())
    assert "gongjian.modules.reports.views" in loaded
    assert sorted(loaded & set(HEAVY)) == []


BEFORE_THE_FORK = """
import threading
from gongjian.cli.web_processes import read_application
read_application()
from django.db import connections
import gongjian.modules.reports.views
print(threading.active_count(), [one.connection for one in connections.all()])
"""


def test_no_thread_runs_and_no_connection_is_open_before_processes_are_forked(tmp_path: Path) -> None:
    assert said_by(BEFORE_THE_FORK, tmp_path) == "1 [None]"
