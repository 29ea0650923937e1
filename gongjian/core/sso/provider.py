"""What every provider of single sign-on has in common: where a browser is sent, and whose account its answer names.

Providers are set up in the environment by whoever runs the server; no address comes from anybody else.
"""

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings

from gongjian.core.words import Words
from gongjian.lib.posting import Answer, Unreachable
from gongjian.lib.problem import Problem

TIMEOUT = 6.0
MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """What was kept in the session when the browser was sent away; the answer must fit it."""

    state: str
    nonce: str
    verifier: str
    back: str


class Unproved(Exception):
    """The provider's answer proves nothing. The words are for the log, not for whoever knocks."""


class Provider(ABC):
    """One way to sign in through another system."""

    slug: ClassVar[str]
    label: Words

    @property
    def within(self) -> str:
        """Whose names these are: the enterprise's or the issuer's. The same name elsewhere is somebody else."""
        return ""

    def plain(self, name: str) -> str:
        """A name as it is compared."""
        return name.strip()

    @abstractmethod
    def start(self, asked: Asked) -> str:
        """The address to send the browser to. Raises Unproved, Unreachable, Problem."""

    @abstractmethod
    def subject(self, answer: dict[str, str], asked: Asked) -> str:
        """Whose account it is, by the provider's own lasting name; `answer` is the query that the browser brought back.
        Raises Unproved, Unreachable, Problem."""


FAULTS = (Unproved, Unreachable, Problem)


def hosts() -> list[str]:
    """ "host:port" of providers in the office's own network."""
    found: list[str] = settings.SSO_HOSTS
    return found


def read(answer: Answer) -> dict[str, Any]:
    """The JSON of a provider's answer. Raises Unproved for everything else, a redirect too."""
    try:
        told = json.loads(answer.body)
    except ValueError as error:
        raise Unproved(f"no JSON, status {answer.status}") from error
    if not isinstance(told, dict):
        raise Unproved("JSON, but no object")
    if answer.status != 200:
        raise Unproved(f"status {answer.status}: {str(told.get('error') or told.get('message') or '')[:80]}")
    return told


def text_of(told: Any, name: str) -> str:
    """A text that must be there."""
    value = told.get(name) if isinstance(told, dict) else None
    if not isinstance(value, str) or not value:
        raise Unproved(f"the answer names no {name}")
    return value
