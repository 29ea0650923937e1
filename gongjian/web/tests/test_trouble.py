"""A database that is away and a disk that is full are said in words, with the time to come again; other faults stay 500."""

import errno
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import Client

from gongjian.core.people import middleware
from gongjian.core.trouble import Trouble, trouble_of

pytestmark = pytest.mark.django_db


def caused(outer: Exception, inner: Exception, **facts: Any) -> Exception:
    for name, value in facts.items():
        setattr(inner, name, value)
    outer.__cause__ = inner
    return outer


AWAY, FULL = Trouble.NO_DATABASE, Trouble.NO_ROOM
KNOWN = [
    (lambda: caused(OperationalError("x"), sqlite3.OperationalError("x"), sqlite_errorname="SQLITE_BUSY"), AWAY),
    (lambda: caused(OperationalError("x"), sqlite3.OperationalError("x"), sqlite_errorname="SQLITE_FULL"), FULL),
    (lambda: caused(OperationalError("x"), sqlite3.OperationalError("x"), sqlite_errorname="SQLITE_IOERR_WRITE"), AWAY),
    (lambda: caused(OperationalError("x"), sqlite3.OperationalError("x"), sqlite_errorname="SQLITE_ERROR"), None),
    (lambda: caused(OperationalError("x"), Exception("x"), sqlstate="57P01"), AWAY),
    (lambda: caused(OperationalError("x"), Exception("x"), sqlstate="53100"), FULL),
    (lambda: caused(OperationalError("x"), Exception("x"), sqlstate="40P01"), AWAY),
    (lambda: caused(IntegrityError("x"), Exception("x"), sqlstate="23505"), None),
    (lambda: InterfaceError("connection already closed"), AWAY),
    (lambda: OSError(errno.ENOSPC, "x"), FULL),
    (lambda: caused(ValueError("x"), OSError(errno.EDQUOT, "x")), FULL),
    (lambda: OSError(errno.EACCES, "x"), None),
    (lambda: ValueError("x"), None),
]  # fmt: skip


@pytest.mark.parametrize(("make", "trouble"), KNOWN)
def test_a_passing_trouble_is_told_from_a_fault_of_ours(
    make: Callable[[], Exception], trouble: Trouble | None
) -> None:
    assert trouble_of(make()) is trouble


def test_a_real_driver_that_finds_nobody_is_a_passing_trouble() -> None:
    psycopg = pytest.importorskip("psycopg")
    with pytest.raises(psycopg.OperationalError) as caught:
        psycopg.connect("postgres://nobody@127.0.0.1:1/none", connect_timeout=2)
    assert trouble_of(caused(OperationalError("x"), caught.value)) is AWAY


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> Client:
    """A browser whose every request meets the error before its view."""

    def fail(_request: Any) -> Any:
        raise error

    monkeypatch.setattr(middleware, "_access", fail)
    monkeypatch.setattr(
        middleware.AccessMiddleware, "process_view", lambda self, request, *_rest: fail(request)
    )
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("error", [OperationalError("x"), OSError(errno.ENOSPC, "x")])
def test_people_keep_their_words_and_programs_get_their_form(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    status = trouble_of(error).value  # type: ignore[union-attr]
    client = failing(monkeypatch, error)
    page = client.post("/looks/", {"words": "井盖没了", "password": "hunter2hunter2"})
    text = page.content.decode()
    assert (page.status_code, page["Retry-After"]) == (status, "10")
    assert "没有丢失" in text and "nothing was lost" in text and "井盖没了" in text and "hunter2" not in text
    told = client.get("/api/v1/items/inbox/")
    assert (told.status_code, told["Retry-After"]) == (status, "10")
    assert told.json()["reason"] and told.json()["code"] == trouble_of(error).name.lower()  # type: ignore[union-attr]


def test_a_fault_of_ours_is_still_called_one(monkeypatch: pytest.MonkeyPatch) -> None:
    client = failing(monkeypatch, ValueError("x"))
    assert client.get("/looks/").status_code == 500
    assert client.get("/api/v1/items/inbox/").json()["code"] == "failed"
