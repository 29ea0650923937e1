"""Everyone chooses how the pages look, with or without script."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def choose(client: Client, **wanted: str) -> object:
    return client.post("/looks/", {"next": "/", **wanted})


def test_a_resident_switches_to_large_type_and_back(client: Client) -> None:
    choose(client, type="large")
    assert b'data-type="large"' in client.get("/").content
    choose(client, type="")
    assert b"data-type=" not in client.get("/").content


def test_a_clerk_works_in_the_dark(client: Client) -> None:
    choose(client, theme="dark")
    assert b'data-theme="dark"' in client.get("/").content


def test_an_unknown_look_changes_nothing(client: Client) -> None:
    choose(client, theme='"><script>', language="klingon")
    page = client.get("/").content
    assert b"data-theme" not in page
    assert b'lang="zh-CN"' in page


def test_pages_speak_chinese_even_to_a_browser_that_announces_english(client: Client) -> None:
    page = client.get("/", headers={"Accept-Language": "en-US,en"}).content.decode()
    assert "工作人员登录" in page


def test_a_guest_reads_english_after_choosing_it(client: Client) -> None:
    choose(client, language="en")
    page = client.get("/").content.decode()
    assert 'lang="en"' in page
    assert "Sign in for staff" in page


def test_nobody_is_sent_to_another_site(client: Client) -> None:
    answer = client.post("/looks/", {"next": "https://evil.example/", "theme": "dark"})
    assert answer.headers["Location"] == "/"


def test_looks_are_only_changed_by_a_form(client: Client) -> None:
    assert client.get("/looks/").status_code == 405
