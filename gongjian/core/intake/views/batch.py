"""One import, from its columns to its result: each state has its page, each step its button."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.intake import actions
from gongjian.core.intake.forms import ColumnsForm, LookForm
from gongjian.core.intake.left_out import left_out_name, write_left_out
from gongjian.core.intake.mapping import columns_of, to_json
from gongjian.core.intake.models import Batch, BatchRow, SavedMapping
from gongjian.core.intake.showing import head_lines, note_sentences, shown_batch
from gongjian.core.intake.steps import take_step
from gongjian.core.intake.undoing import SHOWN, why_not_back
from gongjian.core.intake.views.begin import WHY, XLSX, attachment
from gongjian.core.jobs.models import Task
from gongjian.core.once.actions import do_once
from gongjian.core.people.guard import allow_signed_in
from gongjian.core.people.views.forms_page import me, put_into
from gongjian.core.refusal import Refused

State = Batch.State
CHECK_AT_ONCE = 1500  # rows; more are checked by a worker
ROWS = 50


def batch_or_404(request: HttpRequest, uid: UUID) -> Batch:
    """The import, if the person may import into that list for that office."""
    access = request.access  # type: ignore[attr-defined]
    batches = Batch.objects.visible_to(access).select_related("office", "person")
    return get_object_or_404(batches, uid=uid)


@allow_signed_in(WHY, methods=("GET",))
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The page of whatever comes next."""
    batch = batch_or_404(request, uid)
    if batch.state == State.CHOOSING or (batch.state == State.READY and "columns" in request.GET):
        return _choose(request, batch)
    context = shown_batch(batch)
    if batch.state == State.READY:
        return render(request, "intake/preview.html", context)
    if batch.state in (State.READING, State.CHECKING, State.RUNNING, State.UNDOING):
        task = Task.objects.filter(uid=batch.task_uid).first() if batch.task_uid else None
        return render(request, "intake/under_way.html", {**context, "task": task})
    bad = BatchRow.objects.filter(batch=batch, outcome=BatchRow.Outcome.BAD)
    shown = Paginator(bad.order_by("row"), ROWS).get_page(request.GET.get("page"))
    context |= {
        "shown": shown, "mine": batch.person_id == me(request).pk, "kept": batch.kept.all()[:SHOWN],
        "may_take_back": not why_not_back(batch, now=timezone.now()),
    }  # fmt: skip
    return render(request, "intake/result.html", context)


def _choose(
    request: HttpRequest, batch: Batch, *, form: ColumnsForm | None = None, look: LookForm | None = None
) -> HttpResponse:
    saved = SavedMapping.objects.filter(office=batch.office, ledger=batch.ledger).exclude(name="")
    status = 422 if form or look else 200
    try:
        if form is None:
            used = (
                saved.filter(pk=request.GET["use"]).first()
                if request.GET.get("use", "").isdecimal()
                else None
            )
            form = ColumnsForm(batch=batch, columns=columns_of(used) if used else None)
        lines = head_lines(batch)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("intake:begin", ledger=batch.ledger)
    initial = {"sheet": batch.sheet, "first": batch.heading["first"], "last": batch.heading["last"]}
    context = {
        **shown_batch(batch), "form": form, "look": look or LookForm(batch=batch, initial=initial), "lines": lines,
        "notes": note_sentences(batch), "saved": saved, "asks_order": bool(batch.preview.get("ask_order") or batch.day_order),
    }  # fmt: skip
    return render(request, "intake/choose.html", context, status=status)


@allow_signed_in(WHY, methods=("POST",))
def look(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take another sheet or another heading."""
    batch = batch_or_404(request, uid)
    form = LookForm(request.POST, batch=batch)
    if form.is_valid():
        given = form.cleaned_data
        first, last = given["first"], given["last"]
        same_sheet = given["sheet"] == batch.sheet
        moved = first is not None and (first, last) != (batch.heading["first"], batch.heading["last"])
        rows = (first, first if last is None else last) if moved and same_sheet else None
        try:
            actions.look_at(batch, sheet=given["sheet"], rows=rows, person=me(request), now=timezone.now())
        except Refused as refused:
            put_into(form, refused)
        else:
            return redirect("intake:batch", uid=uid)
    return _choose(request, batch, look=form) if _choosable(batch) else redirect("intake:batch", uid=uid)


@allow_signed_in(WHY, methods=("POST",))
def columns(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say which column means what; few rows are checked at once."""
    batch = batch_or_404(request, uid)
    if not _choosable(batch):
        return redirect("intake:batch", uid=uid)
    try:
        form = ColumnsForm(request.POST, batch=batch)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("intake:begin", ledger=batch.ledger)
    if form.is_valid():
        try:
            _set_columns(request, batch, form)
        except Refused as refused:
            put_into(form, refused)
        else:
            return redirect("intake:batch", uid=uid)
    return _choose(request, batch, form=form)


def _choosable(batch: Batch) -> bool:
    return batch.state in (State.CHOOSING, State.READY)


def _set_columns(request: HttpRequest, batch: Batch, form: ColumnsForm) -> None:
    now = timezone.now()
    batch = actions.set_columns(
        batch, mapping=form.mapping(), day_order=form.cleaned_data["day_order"], options=form.chosen_options(),
        person=me(request), now=now, save_as=form.cleaned_data["save_as"],
    )  # fmt: skip
    if batch.rows <= CHECK_AT_ONCE:
        take_step(batch, now=now)
        if batch.state == State.CHOOSING:
            raise Refused(batch.problem, field="day_order" if "ask_order" in batch.preview else "")
    else:
        actions.queue(batch, now=now)
        batch.save(update_fields=["task_uid"])


@allow_signed_in(WHY, methods=("POST",))
def confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let the rows come in, as a task."""
    return _step(request, uid, "intake.confirm", actions.confirm)


@allow_signed_in(WHY, methods=("POST",))
def stop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Stop after the chunk that is being written."""
    return _step(request, uid, "intake.stop", actions.stop)


@allow_signed_in(WHY, methods=("POST",))
def go_on(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a stopped import up again."""
    return _step(request, uid, "intake.go_on", actions.go_on)


def _step(request: HttpRequest, uid: UUID, act: str, work: Callable[..., Batch]) -> HttpResponse:
    batch = batch_or_404(request, uid)
    try:
        do_once(
            request.POST.get("once", ""), act,
            lambda: {"state": work(batch, person=me(request), now=timezone.now()).state}, person=me(request),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return HttpResponseRedirect(reverse("intake:batch", args=[uid]))


@allow_signed_in(WHY, methods=("GET",))
def left_out(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The rows that stayed out, in clear, as a workbook: for the one who brought them alone."""
    batch = batch_or_404(request, uid)
    if batch.person_id != me(request).pk or request.seeing:  # type: ignore[attr-defined]
        raise PermissionDenied("only the one who brought the workbook gets its rows back")
    try:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "rows"
            write_left_out(batch, target)
            return attachment(target.read_bytes(), left_out_name(batch), XLSX)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("intake:batch", uid=uid)


@allow_signed_in(WHY, methods=("GET",))
def mapping(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The import's choice of columns as a file, for the command line or another office."""
    batch = batch_or_404(request, uid)
    if not batch.heading:
        raise Http404
    text = to_json(batch.ledger, actions.columns_of(batch))
    return attachment(text.encode(), _("%(list)s columns.json") % {"list": batch.ledger}, "application/json")
