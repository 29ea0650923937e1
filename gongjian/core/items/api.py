"""The loop over the API: my inbox, one item with what can be done now, and the moves."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from gongjian.core.items.actions import make_move
from gongjian.core.items.etags import answer_with, demanded, put_tag, tag_of
from gongjian.core.items.inbox import waiting_for_me
from gongjian.core.items.models import Item, Step
from gongjian.core.items.moves import open_moves
from gongjian.core.once.actions import do_once
from gongjian.core.orgs.models import Unit
from gongjian.core.people.api_guard import allow_api_signed_in
from gongjian.core.people.models import Person

router = Router()
SCOPED = allow_api_signed_in("items are looked up among those the person may see")
MOST = 100


class ItemOut(Schema):
    """An item as every kind shows it. Times are ISO 8601 with zone."""

    id: int
    number: str
    kind: str
    title: str
    state: str
    phase: str
    result: str
    area: str
    unit: str
    handler: str
    opened_at: dt.datetime
    due_at: dt.datetime | None
    closed_at: dt.datetime | None


class ItemWithMoves(ItemOut):
    """`moves` are the names that may be sent to `/moves/` now."""

    moves: list[str]


class MoveIn(Schema):
    """`once` is a key of the caller's making: the same key is done once."""

    name: str
    note: str = ""
    public_note: str = ""
    unit: int | None = None
    handler: int | None = None
    result: str = ""
    once: str = ""


class Refusal(Schema):
    """Why something was not done; `field` names the input, `code` is for programs."""

    reason: str
    field: str
    code: str


class Failure(Schema):
    detail: str


def item_out(item: Item) -> dict[str, Any]:
    """The common part of an item's answer."""
    return {
        "id": item.pk, "number": item.number, "kind": item.kind, "title": item.title, "state": item.state,
        "phase": item.phase, "result": item.result, "area": item.area.name, "unit": str(item.unit or ""),
        "handler": str(item.handler or ""), "opened_at": item.opened_at, "due_at": item.due_at,
        "closed_at": item.closed_at,
    }  # fmt: skip


def visible(request: HttpRequest, pk: int) -> Item:
    """The item if the person may see it, else 404."""
    seen = Item.objects.visible_to(request.access)  # type: ignore[attr-defined]
    return get_object_or_404(seen.select_related("office", "area", "unit", "handler"), pk=pk)


@router.get("inbox/", auth=SCOPED, response={200: list[ItemOut], 401: Failure}, operation_id="items_inbox")
def inbox(request: HttpRequest) -> Any:
    """What waits for me, earliest due date first; at most 100."""
    found = waiting_for_me(request.access).select_related("area", "unit", "handler")  # type: ignore[attr-defined]
    return 200, [item_out(item) for item in found.order_by("due_at", "id")[:MOST]]


@router.get(
    "{int:pk}/",
    auth=SCOPED,
    response={200: ItemWithMoves, 304: None, 401: Failure, 403: Refusal, 404: Refusal},
    operation_id="items_get",
)
def get_item(request: HttpRequest, pk: int, response: HttpResponse) -> Any:
    """One item, with the moves open to me now. The answer's `ETag` goes into `If-Match` of a move, and into
    `If-None-Match` of the next reading: 304 when nothing changed."""
    item = visible(request, pk)
    return answer_with(request, response, tag_of(item), lambda: _with_moves(request, item))


def _with_moves(request: HttpRequest, item: Item) -> dict[str, Any]:
    moves = [move.name for move in open_moves(item, request.access, timezone.now())]  # type: ignore[attr-defined]
    return item_out(item) | {"moves": moves}


@router.post(
    "{int:pk}/moves/",
    auth=SCOPED,
    response={200: ItemWithMoves, 401: Failure, 403: Refusal, 404: Refusal, 409: Refusal, 412: Refusal},
    operation_id="items_move",
)
def post_move(request: HttpRequest, pk: int, body: MoveIn, response: HttpResponse) -> Any:
    """Make one move; refused with the same words as on the page. With `If-Match` only if nobody changed the item since
    it was read (412 otherwise)."""
    access = request.access  # type: ignore[attr-defined]
    inputs = body.dict(exclude={"name", "once", "unit", "handler"})
    inputs["unit"] = Unit.objects.filter(pk=body.unit).first() if body.unit else None
    inputs["handler"] = Person.objects.filter(pk=body.handler).first() if body.handler else None
    made: list[Step] = []

    def run() -> dict[str, Any]:
        moved = make_move(
            pk, body.name, actor=request.user, access=access, sees=access, now=timezone.now(), seen=demanded(request), **inputs  # type: ignore[arg-type]
        )  # fmt: skip
        made.append(moved)
        return {}

    try:
        do_once(body.once, f"move:{pk}:{body.name}", run, person=request.user)
    except Item.DoesNotExist:
        raise Http404 from None
    item = made[0].item if made else visible(request, pk)
    put_tag(response, tag_of(item))
    return 200, _with_moves(request, item)
