"""Calling an address that somebody typed in, without letting it reach into our own network."""

import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from gongjian.lib.problem import Problem

MOST_BYTES = 64 * 1024
SAFE = "/?&=%:;,+~!$'()*@[]"  # what an address may hold as it is
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unreachable(Exception):
    """No answer came. `maybe_arrived`: the request had been sent whole, so the other side may have acted on it."""

    def __init__(self, why: str, *, maybe_arrived: bool) -> None:
        super().__init__(why)
        self.maybe_arrived = maybe_arrived


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of the answer; redirects are not followed, `location` says where one would lead."""

    status: int
    body: bytes
    location: str = ""


def check_address(url: str, *, allowed: Collection[str] = (), plain: bool = False) -> SplitResult:
    """The parts of an address that may be called: https (with `plain` http too), a host, no user name.

    `allowed` holds "host:port" of what is in the own network: these may be plain http and private. Raises Problem.
    """
    try:
        parts = urlsplit(url.strip())
        port = port_of(parts)
    except ValueError as error:
        raise Problem("bad_address", "This is not a web address.") from error
    if any(char.isspace() or not char.isprintable() for char in url.strip()):
        raise Problem("bad_address", "This is not a web address.")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise Problem("bad_address", "This is not a web address.")
    if f"{parts.hostname}:{port}" in allowed:
        return parts
    if parts.scheme != "https" and not plain:
        raise Problem("not_https", "Only addresses that begin with https:// are called.")
    return parts


def port_of(parts: SplitResult) -> int:
    """The port of an address, given or usual. Raises ValueError for one that is none."""
    return parts.port or (443 if parts.scheme == "https" else 80)


def is_public(address: Address) -> bool:
    """Whether an IP address is one of the open internet, also where an IPv4 address is wrapped into an IPv6 one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo:
            return False
    return address.is_global and not address.is_multicast


def post_json(
    url: str, payload: dict[str, Any], *, timeout: float = 10.0, allowed: Collection[str] = ()
) -> Answer:
    """Post `payload` as UTF-8 JSON and return the answer, at most 64 KiB of it; raises as `get` does."""
    body = json.dumps(payload, ensure_ascii=False).encode()
    sent = _Sent("POST", body, {"Content-Type": "application/json; charset=utf-8"})
    return _call(url, sent, timeout=timeout, allowed=allowed)


def post_form(
    url: str,
    fields: Sequence[tuple[str, str]],
    *,
    timeout: float = 10.0,
    allowed: Collection[str] = (),
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Post `fields` as a form in UTF-8 and return the answer, at most 64 KiB of it; raises as `get` does."""
    kind = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    sent = _Sent("POST", urlencode(fields).encode(), {**kind, **(headers or {})})
    return _call(url, sent, timeout=timeout, allowed=allowed)


def get(
    url: str,
    *,
    timeout: float = 10.0,
    allowed: Collection[str] = (),
    plain: bool = False,
    most_bytes: int = MOST_BYTES,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Ask for `url` and return the answer, cut after `most_bytes`; at most about twice `timeout` seconds are spent.

    The name is looked up once, every address it has must be public, and the connection goes to the one that was
    looked at. With `plain`, http will do. Raises Problem for an address that may not be called, Unreachable when no answer
    came.
    """
    sent = _Sent("GET", None, {"Accept": "*/*", **(headers or {})})
    return _call(url, sent, timeout=timeout, allowed=allowed, plain=plain, most_bytes=most_bytes)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What goes out."""

    method: str
    body: bytes | None
    headers: dict[str, str]


def _call(
    url: str,
    sent: _Sent,
    *,
    timeout: float,
    allowed: Collection[str],
    plain: bool = False,
    most_bytes: int = MOST_BYTES,
) -> Answer:
    parts = check_address(url, allowed=allowed, plain=plain)
    host, port = str(parts.hostname), port_of(parts)
    target = _resolved(host, port, trusted=f"{host}:{port}" in allowed)
    line = _Line(target, parts.scheme, host=host, port=port, timeout=timeout)
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=SAFE)
    through = False
    try:
        line.request(sent.method, path, sent.body, sent.headers)
        through = True
        return _answer_of(line, deadline=time.monotonic() + timeout, most_bytes=most_bytes)
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(f"{type(error).__name__}: {error}", maybe_arrived=through) from error
    finally:
        line.close()


def _resolved(host: str, port: int, *, trusted: bool) -> tuple[Any, ...]:
    try:
        found = [info[4] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host}: {error}", maybe_arrived=False) from error
    addresses = [ipaddress.ip_address(str(one[0]).partition("%")[0]) for one in found]
    if not trusted and not all(is_public(address) for address in addresses):
        raise Problem("not_public", "This address leads into a network of its own, which is not called.")
    return found[0]


class _Line(http.client.HTTPConnection):
    """A connection to the address that was looked at; the certificate is checked against the name."""

    def __init__(self, target: tuple[Any, ...], scheme: str, *, host: str, port: int, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self.target, self.scheme = target, scheme

    def connect(self) -> None:
        """Open the socket, and with https the encrypted channel in it."""
        self.sock = socket.create_connection((self.target[0], self.target[1]), self.timeout)
        if self.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)


def _answer_of(line: _Line, *, deadline: float, most_bytes: int) -> Answer:
    answer = line.getresponse()
    body = bytearray()
    while len(body) < most_bytes and (part := answer.read1(65_536)):
        body += part
        if time.monotonic() > deadline:
            raise TimeoutError("the answer did not end in time")
    return Answer(answer.status, bytes(body[:most_bytes]), answer.headers.get("Location", ""))
