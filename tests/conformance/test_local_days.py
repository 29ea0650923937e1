"""The day of a moment is the office's day: between midnight and eight, that of UTC is still yesterday."""

import ast
from collections.abc import Iterator
from pathlib import Path

import gongjian

ROOT = Path(gongjian.__file__).parent
FILES = [
    path
    for path in sorted(ROOT.rglob("*.py"))
    if not {"tests", "migrations"} & set(path.parts) and ROOT / "lib" not in path.parents
]


def days_of_utc(source: str) -> Iterator[int]:
    """Lines that take the day of `now` as it came, not turned into local time in the same function."""
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        local = {
            target.id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and "localtime" in ast.dump(node.value)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(function):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="now"), attr="date")) if (
                    "now" not in local
                ):
                    yield node.lineno


def test_nobody_takes_the_day_of_utc() -> None:
    found = [f"{path.relative_to(ROOT)}:{line}" for path in FILES for line in days_of_utc(path.read_text())]
    assert not found, f"use timezone.localdate(now): {found}"


def test_the_day_of_utc_is_seen_where_it_is_taken() -> None:
    assert list(days_of_utc("def f(now):\n    return now.date()\n")) == [2]
    assert not list(days_of_utc("def f(now):\n    now = timezone.localtime(now)\n    return now.date()\n"))
