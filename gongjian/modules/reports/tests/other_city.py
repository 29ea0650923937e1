"""Another city's server, and a report on its way there: what the tests of sending share."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.utils import timezone

from gongjian.lib.georeport import write
from gongjian.modules.reports.models import Errand, Open311Server
from gongjian.modules.reports.open311.sending import send_out
from gongjian.modules.reports.open311.servers import Described, save_server, switch_server
from tests.answering import answering

KEY = "their-key-0001"
HOUR = dt.timedelta(hours=1)


class Other(BaseHTTPRequestHandler):
    """Another city's server. `said` are the answers to posts in turn, `stands` what it says of a request, `asks` the attributes
    of its services (None: it has no such page)."""

    said: list[tuple[int, Any]]
    posts: list[dict[str, str]]
    stands: dict[str, str]
    asks: list[dict[str, Any]] | None
    status: int
    form: str

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.posts.append(dict(parse_qsl(body)) | {"once": self.headers["Idempotency-Key"]})
        status, told = self.said.pop(0) if len(self.said) > 1 else self.said[0]
        if status == 0:
            return  # hangs up after it has heard everything
        self._answer(status, told)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if "/services." in path:
            told = [
                {"service_code": "DMV66", "service_name": "井盖"},
                {"service_code": "<b>", "service_name": "<script>"},
            ]
            self._answer(self.status, told)
        elif "/services/" in path:
            told = {"service_code": "DMV66", "attributes": self.asks or []}
            self._answer(404 if self.asks is None else self.status, told, root="service_definition")
        elif "/tokens/" in path:
            self._answer(200, [{"service_request_id": "638344", "token": "12345"}])
        else:
            self._answer(self.status, [{"service_request_id": "638344", **self.stands}])

    def _answer(self, status: int, told: Any, *, root: str = "service_requests") -> None:
        self.send_response(status)
        self.end_headers()
        if status >= 400:
            root, told = "errors", told if isinstance(told, bytes | list) else []
        self.wfile.write(
            told
            if isinstance(told, bytes)
            else write(root, told, form=self.path.partition("?")[0][-4:].strip("."))
        )

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@contextmanager
def listening(settings) -> Iterator[str]:
    """The address at which it listens for a while."""
    Other.said, Other.posts, Other.status = (
        [(200, [{"service_request_id": "638344", "service_notice": ""}])],
        [],
        200,
    )
    Other.stands = {"status": "open", "status_notes": ""}
    Other.asks = None
    with answering(Other) as place:
        settings.OPEN311_HOSTS = [place]
        yield f"http://{place}/open311/v2"


def server_of(office, cast, there, *, form="json") -> Open311Server:
    told = Described(
        name="市政平台",
        address=f"{there}/",
        jurisdiction="city.gov",
        form=form,
        key=KEY,
        unit=cast.power,
        services={office.roads: "DMV66"},
    )
    kept = save_server(cast.office, told, actor=cast.dispatcher, now=timezone.now())
    return switch_server(kept, on=True, actor=cast.dispatcher, now=timezone.now())


def sent(office, cast, server, *, now=None, **more) -> Errand:
    """A report in hand, sent out; the task has not run yet."""
    report = office.handling(lat=34.7812, lon=113.6712, **more)
    return send_out(
        report.pk, server=server, text="井盖破了，请换。", actor=cast.head, now=now or timezone.now()
    )


def fresh(errand: Errand) -> Errand:
    return Errand.objects.select_related("report__item").get(pk=errand.pk)
