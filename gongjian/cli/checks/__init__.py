"""What `gongjian doctor` looks at, in the order it looks."""

from collections.abc import Callable

from gongjian.cli.checks.finding import Finding, Grade
from gongjian.cli.checks.machine import check_clock, check_disk, check_keys, check_static
from gongjian.cli.checks.records import check_calendar, check_database, check_migrations, check_trail

CHECKS: dict[str, Callable[[], Finding]] = {
    "disk": check_disk,
    "clock": check_clock,
    "keys": check_keys,
    "database": check_database,
    "migrations": check_migrations,
    "calendar": check_calendar,
    "static": check_static,
    "trail": check_trail,
}

__all__ = ["CHECKS", "Finding", "Grade"]
