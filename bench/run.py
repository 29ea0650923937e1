"""`make bench`: runs scenarios, each in a process and a database of its own, and prints what they cost."""

import argparse
import datetime as dt
import json
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.memory import Watch
from bench.places import place
from bench.scenarios import label_of, names

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 600  # seconds for one scenario
WIDTHS = (10, 9, 52, 9, 9, 9, 9, 9, 9, 8)
HEADINGS = (
    "database",
    "rows",
    "what",
    "wall s",
    "CPU s",
    "median ms",
    "p99 ms",
    "queries",
    "× other",
    "peak MB",
)


def main() -> int:
    """Exit code 1 when a scenario failed or took too long."""
    options = _options()
    failed = 0
    tables: list[str] = []
    for name in options.only:
        lines = [
            f"## {name}",
            "",
            label_of(name),
            "",
            _row(HEADINGS),
            _row(["-" * width for width in WIDTHS]),
        ]
        print("\n".join(lines), flush=True)
        for database in options.database:
            for rows in options.rows:
                found = run(name, rows=rows, database=database)
                failed += found is None
                for line in found or [_row([database, f"{rows:,}", "failed: see above"])]:
                    print(line, flush=True)
                    lines.append(line)
        tables += [*lines, ""]
        print()
    if options.save:
        _save(options.save, tables)
    return 1 if failed else 0


def run(name: str, *, rows: int, database: str) -> list[str] | None:
    """The rows of the table for one run; None when it failed."""
    with place(database) as (folder, env):
        command = [sys.executable, "-m", "bench.child", name, str(rows), database, str(folder)]
        process = subprocess.Popen(command, cwd=ROOT, env=env)
        watch = Watch(process)
        watch.start()
        try:
            code = process.wait(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            print(f"{name} took more than {LONGEST} s", file=sys.stderr)
            return None
        watch.join()
        if code:
            return None
        return _lines(json.loads((folder / "lines.json").read_text()), rows, database, watch.peak)


def _lines(found: list[dict[str, Any]], rows: int, database: str, peak: float) -> list[str]:
    cpu = {line["what"]: line["median"] or line["cpu"] for line in found}
    shown = []
    for place_, line in enumerate(found):
        other = cpu.get(line["against"])
        ratio = f"{(line['median'] or line['cpu']) / other:.2f}" if other else ""
        what = line["what"] + (f" ({line['note']})" if line["note"] else "")
        shown.append(
            _row(
                [
                    database, f"{rows:,}", what, f"{line['wall']:.2f}", f"{line['cpu']:.2f}", _number(line["median"]),
                    _number(line["p99"]), "" if line["queries"] is None else f"{line['queries']:,}", ratio,
                    f"{peak:.0f}" if place_ == len(found) - 1 else "",
                ]
            )
        )  # fmt: skip
    return shown


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _row(cells: Any) -> str:
    parts = [
        str(cell).ljust(width) for cell, width in zip([*cells, *[""] * len(WIDTHS)], WIDTHS, strict=False)
    ]
    return "| " + " | ".join(parts) + " |"


def _save(name: str, tables: list[str]) -> None:
    machine = (
        f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}"
    )
    path = ROOT / "bench/results" / f"{name}.md"
    path.write_text("\n".join([f"# {name}", "", f"{machine}.", "", *tables]))
    print(f"kept as {path.relative_to(ROOT)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    parser.add_argument("--only", type=_names, default=names(), help=f"of {', '.join(names())}")
    parser.add_argument("--rows", type=_counts, default=[10_000], help="such as 10k,100k,1m")
    parser.add_argument("--database", type=_databases, default=["sqlite", "postgresql"])
    parser.add_argument("--save", default="", help="keep the tables as bench/results/NAME.md")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    chosen = text.split(",")
    if unknown := set(chosen) - set(names()):
        raise argparse.ArgumentTypeError(f"no scenario is called {', '.join(sorted(unknown))}")
    return chosen


def _counts(text: str) -> list[int]:
    sizes = {"k": 1000, "m": 1_000_000}
    return [int(part.rstrip("km")) * sizes.get(part[-1], 1) for part in text.lower().split(",")]


def _databases(text: str) -> list[str]:
    chosen = text.split(",")
    if set(chosen) - {"sqlite", "postgresql"}:
        raise argparse.ArgumentTypeError("sqlite, postgresql or both")
    return chosen


if __name__ == "__main__":
    sys.exit(main())
