"""A real mail server and a real robot on this machine, which keep what they are sent and answer as told."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from gongjian.core.notices.addresses import confirm_address, set_address, token_of
from gongjian.core.notices.models import Delivery, Preference
from gongjian.core.people.buckets import Bucket
from gongjian.core.people.models import Person
from tests.answering import answering


@dataclass
class Catcher:
    """What the mail server takes; `answer` may be changed to a refusal, `act` is called with each letter."""

    letters: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    refusal: str = ""
    answer: str = "250 OK"
    act: Callable[[], None] = lambda: None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.to += envelope.rcpt_tos
        self.act()
        return self.answer


@pytest.fixture
def catcher(settings: Any) -> Iterator[Catcher]:
    """A mail server, and the settings of an office that has one."""
    found = Catcher()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(found, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 2
    settings.DEFAULT_FROM_EMAIL = "gongjian@office.example"
    settings.SITE = "https://gongjian.example"
    yield found
    controller.stop()


def confirmed(person: Person, address: str = "reader@office.example", *, now: Any = None) -> Preference:
    """A person with a confirmed address, whose confirming letter is out of the way."""
    moment = now or timezone.now()
    wish = confirm_address(token_of(set_address(person, address=address, now=moment)), now=moment)
    Delivery.objects.filter(kind="confirm").delete()
    Bucket.objects.all().delete()
    return wish


@dataclass
class Station:
    """What the robot's server was sent: (path, body) each; what it answers, and how long it takes."""

    address: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    status: int = 200
    answer: Any = None
    slow: float = 0.0

    def text(self) -> str:
        return json.dumps([body for _path, body in self.calls], ensure_ascii=False)


@pytest.fixture
def station(settings: Any) -> Iterator[Station]:
    """A server that answers as WeCom, DingTalk and Feishu do when all is well."""
    found = Station()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.calls.append((self.path, body))
            time.sleep(found.slow)
            self.send_response(found.status)
            self.end_headers()
            told = found.answer or {"errcode": 0, "errmsg": "ok", "code": 0, "msg": "success"}
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    with answering(Handler) as place:
        found.address = f"http://{place}/send?key=7"
        settings.ROBOT_HOSTS = [place]
        settings.SITE = "https://gongjian.example"
        yield found
