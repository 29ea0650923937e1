"""Processes of the product's own code that a test starts beside itself, on its own database."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from tests.database import database_address


@contextmanager
def child(script: str, **own: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that has said "ready"; killed outright at the end, whatever the test came to.

    `own` is added to its environment. Raises AssertionError where it ends, or says something else, before it is ready.
    """
    told = {
        "DJANGO_SETTINGS_MODULE": "gongjian.config.settings",
        "DATABASE_URL": database_address(),
        "GONGJIAN_HOME": str(settings.HOME),
    }
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | told | own) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            yield process
        finally:
            process.kill()


def wait_until(done: Callable[[], Any], *, seconds: float = 90.0) -> None:
    """Until something has come to be true; raises AssertionError after so many seconds."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "the other process did not get there"
        time.sleep(0.02)
