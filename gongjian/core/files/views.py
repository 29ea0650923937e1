"""Sending a file to whoever may see it: pictures to look at, everything else only to take along."""

import datetime as dt
from typing import cast
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from gongjian.core.files.links import token_fits
from gongjian.core.files.models import Attachment
from gongjian.core.files.store import path_of, write
from gongjian.core.items.models import Item
from gongjian.core.people.guard import allow_public
from gongjian.lib.documents import MIMES
from gongjian.lib.pictures import thumbnail

WIDTHS = {"160": 160, "320": 320, "640": 640}
PUBLIC_FOR = dt.timedelta(days=1)
PRIVATE_FOR = dt.timedelta(hours=1)


@allow_public("public pictures, own link, or the item's readers: decided for each picture", methods=("GET",))
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One file; of a picture, its small form with `?w=320`. Whoever may not see it gets the same 404 as for none."""
    attachment = Attachment.objects.filter(uid=uid).first()
    if attachment is None or not _may_see(request, attachment):
        raise Http404
    if not attachment.is_picture:
        return _given_out(request, attachment)
    width = WIDTHS.get(request.GET.get("w", ""))
    tag = f'"{attachment.sha256[:32]}-{width or 0}"'
    if request.headers.get("If-None-Match") == tag:
        return _with_headers(HttpResponseNotModified(), attachment, tag)
    return _with_headers(HttpResponse(_read(attachment, width)), attachment, tag)


def _given_out(request: HttpRequest, attachment: Attachment) -> HttpResponse:
    """The file as an attachment under its safe name: no browser opens it as a page of ours."""
    answer = content_of(attachment)
    if answer is None:
        return render(request, "files/missing.html", {"name": str(attachment)}, status=404)
    return answer


def content_of(attachment: Attachment) -> HttpResponse | None:
    """The bytes under their safe name, never to be opened as a page; None when they are not on the disk."""
    try:
        source = path_of(attachment.uid, kind=attachment.kind).open("rb")
    except FileNotFoundError:
        return None
    kind = "image/jpeg" if attachment.is_picture else MIMES[attachment.kind]
    name = attachment.name or f"{attachment.uid.hex}.jpg"
    answer = FileResponse(source, as_attachment=True, filename=name, content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return cast(HttpResponse, answer)


def _may_see(request: HttpRequest, attachment: Attachment) -> bool:
    if attachment.public or token_fits(attachment, request.GET.get("t", "")):
        return True
    if attachment.item_id is None:
        return False
    access = request.access  # type: ignore[attr-defined]
    return Item.objects.visible_to(access).filter(pk=attachment.item_id).exists()


def _read(attachment: Attachment, width: int | None) -> bytes:
    """The picture's bytes; a small form is made when it is first asked for."""
    try:
        if width is None or width >= max(attachment.width, attachment.height):
            return path_of(attachment.uid).read_bytes()
        small = path_of(attachment.uid, width=width)
        if not small.exists():
            write(small, thumbnail(path_of(attachment.uid).read_bytes(), side=width).jpeg)
        return small.read_bytes()
    except FileNotFoundError as gone:
        raise Http404 from gone


def _with_headers(answer: HttpResponse, attachment: Attachment, tag: str) -> HttpResponse:
    """Shared caches keep only what everyone may see; a picture is never a page of its own with rights."""
    who, span = ("public", PUBLIC_FOR) if attachment.public else ("private", PRIVATE_FOR)
    answer["Content-Type"] = "image/jpeg"
    answer["Content-Disposition"] = f'inline; filename="{attachment.uid.hex}.jpg"'
    answer["Cache-Control"] = f"{who}, max-age={int(span.total_seconds())}"
    answer["ETag"] = tag
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex"
    if not attachment.public:
        patch_vary_headers(answer, ("Cookie",))
    return answer
