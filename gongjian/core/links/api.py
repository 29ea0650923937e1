"""Threads for programs: a row's thread as one list, each row with the one before it."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from gongjian.core.links.models import Name
from gongjian.core.links.walking import Knot, thread_of
from gongjian.core.people.api_guard import allow_api_signed_in

router = Router()
SCOPED = "every row of a thread is asked for by whoever looks"


class KnotOut(Schema):
    """One row: `model` and `id` name it, `before_model` and `before_id` the row from which the walk came."""

    model: str
    id: int
    kind: str
    number: str
    title: str
    url: str
    quote: str
    side: str
    link: str
    before_model: str
    before_id: int


class ThreadOut(Schema):
    """`rows` from near to far, `side` earlier or later; `cut`: more hangs on it than is told."""

    model: str
    id: int
    title: str
    cut: bool
    rows: list[KnotOut]


@router.get("/{model}/{pk}/", response=ThreadOut, auth=allow_api_signed_in(SCOPED))
def one_thread(request: HttpRequest, model: str, pk: int) -> dict[str, Any]:
    """What a row came from and what came of it. A matter's model is `items.item`. 404 for one you may not read."""
    found = thread_of((model, pk), request.access)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    name = (model, pk)
    rows = [row for knot in (*found.earlier, *found.later) for row in _rows(knot, name)]
    return {"model": model, "id": pk, "title": found.start.title, "cut": found.cut, "rows": rows}


def _rows(knot: Knot, before: Name) -> list[dict[str, Any]]:
    face = knot.face
    own = {
        "model": face.name[0], "id": face.name[1], "kind": face.kind, "number": face.number, "title": face.title,
        "url": face.url, "quote": face.quote, "side": "earlier" if knot.earlier else "later",
        "link": knot.link.kind if knot.link else "", "before_model": before[0], "before_id": before[1],
    }  # fmt: skip
    return [own, *(row for far in knot.beyond for row in _rows(far, face.name))]
