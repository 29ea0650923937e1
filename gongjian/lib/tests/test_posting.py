import ipaddress
import json
import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl

import pytest

from gongjian.lib import posting
from gongjian.lib.posting import Unreachable, check_address, get, is_public, post_form, post_json
from gongjian.lib.problem import Problem
from tests.answering import answering


class Listener(BaseHTTPRequestHandler):
    """Answers by the path: what it was sent, a redirect, a slow word, or never."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/never":
            time.sleep(1.5)
            return
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x" * 200_000 if self.path == "/long" else body)

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x" * 200_000)

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def here() -> Iterator[str]:
    with answering(Listener) as place:
        yield place


def test_json_arrives_as_utf8(here: str) -> None:
    answer = post_json(f"http://{here}/echo?key=1", {"words": "时限已过"}, allowed=[here])
    assert (answer.status, json.loads(answer.body)) == (200, {"words": "时限已过"})


def test_a_redirect_is_not_followed_and_a_long_answer_is_cut(here: str) -> None:
    assert post_json(f"http://{here}/away", {}, allowed=[here]).status == 302
    assert len(post_json(f"http://{here}/long", {}, allowed=[here]).body) == posting.MOST_BYTES


def test_silence_after_the_words_may_mean_that_they_arrived(here: str) -> None:
    with pytest.raises(Unreachable) as silence:
        post_json(f"http://{here}/never", {}, timeout=0.3, allowed=[here])
    assert silence.value.maybe_arrived
    with pytest.raises(Unreachable) as nobody:
        post_json("http://127.0.0.1:1/", {}, allowed=["127.0.0.1:1"])
    assert not nobody.value.maybe_arrived


@pytest.mark.parametrize(
    "url",
    ["http://robot.example/", "ftp://robot.example/", "https://", "https://user:x@robot.example/", "robot",
     "https://[::1", "https://robot.example:99999/", "file:///etc/passwd", "javascript:alert(1)"],
)  # fmt: skip
def test_only_plain_https_addresses_are_called(url: str) -> None:
    with pytest.raises(Problem):
        check_address(url)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "[::1]", "[fc00::1]",
     "[fe80::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "2130706433", "0x7f.1", "224.0.0.1"],
)  # fmt: skip
def test_the_own_network_is_not_reached_however_it_is_written(host: str) -> None:
    with pytest.raises((Problem, Unreachable)) as no:
        post_json(f"https://{host}/", {}, timeout=0.2)
    if isinstance(no.value, Problem):
        assert no.value.code == "not_public"


def test_a_name_that_also_leads_inside_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, 1, 6, "", (address, 443)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: both)
    with pytest.raises(Problem, match="network of its own"):
        post_json("https://robot.example/", {})


def test_public_addresses_are_public() -> None:
    assert is_public(ipaddress.ip_address("8.8.8.8"))
    assert is_public(ipaddress.ip_address("2606:4700::1111"))
    assert not is_public(ipaddress.ip_address("::ffff:10.0.0.1"))


def test_a_form_arrives_as_utf8(here: str) -> None:
    fields = [("description", "井盖 & 路灯"), ("attribute[a][]", "1"), ("attribute[a][]", "2")]
    answer = post_form(f"http://{here}/echo", fields, allowed=[here], headers={"Idempotency-Key": "7"})
    assert parse_qsl(answer.body.decode()) == fields


def test_a_file_is_fetched_up_to_a_size(here: str) -> None:
    assert len(get(f"http://{here}/file", allowed=[here], most_bytes=150_000).body) == 150_000


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/a", "http://[::1]/", "http://169.254.169.254/latest/", "http://10.0.0.1/"]
)
def test_a_picture_is_not_fetched_from_inside(url: str) -> None:
    with pytest.raises(Problem) as refusal:
        get(url, plain=True)
    assert refusal.value.code == "not_public"


@pytest.mark.parametrize(
    "url", ["https://exa mple.org/", "https://example.org/a\r\nHost: b", "file:///etc/passwd"]
)
def test_what_is_no_address_is_refused_before_anybody_is_called(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_args, **_more: [(2, 1, 6, "", ("93.184.216.34", 443))]
    )
    monkeypatch.setattr(
        socket, "create_connection", lambda *_args, **_more: pytest.fail("somebody was called")
    )
    with pytest.raises(Problem):
        get(url)
