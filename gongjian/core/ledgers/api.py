"""Every list over the API: which there are, what they can be asked for, their rows, and their exports."""

from typing import Any, cast

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from gongjian.core.items.api import Failure, Refusal
from gongjian.core.ledgers.exports import AT_ONCE, check_export, export
from gongjian.core.ledgers.filters import Asked, Filter
from gongjian.core.ledgers.later import export_later
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.ledgers.question import Question, read_question
from gongjian.core.ledgers.registry import all_ledgers, ledger_named
from gongjian.core.ledgers.resolving import resolved
from gongjian.core.ledgers.rows_json import ledger_rows_json
from gongjian.core.people.access import Access
from gongjian.core.people.api_guard import allow_api_signed_in

router = Router()
SCOPED = allow_api_signed_in("lists are looked up among those the person may read")
ANSWERS: dict[int, Any] = {401: Failure, 403: Refusal, 404: Refusal, 409: Refusal}


class RowsOut(Schema):
    """One page of the ledger: `next` and `previous` are cursors, `rows` hold the ledger's columns. `count` is told where
    one page holds all, and where it is asked for (`count=yes`); `capped` says that there are more than were counted."""

    count: int | None
    capped: bool
    next: str
    previous: str
    rows: list[dict[str, Any]]


class ColumnOut(Schema):
    """`sorts` says whether `sort=<name>` and `sort=-<name>` may be asked."""

    name: str
    label: str
    kind: str
    sorts: bool


class FilterOut(Schema):
    """`params` are its query parameters; `choices` the allowed values of those that have a list, by parameter."""

    name: str
    label: str
    params: list[str]
    choices: dict[str, list[str]]


class ViewOut(Schema):
    slug: str
    label: str


class LedgerOut(Schema):
    """A list as the caller has it, with the own fields of her offices ("x_…") and the views kept."""

    slug: str
    title: str
    columns: list[ColumnOut]
    filters: list[FilterOut]
    views: list[ViewOut]
    searches: bool
    default_sort: str


class TaskOut(Schema):
    """The export has many rows and is written in the background; look at `url`."""

    task: str
    url: str


@router.get("", auth=SCOPED, response={200: list[LedgerOut], 401: Failure}, operation_id="ledgers_list")
def list_ledgers(request: HttpRequest) -> Any:
    """The lists that I may read, without their filters' choices that depend on people and places."""
    access = _access(request)
    found = [one for one in all_ledgers().values() if access.may_anywhere(one.permission)]
    return 200, [_out(resolved(ledger, access), access) for ledger in found]


@router.get("{slug:slug}/rows/", auth=SCOPED, response={200: RowsOut, **ANSWERS}, operation_id="ledgers_rows")
def get_rows(request: HttpRequest, slug: str) -> Any:
    """One page of rows. The query parameters are those of the list itself: filters, `q`, `sort`, `view`, `per`, `cursor`;
    `count=yes` has all of them counted, as the page does."""
    access = _access(request)
    return 200, ledger_rows_json(_ledger(slug, access), access=access, params=request.GET, now=timezone.now())


@router.get(
    "{slug:slug}/export/", auth=SCOPED, response={202: TaskOut, **ANSWERS}, operation_id="ledgers_export"
)
def get_export(request: HttpRequest, slug: str, format: str = "xlsx") -> Any:
    """All rows that match as a file (`format` xlsx or csv, `columns` to choose), or 202 with the task that writes many."""
    access, given = _access(request), request.GET.copy()
    given.pop("format", None)
    ledger = resolved(_ledger(slug, access), access)
    question: Question = read_question(ledger, given, Asked(access, ledger.permission, timezone.now()))
    now, base = question.asked.now, request.build_absolute_uri("/").rstrip("/")
    facts: dict[str, Any] = {"file_format": format, "actor": request.user, "now": now, "base": base}
    if check_export(question, format, cap=AT_ONCE):
        return export(question, **facts)
    task = export_later(question, **facts, query=given.urlencode())
    return 202, {"task": str(task.uid), "url": f"/desk/jobs/tasks/{task.uid}/"}


def _access(request: HttpRequest) -> Access:
    return cast(Access, request.access)  # type: ignore[attr-defined]


def _ledger(slug: str, access: Access) -> Ledger:
    """The declaration, if the caller may read it; else as if it were not there."""
    ledger = all_ledgers().get(slug)
    if ledger is None or not access.may_anywhere(ledger.permission):
        raise Http404
    return ledger_named(slug)


def _out(ledger: Ledger, access: Access) -> dict[str, Any]:
    asked = Asked(access, ledger.permission, timezone.now())
    return {
        "slug": ledger.slug,
        "title": str(ledger.title),
        "columns": [
            {"name": one.name, "label": str(one.label), "kind": one.kind.value, "sorts": bool(one.sort)}
            for one in ledger.columns
        ],
        "filters": [_filter_out(part, asked) for part in ledger.filters],
        "views": [{"slug": view.slug, "label": str(view.label)} for view in ledger.views],
        "searches": ledger.search is not None,
        "default_sort": ledger.default_sort,
    }


def _filter_out(part: Filter, asked: Asked) -> dict[str, Any]:
    fields = part.fields(asked)
    choices = {
        name: [str(value) for value, _words in getattr(field, "choices", ()) if value != ""]
        for name, field in fields.items()
        if getattr(field, "choices", None) and not hasattr(field, "queryset")
    }
    return {"name": part.name, "label": str(part.label), "params": list(part.params()), "choices": choices}
