"""Papers for other systems: which there are, one of them filled at once or as a task, and the product's own PDFs."""

from typing import Any, Literal
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from gongjian.core.items.api import Failure, Refusal
from gongjian.core.jobs.models import Task
from gongjian.core.once.actions import do_once
from gongjian.core.papers.filling import TASK, Work, begin, fill, prepare
from gongjian.core.papers.models import VIEW, Paper
from gongjian.core.papers.pdf import matter_pdf, reply_pdf
from gongjian.core.papers.views import printing
from gongjian.core.papers.views.sending import send
from gongjian.core.people.api_guard import allow_api
from gongjian.core.refusal import Refused

router = Router()
REFUSALS = {401: Failure, 403: Refusal, 404: Refusal, 409: Refusal, 422: Refusal}


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


class TaskOut(Schema):
    """Where a filling in the background stands: waiting, running, done, failed or cancelled. `url` is the address of the
    file once it is done; it waits for a week."""

    uid: UUID
    state: str
    done: int
    total: int | None
    url: str


@router.get("/{uuid:uid}/filled", auth=allow_api(VIEW), response={200: None, **REFUSALS})
def filled(
    request: HttpRequest, uid: UUID, row: int | None = None, form: Literal["", "pdf"] = ""
) -> HttpResponse:
    """The filled file, with `form=pdf` as a PDF. Other parameters are the list's filters, as on its page. More rows than are
    filled at once are refused (`large`): begin those as a task. What a PDF does not keep is told in the header
    `Gongjian-Notes`, one sentence a line, in UTF-8 written with percent signs."""
    work = _prepared(request, uid, row)
    if form == "pdf":
        made = fill(work, as_pdf=True)
        answer = send(made.data, made.file_name, suffix=made.suffix)
        answer["Gongjian-Notes"] = quote("\n".join(made.notes))
        return answer
    if work.large:
        told = _("More than 2,000 rows match. Begin the filling as a task and fetch the file from there.")
        raise Refused(told, code="large")
    made = fill(work)
    return send(made.data, made.file_name, suffix=work.paper.suffix)


@router.post("/{uuid:uid}/fillings/", auth=allow_api(VIEW), response={202: TaskOut, **REFUSALS})
def begin_filling(request: HttpRequest, uid: UUID, row: int | None = None, once: str = "") -> Any:
    """Begin a filling in the background, with the list's filters as parameters. The same `once` is done once."""
    paper = _prepared(request, uid, row).paper
    person, now = request.user, timezone.now()

    def run() -> dict[str, Any]:
        return {"task": begin(paper, person=person, now=now, params=_params(request), row_id=row).pk}  # type: ignore[arg-type]

    begun = do_once(once, f"papers.begin:{paper.pk}", run, person=person)
    return 202, Task.objects.get(pk=begun["task"])


@router.get("/fillings/{uuid:uid}/", auth=allow_api(VIEW), response={200: TaskOut, **REFUSALS})
def filling(request: HttpRequest, uid: UUID) -> Any:
    """How one's own filling stands."""
    return get_object_or_404(Task.objects.filter(kind=TASK, person=request.user), uid=uid)  # type: ignore[misc]


@router.get("/lists/{slug:ledger}/pdf", auth=allow_api(VIEW), response={200: None, **REFUSALS})
def list_as_pdf(request: HttpRequest, ledger: str) -> HttpResponse:
    """A list as it is printed, with its filters as parameters, at most 2,000 rows."""
    return send(*printing.list_made(request, ledger), suffix=printing.PDF)


@router.get("/matters/{int:item}/pdf", auth=allow_api(VIEW), response={200: None, **REFUSALS})
def matter_as_pdf(request: HttpRequest, item: int, reply: bool = False) -> HttpResponse:
    """One matter with its timeline; with `reply`, the letter to whoever told of it."""
    make = reply_pdf if reply else matter_pdf
    return send(*printing.item_made(request, item, make), suffix=printing.PDF)


def _prepared(request: HttpRequest, uid: UUID, row: int | None) -> Work:
    access = request.access  # type: ignore[attr-defined]
    paper = get_object_or_404(Paper.objects.visible_to(access).select_related("office"), uid=uid)
    return prepare(
        paper, person=request.user, access=access, now=timezone.now(), params=_params(request), row_id=row  # type: ignore[arg-type]
    )  # fmt: skip


def _params(request: HttpRequest) -> QueryDict:
    params = request.GET.copy()
    for name in ("row", "once", "form"):
        params.pop(name, None)
    return params
