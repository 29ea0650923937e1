"""Reports for other systems: the list, one report, and taking one in. The moves are those of every item."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import AwareDatetime

from gongjian.core.areas.models import Area
from gongjian.core.compiled import Compiled
from gongjian.core.items.api import Failure, ItemOut, Refusal, item_out
from gongjian.core.items.etags import answer_with, tag_of
from gongjian.core.items.moves import open_moves
from gongjian.core.ledgers.api import RowsOut
from gongjian.core.ledgers.rows_json import ledger_rows_json
from gongjian.core.once.actions import do_once
from gongjian.core.people.api_guard import allow_api
from gongjian.core.refusal import Refused
from gongjian.modules.reports.actions import Told, register_report
from gongjian.modules.reports.forms.desk import categories_of
from gongjian.modules.reports.ledgers import REPORTS
from gongjian.modules.reports.models import Answer, Report
from gongjian.modules.reports.rating.api import router as rates_router

router = Router()
router.add_router("/rates", rates_router)


class ReportOut(ItemOut):
    """An item and what the module hangs on it. `body` is masked; name and number are never given out here."""

    body: str
    place: str
    channel: str
    category: str
    external_id: str
    reopened: int
    answers: list[str]
    moves: list[str]


class ReportIn(Schema):
    """`area` is an area's id, `category` a category's code, `once` a key of the caller's making."""

    text: str
    area: int
    channel: str = "hotline"
    title: str = ""
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    category: str = ""
    name: str = ""
    phone: str = ""
    wants_reply: bool = False
    urgent: bool = False
    external_id: str = ""
    opened_at: AwareDatetime | None = None
    once: str = ""


READ = allow_api("reports.view")
WRITE = allow_api("reports.register")
REFUSALS = {401: Failure, 403: Refusal, 404: Refusal, 409: Refusal}


def report_out(
    report: Report, request: HttpRequest, answers: Sequence[Answer] | None = None
) -> dict[str, Any]:
    """The report's answer; `answers` where they are known."""
    item = report.item
    answers = report.answers.all() if answers is None else answers
    moves = [move.name for move in open_moves(item, request.access, timezone.now())]  # type: ignore[attr-defined]
    return item_out(item) | {
        "body": report.body, "place": item.place, "channel": report.channel,
        "category": report.category.code if report.category else "", "external_id": report.external_id,
        "reopened": item.reopened, "answers": [answer.text for answer in answers], "moves": moves,
    }  # fmt: skip


def visible(request: HttpRequest, pk: int) -> Report:
    """The report if the person may see it, else 404."""
    seen = Report.objects.visible_to(request.access)  # type: ignore[attr-defined]
    return get_object_or_404(
        seen.select_related("item__area", "item__unit", "item__handler", "category"), pk=pk
    )


@router.get("", auth=READ, response={200: RowsOut, **REFUSALS}, operation_id="reports_list")
def list_reports(request: HttpRequest) -> Any:
    """The ledger's rows by its own filters (`?state=new&sort=-opened&cursor=…`); an unknown one is refused in words."""
    return 200, ledger_rows_json(REPORTS, access=request.access, params=request.GET, now=timezone.now())  # type: ignore[attr-defined]


@router.get(
    "{int:pk}/", auth=READ, response={200: ReportOut, 304: None, **REFUSALS}, operation_id="reports_get"
)
def get_report(request: HttpRequest, pk: int, response: HttpResponse) -> Any:
    """One report; its moves are made at /items/{id}/moves/. `ETag` is that of its item."""
    report = visible(request, pk)
    return answer_with(request, response, tag_of(report.item), lambda: report_out(report, request))


_AREA = Compiled(lambda pk: Area.objects.current().filter(pk=pk).select_related("office"), pk=-1)


@router.post("", auth=WRITE, response={201: ReportOut, **REFUSALS}, operation_id="reports_create")
def create_report(request: HttpRequest, body: ReportIn) -> Any:
    """Take a report in; the same `once` key, or the same `external_id`, is taken in once."""
    given = body.dict(exclude={"area", "category", "channel", "opened_at", "once"})

    def run() -> dict[str, Any]:
        area = _AREA.first(pk=body.area)
        if area is None:
            raise Refused(_("There is no such area."), field="area")
        told = Told(area=area, category=_category(body.category, area), **given)
        report = register_report(
            told, channel=body.channel, opened_at=body.opened_at, actor=request.user, access=request.access,  # type: ignore[arg-type, attr-defined]
            now=timezone.now(),
        )  # fmt: skip
        taken.append(report)
        return {"id": report.pk}

    taken: list[Report] = []
    outcome = do_once(body.once, "api.reports.create", run, person=request.user)
    if taken:
        return 201, report_out(taken[0], request, answers=())
    return 201, report_out(visible(request, outcome["id"]), request)


def _category(code: str, area: Area) -> Any:
    if not code or area.office is None:
        return None
    found = categories_of(area.office).filter(code=code).first()
    if found is None:
        raise Refused(_("There is no such category in this office."), field="category")
    return found
