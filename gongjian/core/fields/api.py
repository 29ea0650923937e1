"""Own fields over the API: what is entered on a matter, and filling it in."""

import datetime as dt
from decimal import Decimal
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from gongjian.core.fields.actions import set_values
from gongjian.core.fields.models import FieldType
from gongjian.core.fields.reading import fields_of, told_of
from gongjian.core.fields.values import plain
from gongjian.core.items.api import Failure, Refusal, visible
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
    response={200: list[ValueOut], 401: Failure, 404: Refusal},
    operation_id="fields_get",
)
def get_values(request: HttpRequest, pk: int) -> Any:
    """The own fields of one matter, in the office's order."""
    item = visible(request, pk)
    return 200, [
        {"name": field.name, "label": field.label, "type": field.type, "value": _json(plain(field, held)), "words": words}
        for field, held, words in told_of(item)
    ]  # fmt: skip


@router.post(
    "items/{int:pk}/",
    auth=SCOPED,
    response={200: list[ValueOut], 401: Failure, 403: Refusal, 404: Refusal, 409: Refusal},
    operation_id="fields_set",
)
def post_values(request: HttpRequest, pk: int, body: ValuesIn) -> Any:
    """Fill in; refused with the same words as on the page. Files are sent on the page."""
    item = visible(request, pk)
    given = {name.removeprefix("x_"): value for name, value in body.values.items()}
    files = {field.slug for field in fields_of(item.office_id, item.kind) if field.type == FieldType.FILE}
    if asked := files & set(given):
        raise Refused(_("A file is added on the matter's page."), field=f"x_{min(asked)}")
    access = cast(Access, request.access)  # type: ignore[attr-defined]

    def work() -> dict[str, Any]:
        set_values(item, given, actor=request.user, now=timezone.now(), access=access)  # type: ignore[arg-type]
        return {}

    do_once(body.once, f"fields.set:{pk}", work, person=request.user)
    return get_values(request, pk)


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if hasattr(value, "uid") else value
