"""Whether somebody else has changed a thing since a program read it: its tag goes out, and comes back with the change."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item
from gongjian.core.refusal import Refused


def tag_of(item: Item) -> str:
    """The matter's tag, which changes with every move and act that changes it."""
    return f'"{item.pk}-{int(item.changed_at.timestamp() * 1_000_000):x}"'


def tag_of_answer(told: Any) -> str:
    """The tag of what has no time of its last change: it is another one when the answer is."""
    written = json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True)
    return f'"{sha256(written.encode()).hexdigest()[:32]}"'


def put_tag(response: HttpResponse, tag: str) -> None:
    """Send the tag with the answer."""
    response.headers["ETag"] = tag


def demanded(request: HttpRequest) -> frozenset[str]:
    """The tags of which one must still hold (`If-Match`); empty when nothing is demanded, or only that it exists (`*`)."""
    given = request.headers.get("If-Match", "").strip()
    return frozenset() if given in ("", "*") else frozenset(part.strip() for part in given.split(","))


def must_still_be(tag: str, seen: frozenset[str]) -> None:
    """Raise Refused where tags are demanded and this is none of them. Call with the row locked."""
    if seen and tag not in seen:
        raise Refused(
            _("Somebody has changed it since you read it. Read it again, then decide."), code="changed"
        )


def answer_with(
    request: HttpRequest, response: HttpResponse, tag: str, tell: Callable[[], Any]
) -> tuple[int, Any]:
    """The tag, and 304 to whoever has what it stands for (`If-None-Match`), else 200 with what `tell` returns."""
    put_tag(response, tag)
    given = request.headers.get("If-None-Match", "")
    has_it = tag in {part.strip().removeprefix("W/") for part in given.split(",")}
    return (304, None) if has_it else (200, tell())
