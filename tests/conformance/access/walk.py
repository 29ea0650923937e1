"""Calling an address as somebody: whether one was let in, and what was said."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.conformance.access.marks import said

TURNED_AWAY = (401, 403)
NOTHING_THERE = (404, 405, 406)


@dataclass(frozen=True)
class Call:
    """One answer."""

    address: str
    status: int
    text: str
    to_sign_in: bool

    @property
    def past_the_door(self) -> bool:
        """Whether the guard let the visitor through, whatever was found behind it."""
        return self.status not in TURNED_AWAY and not self.to_sign_in

    @property
    def reached(self) -> bool:
        """Whether the visitor came to the thing itself."""
        return self.past_the_door and self.status not in NOTHING_THERE


def call(
    client: Client, method: str, address: str, given: dict[str, Any] | None = None, **headers: Any
) -> Call:
    """The answer to one call; what it wrote is undone, and letters that it sent are part of what it said."""
    cache.clear()
    mail.outbox.clear()
    cookies = client.cookies.copy()
    with undone():
        send = client.get if method == "GET" else client.post
        answer = send(address, given or {}, **headers)
        text = said(answer) + "".join(f"{one.subject}{one.body}" for one in mail.outbox)
    client.cookies = cookies
    target = answer.get("Location", "")
    return Call(
        address, answer.status_code, text, "/account/sign-in/" in target and answer.status_code == 302
    )


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def without(text: str, words: Iterable[str]) -> str:
    """The text without what the visitor sent herself."""
    for word in words:
        text = text.replace(word, "")
    return text
