"""One task: its page, progress and proof. What else can be done with it are the moves of its loop."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.items.detail import detail_context
from gongjian.core.once.actions import do_once
from gongjian.core.people.guard import allow_signed_in
from gongjian.core.refusal import Refused
from gongjian.modules.workplan import actions, policy
from gongjian.modules.workplan.forms import EvidenceForm, ProgressForm
from gongjian.modules.workplan.models import Task

SCOPED = "the task is looked up among those the person may see"


def visible_task(request: HttpRequest, pk: int) -> Task:
    """The task if this person may see it, else 404."""
    seen = Task.objects.visible_to(request.access).with_all()  # type: ignore[attr-defined]
    return get_object_or_404(seen.select_related("item__office", "item__area", "item__unit", "item__handler",
                                                 "theme__parent", "theme__plan"), pk=pk)  # fmt: skip


def workable_task(request: HttpRequest, pk: int) -> Task:
    """The task if this person works on it; 403 if she may only read it, 404 if not even that."""
    task = visible_task(request, pk)
    if not policy.may_work(task.item, request.access):  # type: ignore[attr-defined]
        raise PermissionDenied
    return task


@allow_signed_in(SCOPED, methods=("GET",))
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The task's page."""
    task, access, now = visible_task(request, pk), request.access, timezone.now()  # type: ignore[attr-defined]
    context = detail_context(task.item, access, now=now)
    may_report = policy.may_work(task.item, access) and not task.item.is_closed
    context |= {
        "task": task,
        "back_url": reverse("workplan:plan_of", args=[task.theme.plan_id]),
        "back_label": str(task.theme.plan),
        "facts": facts_of(task),
        "progress_notes": task.progress_notes.select_related("by"),
        "evidence": task.evidence.select_related("by"),
        "progress_url": reverse("workplan:progress", args=[pk])
        if may_report and task.item.state == "running"
        else "",
        "evidence_url": reverse("workplan:evidence", args=[pk]) if may_report else "",
    }
    return render(request, "workplan/task.html", context)


def facts_of(task: Task) -> list[dict[str, Any]]:
    """Label and value of what the plan says."""
    rows = [
        (_("Theme"), str(task.theme)),
        (_("Target"), task.target),
        (_("Planned day"), f"{task.due_on:%Y-%m-%d}"),
        (_("Proof asked for"), task.evidence_needed),
        (_("Where"), task.item.area.short_name),
        (_("Owner"), " ".join(str(one) for one in (task.item.unit, task.item.handler) if one)),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


@allow_signed_in(SCOPED)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Report progress."""
    task = workable_task(request, pk)
    form = ProgressForm(request.POST or None, initial={"percent": task.progress})
    return _answer(request, task, form, actions.report_progress, title=_("Report progress"))


@allow_signed_in(SCOPED)
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Add proof."""
    task = workable_task(request, pk)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    return _answer(request, task, form, actions.add_evidence, title=_("Add proof"))


def _answer(
    request: HttpRequest, task: Task, form: forms.Form, action: Callable[..., object], *, title: str
) -> HttpResponse:
    """Show the form, or do the act once and go back to the task; a refusal keeps everything typed."""
    refusal: Refused | None = None
    act = f"workplan:{action.__name__}:{task.pk}"
    back = reverse("workplan:detail", args=[task.pk])
    if request.method == "POST" and form.is_valid():
        try:
            work = lambda: action(task.pk, actor=request.user, now=timezone.now(), **form.cleaned_data) and {}  # noqa: E731
            do_once(request.POST.get("once", ""), act, work, person=request.user)
            messages.success(request, _("Done: %(what)s") % {"what": title})
            return redirect(back)
        except Refused as refused:
            refusal = refused
            if refused.field in form.fields:
                form.add_error(refused.field, str(refused.reason))
                refusal = None
    intro = f"{task.item.number} {task.item.title}"
    context = {
        "title": title,
        "intro": intro,
        "form": form,
        "refusal": refusal,
        "back_url": back,
        "keep_key": act,
    }
    return render(request, "workplan/form.html", context, status=422 if request.method == "POST" else 200)
