"""The picture to which a request gave an address: fetched from public places only, drawn anew, or said why not."""

import datetime as dt
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.utils import timezone

from gongjian.core.files.models import Attachment
from gongjian.core.jobs.models import Task
from gongjian.core.jobs.tasks import run_tasks
from gongjian.modules.reports.models import Receipt
from gongjian.modules.reports.tests.open311 import City, city_of
from tests.answering import answering

pytestmark = pytest.mark.django_db


class Shelf(BaseHTTPRequestHandler):
    """Gives pictures by their path."""

    picture = b""

    def do_GET(self) -> None:
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
            return
        status = {"/gone": 404, "/broken": 503}.get(self.path, 200)
        self.send_response(status)
        self.end_headers()
        if self.path == "/large":
            for _piece in range(21):
                self.wfile.write(b"\xff\xd8\xff" + bytes(1024 * 1024))
        else:
            self.wfile.write(b"<html>no picture</html>" if self.path == "/page" else self.picture)

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def shelf(settings, picture) -> Iterator[str]:
    Shelf.picture = picture
    with answering(Shelf) as place:
        settings.OPEN311_HOSTS = [place]
        yield f"http://{place}"


@pytest.fixture
def city(cast, limits) -> City:
    return city_of(cast)


def receipt_of(city: City, url: str) -> Receipt:
    assert city.post(media_url=url).status_code == 200
    run_tasks(timezone.now())
    return Receipt.objects.get()


@pytest.mark.parametrize("path", ["/lamp.jpg", "/to//lamp.jpg"])
def test_the_picture_hangs_on_the_report_without_its_address(city, shelf, path):
    receipt = receipt_of(city, shelf + path)
    kept = Attachment.objects.get(item=receipt.report_id)
    assert (receipt.media, receipt.media_sealed, kept.stage, kept.public) == ("kept", None, "before", False)
    assert shelf not in str(list(Task.objects.values()))


@pytest.mark.parametrize("path", ["/page", "/gone", "/large", "/to//to//to//to//lamp.jpg"])
def test_what_is_no_picture_is_said_and_the_report_stands(city, shelf, path):
    receipt = receipt_of(city, shelf + path)
    assert receipt.media == "failed" and receipt.media_error and receipt.media_sealed is None
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/a.jpg", "http://localhost/a.jpg", "http://[::ffff:10.0.0.1]/a.jpg", "http://169.254.169.254/"]
)  # fmt: skip
def test_nobody_is_called_within_our_own_network(city, url):
    receipt = receipt_of(city, url)
    assert receipt.media == "failed" and "内部网络" in receipt.media_error


def test_a_redirect_into_our_own_network_is_not_followed(city, shelf):
    receipt = receipt_of(city, f"{shelf}/to/http://127.0.0.1:1/secret.jpg")
    assert receipt.media == "failed" and "内部网络" in receipt.media_error


def test_an_address_that_does_not_answer_is_tried_again_and_then_given_up(city, shelf):
    receipt = receipt_of(city, f"{shelf}/broken")
    assert receipt.media == "waiting"
    later = timezone.now()
    for _try in range(4):
        later += dt.timedelta(hours=2)
        run_tasks(later)
    receipt.refresh_from_db()
    assert receipt.media == "failed" and receipt.media_error


def test_the_handler_sees_whence_it_came_and_what_became_of_the_picture(city, cast, shelf):
    receipt = receipt_of(city, f"{shelf}/page")
    page = cast.client_for(cast.dispatcher).get(f"/desk/reports/{receipt.report_id}/").content.decode()
    assert "城市通" in page and receipt.media_error in page
