"""Prints the ten largest functions, classes, files, templates and modules, beside the size to aim at."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "gongjian"
SHOWN = 10
Sized = tuple[int, str]


def code_files() -> Iterator[Path]:
    """The product's Python files, without tests and migrations."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            yield path


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def nodes(*kinds: type[ast.AST]) -> Iterator[Sized]:
    """Functions or classes with their lengths in lines, docstrings included."""
    for path in code_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, kinds) and isinstance(
                node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
            ):
                yield (
                    (node.end_lineno or node.lineno) - node.lineno + 1,
                    f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
                )


def modules() -> Iterator[Sized]:
    for folder in sorted(path.parent for path in PACKAGE.glob("modules/*/module.py")):
        yield (
            sum(lines(path) for path in code_files() if folder in path.parents),
            str(folder.relative_to(ROOT)),
        )


def show(title: str, aim: int, found: Iterator[Sized]) -> None:
    print(f"\n{title} (aim: {aim} lines)")
    for size, name in sorted(found, reverse=True)[:SHOWN]:
        print(f"{'!' if size > 2 * aim else ' '} {size:5} {name}")


def main() -> int:
    """Only shows; a mark stands before what is twice as large as aimed at."""
    show("Functions", 20, nodes(ast.FunctionDef, ast.AsyncFunctionDef))
    show("Classes", 80, nodes(ast.ClassDef))
    show("Files", 150, ((lines(path), str(path.relative_to(ROOT))) for path in code_files()))
    show("Templates", 80, ((lines(path), str(path.relative_to(ROOT))) for path in PACKAGE.rglob("*.html")))
    show("Modules", 900, modules())
    return 0


if __name__ == "__main__":
    sys.exit(main())
