"""Planned tasks for other systems: the list, one task, and reporting its progress. The moves are those of every item."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from gongjian.core.items.api import Failure, ItemOut, Refusal, item_out
from gongjian.core.items.etags import answer_with, demanded, must_still_be, put_tag, tag_of_answer
from gongjian.core.items.models import Item
from gongjian.core.ledgers.api import RowsOut
from gongjian.core.ledgers.rows_json import ledger_rows_json
from gongjian.core.once.actions import do_once
from gongjian.core.people.api_guard import allow_api
from gongjian.modules.workplan.actions import report_progress
from gongjian.modules.workplan.ledgers import TASKS
from gongjian.modules.workplan.models import Task

router = Router()


class TaskOut(ItemOut):
    """An item and what the plan says of it; `due_on` is the planned day, `progress` in per cent."""

    plan: str
    theme: str
    target: str
    evidence_needed: str
    due_on: str
    progress: int


class ProgressIn(Schema):
    """`once` is a key of the caller's making: the same key reports once."""

    percent: int
    text: str
    once: str = ""


READ = allow_api("workplan.view")
WRITE = allow_api("workplan.work")
REFUSALS = {401: Failure, 403: Refusal, 404: Refusal, 409: Refusal}


def task_out(task: Task) -> dict[str, Any]:
    """The task's answer."""
    return item_out(task.item) | {
        "plan": str(task.theme.plan), "theme": str(task.theme), "target": task.target,
        "evidence_needed": task.evidence_needed, "due_on": task.due_on.isoformat(), "progress": task.progress,
    }  # fmt: skip


def visible(request: HttpRequest, pk: int) -> Task:
    """The task if the person may see it, else 404."""
    return get_object_or_404(Task.objects.visible_to(request.access).with_all(), pk=pk)  # type: ignore[attr-defined]


@router.get("", auth=READ, response={200: RowsOut, **REFUSALS}, operation_id="workplan_list")
def list_tasks(request: HttpRequest) -> Any:
    """The ledger's rows by its own filters (`?state=running&sort=due_on&cursor=…`); an unknown one is refused."""
    return 200, ledger_rows_json(TASKS, access=request.access, params=request.GET, now=timezone.now())  # type: ignore[attr-defined]


@router.get(
    "{int:pk}/", auth=READ, response={200: TaskOut, 304: None, **REFUSALS}, operation_id="workplan_get"
)
def get_task(request: HttpRequest, pk: int, response: HttpResponse) -> Any:
    """One task; its moves are made at /items/{id}/moves/. Its `ETag` goes into `If-Match` of a word on its progress, and
    into `If-None-Match` of the next reading: 304 when nothing changed."""
    told = task_out(visible(request, pk))
    return answer_with(request, response, tag_of_answer(told), lambda: told)


@router.post(
    "{int:pk}/progress/",
    auth=WRITE,
    response={200: TaskOut, 412: Refusal, **REFUSALS},
    operation_id="workplan_progress",
)
def add_progress(request: HttpRequest, pk: int, body: ProgressIn, response: HttpResponse) -> Any:
    """Say how far the task is. With `If-Match` only if nobody changed it since it was read (412 otherwise)."""
    visible(request, pk)

    def run() -> dict[str, Any]:
        if seen := demanded(request):
            Item.objects.select_for_update(of=("self",)).get(pk=pk)
            must_still_be(tag_of_answer(task_out(visible(request, pk))), seen)
        report_progress(pk, percent=body.percent, text=body.text, actor=request.user, now=timezone.now())  # type: ignore[arg-type]
        return {}

    do_once(body.once, f"api.workplan.progress:{pk}", run, person=request.user)
    told = task_out(visible(request, pk))
    put_tag(response, tag_of_answer(told))
    return 200, told
