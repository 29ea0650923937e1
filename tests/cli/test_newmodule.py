"""`gongjian newmodule` makes a module that passes everything that is demanded of modules."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.template import GIVEN, sqlite_template

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = (".git", ".venv", "node_modules", "var", "*.pyc", "__pycache__", ".*_cache")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole tree, copied."""
    target = tmp_path_factory.mktemp("copy") / "tree"
    shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*LEFT_OUT))
    return target


def call(copy: Path, *words: str, seconds: int = 600) -> subprocess.CompletedProcess[str]:
    """A command in the copy, in English, on a database of its own."""
    own = {
        "PYTHONPATH": str(copy),
        "GONGJIAN_LANGUAGE": "en",
        "GONGJIAN_HOME": str(copy / "var"),
        "DATABASE_URL": "",
        "GONGJIAN_WORLD_OF": "streetlamps",
        GIVEN: str(sqlite_template()),
    }
    inherited = {name: value for name, value in os.environ.items() if name != "GONGJIAN_TEST_HOME"}
    return subprocess.run(
        [sys.executable, *words], cwd=copy, env=inherited | own, capture_output=True, text=True, timeout=seconds,
        check=False,
    )  # fmt: skip


def written(copy: Path) -> list[Path]:
    """All that lies among the modules, but what Python compiled."""
    lies = (copy / "gongjian/modules").rglob("*")
    return sorted(path for path in lies if "__pycache__" not in path.parts)


def newmodule(copy: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return call(copy, "-m", "gongjian.cli", "newmodule", *words)


@pytest.fixture(scope="module")
def made(copy: Path) -> Path:
    done = newmodule(
        copy, "streetlamps", "--noun", "StreetLamp", "--label", "Street lamps", "--chinese", "路灯"
    )
    assert done.returncode == 0, done.stderr
    return copy


def test_a_new_module_passes_what_is_demanded_of_every_module(made: Path) -> None:
    """The tests of the module itself, and of conformance what names it."""
    tests = ["gongjian/modules/streetlamps", "tests/conformance", "-k", "streetlamp"]
    done = call(made, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    assert done.returncode == 0, done.stdout[-6000:]
    assert " passed" in done.stdout


def test_a_new_module_is_tidy(made: Path) -> None:
    """Format, lint and texts are in order from the first minute."""
    folder = "gongjian/modules/streetlamps"
    for words in (["ruff", "format", "--check", folder], ["ruff", "check", folder]):
        done = call(made, "-m", *words)
        assert done.returncode == 0, done.stdout + done.stderr
    done = call(made, "tools/messages.py", "--check", "streetlamps")
    assert done.returncode == 0, done.stdout


def test_the_glossary_and_the_list_hold_one_line_each(made: Path) -> None:
    assert (made / "docs/glossary.md").read_text().count("| `StreetLamp` |") == 1
    assert (made / "gongjian/config/modules.py").read_text().count('"streetlamps"') == 1


@pytest.mark.parametrize(
    "words",
    [
        ["reports"], ["items"], ["auth"], ["Lamps"], ["1lamps"], ["la"], ["class"], ["../lamps"], ["street_lamps"],
        ["a" * 21], [""], ["lampposts", "--noun", "Item"], ["lampposts", "--noun", "lamp post"],
        ["lampposts", "--label", 'x"y'], ["lampposts", "--chinese", "灯" * 41],
    ],
    ids=str,
)  # fmt: skip
def test_a_name_that_cannot_be_used_is_refused_and_nothing_is_written(copy: Path, words: list[str]) -> None:
    before = written(copy)
    listed = (copy / "gongjian/config/modules.py").read_text()
    done = newmodule(copy, *words)
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1
    assert written(copy) == before
    assert (copy / "gongjian/config/modules.py").read_text() == listed


def test_the_same_name_is_not_made_twice(made: Path) -> None:
    done = newmodule(made, "streetlamps", "--noun", "OtherLamp")
    assert done.returncode == 3
    assert "taken" in done.stderr
