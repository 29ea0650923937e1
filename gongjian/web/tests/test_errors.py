"""Every error says what happened, that nothing was lost, and what to do next."""

import pytest
from django.test import Client, RequestFactory

from gongjian.web import errors

pytestmark = pytest.mark.django_db


def test_somebody_with_a_wrong_address_is_told_what_to_do(client: Client) -> None:
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "请核对编号" in answer.content.decode()


def test_an_expired_form_shows_what_was_typed_but_no_password() -> None:
    typed = {
        "text": "楼道灯坏了 <b>",
        "password": "hunter2hunter2",
        "once": "key",
        "csrfmiddlewaretoken": "t",
    }
    request = RequestFactory().post("/report/", typed)
    page = errors.csrf_failure(request).content.decode()
    assert "楼道灯坏了 &lt;b&gt;" in page
    assert "hunter2" not in page
    assert 'href="/report/"' in page


def test_a_form_without_its_token_is_refused_with_the_words_kept() -> None:
    answer = Client(enforce_csrf_checks=True).post("/looks/", {"words": "井盖没了"})
    assert answer.status_code == 403
    assert "井盖没了" in answer.content.decode()


def test_the_page_of_last_resort_needs_nothing() -> None:
    request = RequestFactory().get("/")
    page = errors.server_error(request)
    assert page.status_code == 500
    assert "没有丢失" in page.content.decode()
    assert "nothing was lost" in page.content.decode()


def test_a_browser_that_opens_a_file_finds_the_products_picture(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302 and answer.headers["Location"].endswith(".svg")
