"""Own fields over the API: what is entered on a matter, and filling it in."""

import datetime as dt
from decimal import Decimal
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from gongjian.core.fields.actions import set_values
from gongjian.core.fields.models import FieldType
from gongjian.core.fields.reading import fields_of, told_of
from gongjian.core.fields.values import plain
from gongjian.core.items.api import Failure, Refusal, visible
from gongjian.core.items.etags import answer_with, demanded, must_still_be, put_tag, tag_of_answer
from gongjian.core.items.models import Item
from gongjian.core.once.actions import do_once
from gongjian.core.people.access import Access
from gongjian.core.people.api_guard import allow_api_signed_in
from gongjian.core.refusal import Refused

router = Router()
SCOPED = allow_api_signed_in("matters are looked up among those the person may see")


class ValueOut(Schema):
    """`value` is text, a number, an ISO date, true or false, a code or a list of codes; `words` what people read."""

    name: str
    label: str
    type: str
    value: Any
    words: str


class ValuesIn(Schema):
    """`values` by name ("x_households" or "households"); null empties one. `once` is a key of the caller's making."""

    values: dict[str, str | float | bool | list[str] | None]
    once: str = ""


@router.get(
    "items/{int:pk}/",
    auth=SCOPED,
    response={200: list[ValueOut], 304: None, 401: Failure, 404: Refusal},
    operation_id="fields_get",
)
def get_values(request: HttpRequest, pk: int, response: HttpResponse) -> Any:
    """The own fields of one matter, in the office's order. Their `ETag` goes into `If-Match` when they are filled in, and
    into `If-None-Match` of the next reading: 304 when nothing changed."""
    told = values_out(visible(request, pk))
    return answer_with(request, response, tag_of_answer(told), lambda: told)


def values_out(item: Item) -> list[dict[str, Any]]:
    """What the matter's own fields hold."""
    return [
        {"name": field.name, "label": str(field.label), "type": field.type, "value": _json(plain(field, held)), "words": words}
        for field, held, words in told_of(item)
    ]  # fmt: skip


@router.post(
    "items/{int:pk}/",
    auth=SCOPED,
    response={200: list[ValueOut], 401: Failure, 403: Refusal, 404: Refusal, 409: Refusal, 412: Refusal},
    operation_id="fields_set",
)
def post_values(request: HttpRequest, pk: int, body: ValuesIn, response: HttpResponse) -> Any:
    """Fill in; refused with the same words as on the page. With `If-Match` only if nobody filled them in since they were
    read (412 otherwise). Files are sent on the page."""
    item = visible(request, pk)
    given = {name.removeprefix("x_"): value for name, value in body.values.items()}
    files = {field.slug for field in fields_of(item.office_id, item.kind) if field.type == FieldType.FILE}
    if asked := files & set(given):
        raise Refused(_("A file is added on the matter's page."), field=f"x_{min(asked)}")
    access = cast(Access, request.access)  # type: ignore[attr-defined]

    def work() -> dict[str, Any]:
        if seen := demanded(request):
            must_still_be(tag_of_answer(values_out(Item.objects.select_for_update().get(pk=pk))), seen)
        set_values(item, given, actor=request.user, now=timezone.now(), access=access)  # type: ignore[arg-type]
        return {}

    do_once(body.once, f"fields.set:{pk}", work, person=request.user)
    told = values_out(item)
    put_tag(response, tag_of_answer(told))
    return 200, told


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if hasattr(value, "uid") else value
