"""`make bench`: runs scenarios, each in a process and a database of its own, and prints what they cost."""

import argparse
import contextlib
import datetime as dt
import json
import os
import platform
import signal
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

from bench.memory import Watch
from bench.places import place
from bench.scenarios import label_of, names

ROOT = Path(__file__).resolve().parents[1]
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
    shown: list[str] = []
    for name in options.only:
        _show(
            shown,
            [f"## {name}", "", label_of(name), "", _row(HEADINGS), _row(["-" * width for width in WIDTHS])],
        )
        for database, rows in product(options.database, options.rows):
            lines, whole = run(name, rows=rows, database=database, longest=60 * options.minutes)
            failed += not whole
            _show(shown, lines if whole else [*lines, _row([database, f"{rows:,}", "failed here"])])
            _save(options, shown)
        _show(shown, [""])
    return 1 if failed else 0


def _show(shown: list[str], lines: list[str]) -> None:
    print("\n".join(lines), flush=True)
    shown += lines


def run(name: str, *, rows: int, database: str, longest: int) -> tuple[list[str], bool]:
    """The rows of the table for one run of at most `longest` seconds, and whether it went to its end."""
    with place(database) as (folder, env):
        command = [sys.executable, "-m", "bench.child", name, str(rows), database, str(folder)]
        process = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
        watch = Watch(process)
        watch.start()
        try:
            whole = process.wait(timeout=longest) == 0
        except subprocess.TimeoutExpired:
            print(f"{name} took more than {longest} s", file=sys.stderr)
            whole = False
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # whatever it started goes with it
        process.wait()
        watch.join()
        kept = folder / "lines.json"
        found = json.loads(kept.read_text()) if kept.exists() else []
        return _lines(found, rows, database, watch.peak), whole


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


def _save(options: argparse.Namespace, tables: list[str]) -> None:
    """After every run: a later one that fails takes nothing away from it."""
    if not options.save:
        return
    facts = [
        f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%d}",
        f"Python {platform.python_version()}",
        f"{os.cpu_count()} cores {platform.machine()}",
    ]
    machine = ", ".join([*facts, options.beside] if options.beside else facts)
    path = ROOT / "bench/results" / f"{options.save}.md"
    path.write_text(
        "\n".join(
            [f"# {options.save}", "", f"{machine}. How to read it: [README](../README.md).", "", *tables, ""]
        )
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    parser.add_argument("--only", type=_names, default=names(), help=f"of {', '.join(names())}")
    parser.add_argument("--rows", type=_counts, default=[10_000], help="such as 10k,100k,1m")
    parser.add_argument("--database", type=_databases, default=["sqlite", "postgresql"])
    parser.add_argument(
        "--minutes", type=int, default=10, help="what one run may take; a million rows need 60"
    )
    parser.add_argument(
        "--beside", default="", help="what else the machine was doing, to be kept with the tables"
    )
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
