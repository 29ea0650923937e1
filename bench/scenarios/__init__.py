"""One file per scenario, each with a `run(bench)`; its docstring says what is measured and beside what."""

import ast
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from bench.scenario import Bench


def names() -> list[str]:
    """What `--only` may say, in order."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def label_of(name: str) -> str:
    """The scenario's own sentence, read without importing it: the product is loaded by the child process only."""
    tree = ast.parse((Path(__file__).parent / f"{name}.py").read_text())
    return ast.get_docstring(tree) or name


def find(name: str) -> Callable[[Bench], None]:
    """What runs the scenario of that name; raises ModuleNotFoundError."""
    found: Callable[[Bench], None] = import_module(f"bench.scenarios.{name}").run
    return found
