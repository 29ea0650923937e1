"""Where an import begins: the workbook is brought, the example is fetched, earlier imports are found."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.files.downloads import as_download
from gongjian.core.intake.actions import queue, receive
from gongjian.core.intake.example import write_example
from gongjian.core.intake.forms import UploadForm
from gongjian.core.intake.ledgers import offices_for, permission_of, takers
from gongjian.core.intake.models import Batch
from gongjian.core.intake.spec import Place
from gongjian.core.intake.steps import take_step
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.people.guard import allow_signed_in
from gongjian.core.people.views.forms_page import me, put_into
from gongjian.core.refusal import Refused

WHY = "the list's own permission to import, asked for inside; the office is one of hers"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ_AT_ONCE = 1024 * 1024  # bytes; larger workbooks are read by a worker
SHOWN = 20


def ledger_or_404(request: HttpRequest, slug: str) -> Ledger:
    """The list of this slug, if it takes rows in and the person may import for some office."""
    ledger = takers().get(slug)
    if ledger is None:
        raise Http404
    if not request.access.may_anywhere(permission_of(slug)):  # type: ignore[attr-defined]
        raise PermissionDenied(permission_of(slug))
    return ledger


@allow_signed_in(WHY)
def begin(request: HttpRequest, ledger: str) -> HttpResponse:
    """Bring a workbook into a list."""
    found = ledger_or_404(request, ledger)
    access = request.access  # type: ignore[attr-defined]
    offices = offices_for(access, ledger)
    form = UploadForm(request.POST or None, request.FILES or None, offices=offices)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect("intake:batch", uid=_bring(request, ledger, form.cleaned_data))
            except Refused as refused:
                put_into(form, refused)
    batches = Batch.objects.visible_to(access).filter(ledger=ledger).select_related("person", "office")
    context = {
        "title": _("Import into: %(list)s") % {"list": found.title},
        "ledger": found,
        "list_url": reverse(found.url_name),
        "form": form,
        "batches": batches[:SHOWN],
        "several": len(offices) > 1,
        "fields": found.intake.fields if found.intake else (),
    }
    return render(request, "intake/begin.html", context, status=status)


def _bring(request: HttpRequest, ledger: str, given: dict[str, Any]) -> UUID:
    """Keep the file; a small one is read at once."""
    now = timezone.now()
    upload = given["file"]
    batch, is_new = receive(
        ledger, office=given["office"], name=upload.name, chunks=upload.chunks(), person=me(request), now=now,
        once=request.POST.get("once", ""),
    )  # fmt: skip
    if is_new and upload.size <= READ_AT_ONCE:
        take_step(batch, now=now)
    elif is_new:
        queue(batch, now=now)
        batch.save(update_fields=["task_uid"])
    return batch.uid


@allow_signed_in(WHY, methods=("GET",))
def example(request: HttpRequest, ledger: str) -> HttpResponse:
    """The list's example workbook."""
    found = ledger_or_404(request, ledger)
    office = offices_for(request.access, ledger).first()  # type: ignore[attr-defined]
    if office is None:
        raise Http404
    held = BytesIO()
    write_example(held, found, Place(office, timezone.now(), me(request)))
    return attachment(held.getvalue(), _("%(list)s example.xlsx") % {"list": found.title}, XLSX)


def attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to be kept, whatever it is called."""
    return as_download(HttpResponse(content, content_type=kind), name=name, stem="import")
