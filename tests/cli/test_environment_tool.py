"""Set-up does a step once, does it again when its sources change, and says what is missing."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools/environment.py"


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The tool in an empty checkout, with its commands noted instead of run."""
    spec = importlib.util.spec_from_file_location("environment_tool", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMPS", tmp_path / ".venv/stamps")
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(module, "run", lambda *words, **_options: ran.append(tuple(map(str, words))))
    module.ran = ran  # type: ignore[attr-defined]
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/base.txt").write_text("django==5.2\n")
    return module


def test_dependencies_are_installed_once_with_hashes_and_again_when_the_lock_changes(
    tool: ModuleType,
) -> None:
    tool.install("base", "base.txt")
    tool.install("base", "base.txt")
    assert len(tool.ran) == 1
    assert "--require-hashes" in tool.ran[0]
    (tool.ROOT / "requirements/base.txt").write_text("django==5.2.1\n")
    tool.install("base", "base.txt")
    assert len(tool.ran) == 2


def test_an_install_that_failed_is_tried_again(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_words: object, **_options: object) -> None:
        raise tool.Stop("no network")

    with monkeypatch.context() as patch:
        patch.setattr(tool, "run", fail)
        with pytest.raises(tool.Stop):
            tool.install("base", "base.txt")
    tool.install("base", "base.txt")
    assert len(tool.ran) == 1


def test_a_machine_without_venv_is_told_what_to_install(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(tool.Stop, match="apt install python3-venv"):
        tool.make_venv(tool.VENV)


def test_a_checkout_copied_to_another_folder_gets_a_venv_of_its_own(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool.make_venv(tool.VENV)
    (tool.VENV / "bin").mkdir(parents=True)
    (tool.VENV / "bin/python").touch()
    tool.make_venv(tool.VENV)
    assert len(tool.ran) == 1
    moved = tool.ROOT / "moved/.venv"
    moved.parent.mkdir()
    tool.VENV.rename(moved)
    tool.make_venv(moved)
    assert len(tool.ran) == 2


def test_a_digest_sees_a_new_file_in_a_folder(tool: ModuleType) -> None:
    folder = tool.ROOT / "requirements"
    before = tool.digest(folder)
    (folder / "more.txt").touch()
    assert tool.digest(folder) != before
