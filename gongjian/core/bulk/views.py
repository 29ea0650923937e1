"""The pages of an act on many: choose on the list, fill in, look, do, see what came of it, take back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.bulk.act import BulkAct
from gongjian.core.bulk.actions import act_of, begin_run, begin_undo, chosen_items, fill_in, settle, start_run
from gongjian.core.bulk.files import chosen_file, refused_file
from gongjian.core.bulk.models import BulkRun, RunState
from gongjian.core.bulk.offer import act_named, ledger_named
from gongjian.core.bulk.show import page_of_run
from gongjian.core.ledgers.asking import Asked
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.ledgers.question import Question, read_question
from gongjian.core.ledgers.resolving import resolved
from gongjian.core.once.actions import do_once
from gongjian.core.people.guard import allow_signed_in
from gongjian.core.people.views.forms_page import me
from gongjian.core.refusal import Refused

OWN = "a run is seen by whoever began it; its rows are looked up among those the person may see"
EXPORT = "export"


@allow_signed_in(
    "the list's own permission is asked for, and the rows are those of the list", methods=("POST",)
)
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Freeze what was ticked, or all that match, and go on to the form; or export the ticked rows at once."""
    ledger = ledger_named(slug)
    if ledger is None:
        raise Http404
    access = request.access  # type: ignore[attr-defined]
    if not access.may_anywhere(ledger.permission):
        raise PermissionDenied
    now = timezone.now()
    question = read_question(resolved(ledger, access), request.GET, Asked(access, ledger.permission, now))
    rows = None if request.POST.get("all") else request.POST.getlist("rows")
    try:
        if request.POST.get("act") == EXPORT:
            return chosen_file(question, chosen_items(question, rows=rows), actor=me(request), now=now)
        act = _offered(ledger, request)
        url = do_once(
            request.POST.get("once", ""), f"bulk:{slug}:{act.name}",
            lambda: {"url": _url(begin_run(question, act, rows=rows, actor=me(request), now=now))},
            person=me(request),
        )["url"]  # fmt: skip
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect(_list_url(question, request))
    return redirect(url)


def _offered(ledger: Ledger, request: HttpRequest) -> BulkAct:
    act = act_named(ledger, request.POST.get("act", ""))
    if act is None:
        raise Refused(_("This list has no such act."))
    if not act.may(request.access):  # type: ignore[attr-defined]
        raise PermissionDenied
    return act


def _list_url(question: Question, request: HttpRequest) -> str:
    return f"{reverse(question.ledger.url_name)}?{request.GET.urlencode()}"


def _url(run: BulkRun) -> str:
    return reverse("bulk:run", args=[run.uid])


def _own(request: HttpRequest, uid: Any) -> BulkRun:
    runs = BulkRun.objects.visible_to(request.access)  # type: ignore[attr-defined]
    return get_object_or_404(runs.select_related("office", "person", "task", "undo_of__office"), uid=uid)


@allow_signed_in(OWN)
def run(request: HttpRequest, uid: Any) -> HttpResponse:
    """The run as it stands: its form, the preview, the progress, or what came of it. POST keeps what was typed."""
    found = settle(_own(request, uid), now=timezone.now())
    act = act_of(found)
    if act is None:
        raise Http404
    form, status = None, 200
    asking = found.state == RunState.ASKING or (found.state == RunState.READY and "edit" in request.GET)
    if request.method == "POST":
        form = act.form(found.office, request.POST)
        if form.is_valid():
            try:
                fill_in(found.pk, act, data=request.POST)
                return redirect(_url(found))
            except Refused as refused:
                messages.error(request, str(refused.reason))
                return redirect(_url(found))
        asking, status = True, 422
    elif asking:
        form = act.form(found.office, None)
        form.initial = found.given
    return render(
        request, "bulk/run.html", page_of_run(found, act, request, form=form, asking=asking), status=status
    )


@allow_signed_in(OWN, methods=("POST",))
def start(request: HttpRequest, uid: Any) -> HttpResponse:
    """Do it. Pressed twice, it is begun once."""
    found = _own(request, uid)
    try:
        start_run(found.pk, actor=me(request), now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect(_url(found))


@allow_signed_in(OWN, methods=("POST",))
def undo(request: HttpRequest, uid: Any) -> HttpResponse:
    """Go to the page that shows what can be taken back."""
    found = _own(request, uid)
    try:
        return redirect(_url(begin_undo(found.pk, actor=me(request), now=timezone.now())))
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect(_url(found))


@allow_signed_in(OWN, methods=("GET",))
def refused(request: HttpRequest, uid: Any) -> HttpResponse:
    """What was not done, with its reasons, as Excel."""
    found = _own(request, uid)
    return refused_file(found, access=request.access, actor=me(request), now=timezone.now())  # type: ignore[attr-defined]
