"""Runs the parts of `make check`, `make test` and `make test-long` one after another, each under a header, and adds them up.

A part that fails does not keep the others from running. The last line is `N passed, N failed`.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import dj_database_url
import psycopg

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv/bin"
RESULTS = Path(os.environ.get("GONGJIAN_HOME") or ROOT / "var") / "test"
QUIET = ("-q", "--durations=8", "--durations-min=5")
SAME_ON_BOTH = ("gongjian/lib", "tests/cli", "tests/test_docs.py", "tests/conformance/test_removal.py")
CONFORMANCE = "tests/conformance"
"""Asked of a seeded office, which each process makes once: by themselves, so that none makes it twice."""
ONCE = (
    "tests/conformance/access",
    "tests/journeys/test_auditor_follows.py",
    "gongjian/modules/projects/tests/test_figures.py",
    "gongjian/modules/exchange/tests/test_figures.py",
    "gongjian/modules/exchange/tests/test_matching_demo.py",
)
"""Crawls of every route, and figures of the whole demo, which conformance seeds on both: on PostgreSQL among the long tests,
so that `make test` stays short."""
POSTGRESQL = os.environ.get("TEST_DATABASE_URL") or "postgres://root@127.0.0.1:5432/root"


@dataclass
class Outcome:
    """What a part counted, and why it was not run, if it was not."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    not_run: str = ""


@dataclass
class Check:
    """One command that is right when it ends with 0; counts as one."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)

    def __call__(self) -> Outcome:
        code = run(self.command, env=self.env)
        return Outcome(self.name, passed=int(code == 0), failed=int(code != 0))


@dataclass
class Tests:
    """One pytest run; counts its tests. `ready` returns what to add to the environment, or why it cannot be run."""

    name: str
    arguments: list[str]
    ready: Callable[[], dict[str, str] | str] = dict

    def __call__(self) -> Outcome:
        ready = self.ready()
        if isinstance(ready, str):
            print(f"{self.name}: not run, {ready}", flush=True)
            return Outcome(self.name, not_run=ready)
        report = RESULTS / f"{self.name.replace(' ', '-').lower()}.xml"
        report.unlink(missing_ok=True)
        command = [str(BIN / "python"), "-m", "pytest", *QUIET, f"--junitxml={report}", *self.arguments]
        return self._count(run(command, env=ready), report)

    def _count(self, code: int, report: Path) -> Outcome:
        """From pytest's own report; without one, or with an ending it does not explain, the part failed."""
        outcome = Outcome(self.name)
        if report.exists():
            for suite in ET.parse(report).getroot().iter("testsuite"):
                broken = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
                outcome.failed += broken
                outcome.skipped += int(suite.get("skipped", 0))
                outcome.passed += int(suite.get("tests", 0)) - broken - int(suite.get("skipped", 0))
        if code not in (0, 5) and not outcome.failed:
            outcome.failed = 1
        return outcome


LEFT_OUT = ("DATABASE_URL", "GONGJIAN_DEBUG", "GONGJIAN_HTTPS", "PYTHONDONTWRITEBYTECODE")
"""Of the environment: what an office may have set, and what would have every process compile all code anew."""


def run(command: list[str], *, env: dict[str, str]) -> int:
    """The exit code of a command run in the project's folder, without what is left out of the environment."""
    kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    return subprocess.run(command, cwd=ROOT, env=kept | env, check=False).returncode


def postgresql() -> dict[str, str] | str:
    """Where PostgreSQL answers and lets us make a database."""
    place = dj_database_url.parse(POSTGRESQL)
    shown = f"{place['HOST'] or 'localhost'}:{place['PORT'] or 5432}"
    try:
        with psycopg.connect(POSTGRESQL, connect_timeout=3) as connection:
            allowed = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.OperationalError:
        return f"none answered at {shown} (TEST_DATABASE_URL names another)"
    if not allowed or not allowed[0]:
        return f"the user at {shown} may not create databases"
    return {"DATABASE_URL": POSTGRESQL}


def browser() -> dict[str, str] | str:
    """Where Chromium is; root gets it installed."""
    found = subprocess.run([str(ROOT / "tools/chromium.sh")], stdout=subprocess.PIPE, text=True, check=False)
    path = found.stdout.strip()
    return (
        {"GONGJIAN_CHROMIUM": path}
        if found.returncode == 0 and path
        else "no Chromium (sudo apt install chromium fonts-noto-cjk)"
    )


def tool(name: str, *words: str) -> list[str]:
    return [str(BIN / name), *words]


def manage(*words: str) -> list[str]:
    return tool("gongjian", "manage", *words)


def checks() -> list[Check]:
    """What can be said without running the product."""
    home = {"GONGJIAN_HOME": str(RESULTS / "home")}
    deploy = home | {"GONGJIAN_HTTPS": "1", "GONGJIAN_HOSTS": "office.example"}
    return [
        Check("ruff format", tool("ruff", "format", "--check", "--quiet", ".")),
        Check("ruff", tool("ruff", "check", "--quiet", ".")),
        Check("mypy", tool("mypy", "--no-error-summary"), home),
        Check("layers", tool("lint-imports", "--no-cache"), home),
        Check("templates", tool("djlint", "--lint", "--quiet", "gongjian")),
        Check("migrations", manage("makemigrations", "--check", "--dry-run"), home),
        Check("deployment", manage("check", "--deploy", "--fail-level", "WARNING"), deploy),
        Check("texts", tool("python", "tools/messages.py", "--check")),
        Check("sizes", tool("python", "tools/sizes.py")),
    ]


def tests() -> list[Tests]:
    """Unit and conformance tests on both databases, browser tests once; what knows no database is not run twice."""
    two, short = ["-n", "2", "--dist", "worksteal"], ["-m", "not browser and not long"]
    once = [f"--ignore={path}" for path in SAME_ON_BOTH + ONCE]
    return [
        Tests("SQLite", [*two, *short, f"--ignore={CONFORMANCE}"]),
        Tests("Conformance SQLite", [*two, *short, CONFORMANCE]),
        Tests("Browser", [*two, "-m", "browser"], browser),
        Tests("PostgreSQL", [*two, *short, f"--ignore={CONFORMANCE}", *once], postgresql),
        Tests("Conformance PostgreSQL", [*two, *short, CONFORMANCE, *once], postgresql),
    ]


def long_tests() -> list[Tests]:
    """The faults made hundreds of times, one database after the other, each process by itself: they measure. And on
    PostgreSQL what `make test` does once."""
    alone = ["-s", "-p", "no:xdist", "-m", "long and not browser"]
    return [
        Tests("Long SQLite", alone),
        Tests("Long PostgreSQL", alone, postgresql),
        Tests("Once PostgreSQL", ["-m", "not browser and not long", *ONCE], postgresql),
    ]


def run_part(part: Check | Tests) -> Outcome:
    print(f"\n=== {part.name} ===", flush=True)
    begun = time.monotonic()
    outcome = part()
    outcome.seconds = time.monotonic() - begun
    return outcome


def summary(outcomes: list[Outcome]) -> str:
    """A line for each part, then the totals."""
    print("\n=== Summary ===")
    for outcome in outcomes:
        told = outcome.not_run and f"not run, {outcome.not_run}"
        skipped = f", {outcome.skipped} skipped" if outcome.skipped else ""
        told = told or f"{outcome.passed} passed, {outcome.failed} failed{skipped} ({outcome.seconds:.0f} s)"
        print(f"{outcome.name}: {told}")
    return f"{sum(one.passed for one in outcomes)} passed, {sum(one.failed for one in outcomes)} failed"


PARTS: dict[str, Callable[[], Sequence[Check | Tests]]] = {
    "check": checks,
    "test": lambda: [*checks(), *tests()],
    "test-long": long_tests,
}


def main() -> int:
    """Exit code 1 when anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("what", choices=[*PARTS])
    chosen = parser.parse_args()
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True)
    outcomes = [run_part(part) for part in PARTS[chosen.what]()]
    print(summary(outcomes), flush=True)
    return int(any(outcome.failed for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
