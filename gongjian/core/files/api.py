"""Files of a matter for programs: list, add, get, withdraw; by the same rules as on the pages."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from gongjian.core.files.actions import MAX_BYTES, PER_ITEM, keep_file, prepare, withdraw_file
from gongjian.core.files.models import Attachment
from gongjian.core.files.policy import may_add_files
from gongjian.core.files.views import content_of
from gongjian.core.items.api import Failure, Refusal
from gongjian.core.items.models import Item
from gongjian.core.once.actions import do_once
from gongjian.core.people.api_guard import allow_api_signed_in
from gongjian.core.people.views.forms_page import me
from gongjian.core.refusal import Refused

router = Router()
SCOPED = allow_api_signed_in("files are looked up on matters that the person may see")
REFUSALS = {401: Failure, 403: Refusal, 404: Refusal, 409: Refusal}


class FileOut(Schema):
    """One file of a matter. `stage` is before, after (pictures of steps) or file (hung beside the steps); `content` is
    where its bytes are; `url` its address on the pages."""

    uid: UUID
    item: int
    stage: str
    kind: str
    name: str
    caption: str
    size: int
    sha256: str
    by: str
    at: dt.datetime
    url: str
    content: str


class AddIn(Schema):
    """`once` is a key of the caller's making: the same key is done once. The same bytes are kept once anyway."""

    once: str = ""


class WithdrawIn(Schema):
    """Why the file is withdrawn."""

    reason: str
    once: str = ""


@router.get(
    "matters/{int:pk}/", auth=SCOPED, response={200: list[FileOut], **REFUSALS}, operation_id="files_list"
)
def list_files(request: HttpRequest, pk: int) -> Any:
    """All files and pictures of a matter, newest first; what was withdrawn is not among them."""
    item = _item(request, pk)
    found = item.attachments.select_related("by").order_by("-pk")
    return 200, [_told(one) for one in found[: PER_ITEM * 2]]


@router.post("matters/{int:pk}/", auth=SCOPED, response={201: FileOut, **REFUSALS}, operation_id="files_add")
def add_file(request: HttpRequest, pk: int, given: Form[AddIn], file: File[UploadedFile]) -> Any:
    """Hang a file on a matter, for colleagues only."""
    item = _item(request, pk)
    if not may_add_files(item, request.access):  # type: ignore[attr-defined]
        raise Refused(_("You may not add files to this matter."), code="not_allowed")
    if (file.size or 0) > MAX_BYTES:
        raise Refused(_("The file is larger than 20 MB. Make it smaller or split it."), field="file")
    ready = prepare(file.read(), name=file.name or "")

    def keep() -> dict[str, Any]:
        return {"pk": keep_file(ready, office=item.office, by=me(request), now=timezone.now(), item=item).pk}

    outcome = do_once(given.once, f"files.add:{item.pk}", keep, person=me(request))
    return 201, _told(Attachment.everything.select_related("by").get(pk=outcome["pk"]))


@router.get("{uuid:uid}/", auth=SCOPED, response={200: FileOut, **REFUSALS}, operation_id="files_get")
def get_file(request: HttpRequest, uid: UUID) -> Any:
    """What is known of one file."""
    return 200, _told(_file(request, uid))


@router.get(
    "{uuid:uid}/content/",
    auth=SCOPED,
    response={200: None, **REFUSALS},
    operation_id="files_content",
    url_name="files_content",
)
def get_content(request: HttpRequest, uid: UUID) -> Any:
    """Its bytes, always as an attachment."""
    kept = _file(request, uid)
    answer = content_of(kept)
    if answer is None:
        raise Refused(
            _("The file is missing on the server's disk. Tell the administrator."), code="file_gone"
        )
    return answer


@router.post(
    "{uuid:uid}/withdraw/", auth=SCOPED, response={204: None, **REFUSALS}, operation_id="files_withdraw"
)
def post_withdraw(request: HttpRequest, uid: UUID, body: WithdrawIn) -> Any:
    """Take a file off its matter."""
    kept = _file(request, uid)

    def run() -> dict[str, Any]:
        withdraw_file(kept.pk, reason=body.reason, by=me(request), now=timezone.now())
        return {}

    do_once(body.once, f"files.withdraw:{kept.pk}", run, person=me(request))
    return 204, None


def _item(request: HttpRequest, pk: int) -> Item:
    seen = Item.objects.visible_to(request.access)  # type: ignore[attr-defined]
    return get_object_or_404(seen.select_related("office"), pk=pk)


def _file(request: HttpRequest, uid: UUID) -> Attachment:
    found = Attachment.objects.select_related("by", "item").filter(uid=uid, item__isnull=False)
    kept: Attachment | None = found.first()
    if kept is None or kept.item_id is None:
        raise Http404
    _item(request, kept.item_id)
    return kept


def _told(kept: Attachment) -> dict[str, Any]:
    names = ("uid", "stage", "kind", "name", "caption", "size", "sha256", "at")
    return {name: getattr(kept, name) for name in names} | {
        "item": kept.item_id, "by": str(kept.by or ""), "url": reverse("files:show", args=[kept.uid]),
        "content": reverse("api:files_content", args=[kept.uid]),
    }  # fmt: skip
