"""Asking the machine about a port before we need it, and whether the server behind it answers yet."""

import socket
import time
from collections.abc import Callable

from gongjian.cli.start import Failed
from gongjian.cli.words import _


def demand_free(host: str, port: int) -> None:
    """Stop when something else listens there, or the address is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sentence = _(
                "Port {port} on {host} cannot be used ({why}). Choose another one: PORT={other} or --port {other}"
            )
            other = port + 1 if port < 65535 else 8000
            raise Failed(
                sentence.format(port=port, host=host, why=error.strerror or error, other=other)
            ) from error


def wait_until_open(host: str, port: int, *, seconds: float, alive: Callable[[], bool]) -> bool:
    """Whether something accepts connections within that time, while the server is still `alive`."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    end = time.monotonic() + seconds
    while time.monotonic() < end and alive():
        try:
            with socket.create_connection((target, port), timeout=1):
                return True
        except OSError:
            time.sleep(0.1)
    return False
