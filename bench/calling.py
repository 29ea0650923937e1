"""A program that calls the API over one connection that stays open, with as little work of its own as can be: on a machine
that it shares with the server, what it needs is missing there."""

import json
import socket
from typing import Any


class Caller:
    """One open connection; raises OSError where the server closes it in the middle of an answer."""

    def __init__(self, host: str, port: int, *, seconds: float = 60) -> None:
        self._line = socket.create_connection((host, port), timeout=seconds)
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._host = f"{host}:{port}"

    def post(self, path: str, token: str, body: dict[str, Any]) -> tuple[int, Any]:
        """The status and what was answered: parsed below 500, the first 200 bytes above."""
        sent = json.dumps(body).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self._host}\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
        )
        self._line.sendall(head.encode() + sent)
        status, told = self._answer()
        return status, json.loads(told) if status < 500 else told[:200]

    def _answer(self) -> tuple[int, bytes]:
        held = b""
        while (end := held.find(b"\r\n\r\n")) < 0:
            held += self._more()
        lines = held[:end].lower().split(b"\r\n")
        size = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        while len(held) < end + 4 + size:
            held += self._more()
        return int(lines[0].split()[1]), held[end + 4 :]

    def _more(self) -> bytes:
        if not (more := self._line.recv(65536)):
            raise OSError("the server closed the connection")
        return more
