"""All files of one matter: looking through them, adding many at once, taking them along in one zip, withdrawing one."""

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.files.actions import MAX_BYTES, PER_ITEM, keep_file, prepare, withdraw_file
from gongjian.core.files.downloads import as_download
from gongjian.core.files.models import Attachment, Stage
from gongjian.core.files.policy import may_add_files, may_withdraw
from gongjian.core.files.reading import file_row
from gongjian.core.files.zipping import zipped
from gongjian.core.items.models import Item
from gongjian.core.items.views.item import SCOPED, item_url, visible_item
from gongjian.core.ledgers.page import Page, page_of
from gongjian.core.once.actions import do_once
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow_signed_in
from gongjian.core.people.views.forms_page import form_page, me
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

if TYPE_CHECKING:
    Upload = UploadedFile[bytes]

ROWS = 48
AT_ONCE = 50
GONE = 20


class ReasonForm(forms.Form):
    """Why a file is withdrawn."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200,
        help_text=gettext_lazy("For example: it belongs to another matter, or shows somebody it should not."),
    )  # fmt: skip


@allow_signed_in(SCOPED, methods=("GET",))
def of_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was hung on the matter, newest first, a page at a time."""
    return _page(request, visible_item(request, pk))


@allow_signed_in(SCOPED, methods=("POST",))
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep each file that was sent and say of each what became of it: a bad one loses none of the good."""
    item = visible_item(request, pk)
    if not may_add_files(item, _access(request)):
        raise PermissionDenied
    sent = request.FILES.getlist("files")
    if not sent:
        return _page(request, item, problem=_("Choose at least one file."))
    told = [_kept(request, item, upload, place) for place, upload in enumerate(sent[:AT_ONCE])]
    over = _("Not sent: at most %(count)s files at a time. Send the rest once more.") % {"count": AT_ONCE}
    told += [{"name": _shown(upload), "problem": over} for upload in sent[AT_ONCE:]]
    if all("problem" not in one for one in told):
        return redirect(reverse("files:of_item", args=[item.pk]) + f"?kept={len(told)}")
    return _page(request, item, told=told)


def _kept(request: HttpRequest, item: Item, upload: "Upload", place: int) -> dict[str, Any]:
    """One file by itself, in a transaction of its own."""
    once = request.POST.get("once", "")

    def keep() -> dict[str, Any]:
        at = timezone.now()
        return {"pk": keep_file(ready, office=item.office, by=me(request), now=at, item=item).pk}

    try:
        if (upload.size or 0) > MAX_BYTES:
            raise Refused(_("The file is larger than 20 MB. Make it smaller or split it."))
        ready = prepare(upload.read(), name=upload.name or "")
        do_once(f"{once}:{place}" if once else "", f"files.add:{item.pk}", keep, person=me(request))
    except Refused as refused:
        return {"name": _shown(upload), "problem": str(refused.reason)}
    return {"name": _shown(upload)}


@allow_signed_in(SCOPED, methods=("POST",))
def take_along(request: HttpRequest, pk: int) -> HttpResponse:
    """All files of the matter in one zip; who took them along stands in the trail."""
    item = visible_item(request, pk)
    files = list(Attachment.objects.kept_with(item)[:PER_ITEM])
    if not files:
        return _page(request, item, problem=_("There is no file to take along."))
    record(
        "files.take_along", actor=me(request), obj=item, office=item.office, label=str(item), item=item,
        changes={"files": len(files)}, now=timezone.now(),
    )  # fmt: skip
    answer = StreamingHttpResponse(zipped(files), content_type="application/zip")
    return cast(HttpResponse, as_download(answer, name=f"{item.number}.zip", stem=item.number))


@allow_signed_in(SCOPED)
def withdraw(request: HttpRequest, pk: int, uid: UUID) -> HttpResponse:
    """Ask once, with a reason, then take the file off the matter."""
    item = visible_item(request, pk)
    kept = get_object_or_404(Attachment.objects.filter(item=item), uid=uid)
    kept.item = item
    if not may_withdraw(kept, _access(request)):
        raise PermissionDenied
    back = reverse("files:of_item", args=[item.pk])

    def work(given: dict[str, Any]) -> str:
        withdraw_file(kept.pk, reason=given["reason"], by=me(request), now=timezone.now())
        return back

    context = {
        "question": _("Withdraw “%(name)s”?") % {"name": kept},
        "consequence": _(
            "It is shown and given out no more. Who withdrew it and why stays on the page; its content is destroyed after 30 days."
        ),
        "label": _("Withdraw the file"), "back_url": back, "danger": True,
    }  # fmt: skip
    return form_page(
        request, ReasonForm(request.POST or None), act=f"files.withdraw:{kept.pk}", work=work,
        done=_("The file was withdrawn."), context=context, template="web/confirm.html",
    )  # fmt: skip


def _page(
    request: HttpRequest, item: Item, *, told: list[dict[str, Any]] | None = None, problem: str = ""
) -> HttpResponse:
    page, status = Page(), 422 if told or problem else 200
    try:
        cursor = request.GET.get("cursor", "")
        page = page_of(Attachment.objects.kept_with(item), sort="-at", path="at", size=ROWS, cursor=cursor)
    except Refused as refused:
        problem, status = str(refused.reason), 422
    kept, access = request.GET.get("kept", ""), _access(request)
    pictures = item.attachments.exclude(stage=Stage.FILE).select_related("by").order_by("-pk")[:ROWS]
    context = {
        "item": item,
        "back_url": item_url(item),
        "page": page,
        "files": [file_row(one, item=item, access=access) for one in page.rows],
        "pictures": [file_row(one, item=item, access=access) for one in pictures],
        "withdrawn": Attachment.everything.withdrawn_from(item)[:GONE],
        "may_add": may_add_files(item, access),
        "told": told,
        "problem": problem,
        "kept": int(kept) if kept.isascii() and kept.isdigit() and len(kept) < 4 else 0,
        "at_once": AT_ONCE,
    }
    return render(request, "files/of_item.html", context, status=status)


def _shown(upload: "Upload") -> str:
    return (upload.name or "")[:120]


def _access(request: HttpRequest) -> Access:
    return cast(Access, request.access)  # type: ignore[attr-defined]
