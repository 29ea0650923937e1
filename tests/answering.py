"""Servers on this machine for what the product calls outside: robots, other cities, providers of accounts, proxies."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"


@contextmanager
def answering(
    handler: type[BaseHTTPRequestHandler], *, port: int = 0, context: ssl.SSLContext | None = None
) -> Iterator[str]:
    """Its `host:port` while it answers, at any free port unless one is named; in TLS where a context is given."""
    with ThreadingHTTPServer((HOST, port), handler) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        # It looks that often whether to stop: the standard half second would be waited for at the end of every test.
        told = {"poll_interval": 0.01}
        threading.Thread(target=server.serve_forever, kwargs=told, daemon=True).start()
        try:
            yield f"{HOST}:{server.server_port}"
        finally:
            server.shutdown()
