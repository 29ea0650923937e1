"""What `gongjian doctor` looks at, in the order it looks: our own checks, then those that core packages bring."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from gongjian.cli.checks.finding import Finding, Grade
from gongjian.cli.checks.machine import check_clock, check_disk, check_keys, check_static
from gongjian.cli.checks.records import check_calendar, check_database, check_migrations

OWN: dict[str, Callable[..., Any]] = {
    "disk": check_disk,
    "clock": check_clock,
    "keys": check_keys,
    "database": check_database,
    "migrations": check_migrations,
    "calendar": check_calendar,
    "static": check_static,
}

__all__ = ["OWN", "Finding", "Grade", "checks"]


def checks() -> dict[str, Callable[..., Any]]:
    """All checks by name; a core package `x` brings one by a file `doctor.py` with a function `check_x`."""
    from django.conf import settings

    found = dict(OWN)
    for name in settings.CORE:
        if find_spec(f"gongjian.core.{name}.doctor"):
            brought = getattr(import_module(f"gongjian.core.{name}.doctor"), f"check_{name}", None)
            if brought:
                found[name] = brought
    return found
