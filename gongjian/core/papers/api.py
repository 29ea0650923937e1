"""Papers for other systems: which there are, and one of them filled."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from gongjian.core.items.api import Failure, Refusal
from gongjian.core.papers.filling import fill, prepare
from gongjian.core.papers.models import VIEW, Paper
from gongjian.core.papers.views.sending import send
from gongjian.core.people.api_guard import allow_api

router = Router()


class PaperOut(Schema):
    """A paper. `single`: it is about one row of the list, whose id is asked for as `row`."""

    uid: UUID
    name: str
    ledger: str
    single: bool
    suffix: str
    state: str


@router.get("/", auth=allow_api(VIEW), response={200: list[PaperOut], 403: Refusal})
def papers(request: HttpRequest) -> Any:
    """The papers that can be filled."""
    return list(Paper.objects.visible_to(request.access).ready())  # type: ignore[attr-defined]


@router.get(
    "/{uuid:uid}/filled",
    auth=allow_api(VIEW),
    response={200: None, 403: Refusal, 404: Refusal, 409: Refusal, 422: Failure},
)
def filled(request: HttpRequest, uid: UUID, row: int | None = None) -> HttpResponse:
    """The filled file. Other parameters are the list's filters, as on its page."""
    access = request.access  # type: ignore[attr-defined]
    paper = get_object_or_404(Paper.objects.visible_to(access).select_related("office"), uid=uid)
    params = request.GET.copy()
    params.pop("row", None)
    work = prepare(paper, person=request.user, access=access, now=timezone.now(), params=params, row_id=row)  # type: ignore[arg-type]
    made = fill(work)
    return send(made.data, made.file_name, suffix=paper.suffix)
