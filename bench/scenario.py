"""What a scenario is handed: it does its work under `timed` and `sample`, which keep a line each."""

import datetime as dt
import json
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Line:
    """One measured step. `cpu` counts this process, its ended children and the database's own process, in seconds;
    `median` and `p99` are milliseconds of one call; `against` names the line it is compared with."""

    what: str
    wall: float
    cpu: float
    queries: int | None = None
    median: float | None = None
    p99: float | None = None
    against: str = ""
    note: str = ""


@dataclass(slots=True)
class Bench:
    """One run of one scenario in an empty, migrated database of its own."""

    rows: int
    database: str
    folder: Path
    lines: list[Line] = field(default_factory=list)

    @contextmanager
    def timed(self, what: str, *, against: str = "", note: str = "") -> Iterator[Line]:
        """Measure the block once; queries are counted."""
        line = Line(what, 0, 0, against=against, note=note)
        with counted_queries() as queries:
            began, used = time.perf_counter(), cpu_seconds()
            yield line
            line.wall, line.cpu = time.perf_counter() - began, cpu_seconds() - used
        line.queries = queries[0]
        self.keep(line)

    def sample(
        self, what: str, act: Callable[[], object], *, times: int = 30, against: str = "", note: str = ""
    ) -> Line:
        """Call `act` once to warm up and then `times` over: median and 99th percentile of the CPU of one call, queries
        of the last."""
        act()
        spent: list[float] = []
        began, used = time.perf_counter(), cpu_seconds()
        with counted_queries() as queries:
            for _turn in range(times):
                queries[0] = 0
                before = cpu_seconds()
                act()
                spent.append(1000 * (cpu_seconds() - before))
        line = Line(what, time.perf_counter() - began, cpu_seconds() - used, queries[0], against=against, note=note)  # fmt: skip
        line.median, line.p99 = percentiles(spent)
        self.keep(line)
        return line

    def keep(self, line: Line) -> None:
        """Put the line into `lines.json` for the parent process, at once: a run that is ended later has told this much."""
        self.lines.append(line)
        (self.folder / "lines.json").write_text(json.dumps([asdict(one) for one in self.lines]))


def percentiles(values: list[float]) -> tuple[float, float]:
    """Median and 99th percentile; of fewer than a hundred values the largest stands for the latter."""
    ordered = sorted(values)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def cpu_seconds() -> float:
    """CPU of this process, of its children that have ended, and of the database process that serves it."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime + _server_seconds()


def _server_seconds() -> float:
    """User and system time of PostgreSQL's process for this connection, where it runs on this machine."""
    from django.db import connection

    if connection.vendor != "postgresql" or connection.connection is None:
        return 0.0
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100


@contextmanager
def counted_queries() -> Iterator[list[int]]:
    """A list whose one number counts the queries of the block."""
    from django.db import connection

    count = [0]

    def wrap(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        count[0] += 1
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(wrap))
        yield count


def moment(year: int = 2026, month: int = 3, day: int = 5, hour: int = 9) -> dt.datetime:
    """The moment at which the scenarios play."""
    from django.utils import timezone

    return timezone.make_aware(dt.datetime(year, month, day, hour))
