"""Keeping files of any kind with an item: known by their content, given out under a safe name, never twice."""

import datetime as dt
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from gongjian.core.files.actions.disk import put_on_disk
from gongjian.core.files.actions.pictures import MAX_BYTES, about, draw_anew
from gongjian.core.files.actions.space import take_space
from gongjian.core.files.models import PICTURE, Attachment, Stage
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.documents import BadDocument, document_of, is_picture, safe_name
from gongjian.lib.masks import mask_text
from gongjian.lib.zh import clean_text

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.items.models import Item, Step
    from gongjian.core.people.models import Person

PER_ITEM = 500
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that may be kept: its bytes as they will lie on the disk, what they are, and its masked name."""

    data: bytes
    kind: str
    name: str
    sha256: str
    width: int = 0
    height: int = 0


def prepare(data: bytes | Path, *, name: str = "") -> Prepared:
    """See what a file is; a picture is drawn anew without metadata. May take a second: call it before a transaction.

    `name` is what the person called it (default: the path's own). Raises Refused.
    """
    if isinstance(data, Path):
        name, data = name or data.name, _read(data)
    if is_picture(data):
        drawn = draw_anew(data)
        shown = mask_text(Path(clean_text(name)).stem[: LONGEST_NAME - 4]).text or "picture"
        return Prepared(drawn.jpeg, PICTURE, f"{shown}.jpg", drawn.sha256, drawn.width, drawn.height)
    try:
        found = document_of(data, name, max_bytes=MAX_BYTES)
    except BadDocument as bad:
        raise Refused(_reason(bad.code), field="files", code=f"file_{bad.code}") from bad
    masked = safe_name(mask_text(found.name).text.replace("*", "×"), found.kind)
    return Prepared(data, found.kind, masked, sha256(data).hexdigest())


@transaction.atomic
def keep_file(
    data: "bytes | Path | Prepared",
    *,
    office: "Area",
    by: "Person | None",
    now: dt.datetime,
    item: "Item | None" = None,
    step: "Step | None" = None,
    name: str = "",
    caption: str = "",
    stage: str = Stage.FILE,
) -> Attachment:
    """Keep a file of any kind that is taken. A file whose very bytes the item holds already is not kept again: its row
    is answered. Raises Refused for kinds that are not taken, and where item or office have no room left.

    A transaction that fails later leaves a file without a row; `sweep` takes it away.
    """
    ready = data if isinstance(data, Prepared) else prepare(data, name=name)
    known = _known(item, ready, stage)
    if known:
        return known
    _check_room(item, ready)
    attachment = Attachment(
        office=office, item=item, step=step, stage=stage, kind=ready.kind, name=ready.name,
        caption=mask_text(caption.strip()).text[:80], sha256=ready.sha256, size=len(ready.data),
        width=ready.width, height=ready.height, by=by, at=now,
    )  # fmt: skip
    put_on_disk(attachment, ready.data, field="files")
    attachment.save(force_insert=True)
    facts = {"sha256": ready.sha256, "stage": str(stage), "kind": ready.kind}
    record(
        "files.keep_file",
        actor=by,
        obj=attachment,
        office=office,
        label=about(item),
        item=item,
        changes=facts,
        now=now,
    )
    take_space(office, size=attachment.size, field="files")
    return attachment


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused(_reason("too_large"), field="files", code="file_too_large")
        return path.read_bytes()
    except OSError as error:
        raise Refused(
            _("The file is not there any more; choose it again."), field="files", code="file_gone"
        ) from error


def _known(item: "Item | None", ready: Prepared, stage: str) -> Attachment | None:
    if item is None:
        return None
    known: Attachment | None = Attachment.objects.filter(item=item, sha256=ready.sha256, stage=stage).first()
    return known


def _check_room(item: "Item | None", ready: Prepared) -> None:
    """Lock the item, so that two uploads at once count each other."""
    if item is None:
        return
    type(item).objects.select_for_update().filter(pk=item.pk).values_list("pk").first()
    held = Attachment.objects.filter(item=item).aggregate(count=Count("pk"), size=Sum("size"))
    if held["count"] >= PER_ITEM:
        reason = _("At most %(count)s files are kept with one matter.") % {"count": PER_ITEM}
        raise Refused(reason, field="files", code="file_count")
    if (held["size"] or 0) + len(ready.data) > settings.FILES_ITEM_BYTES:
        limit = settings.FILES_ITEM_BYTES // (1024 * 1024)
        reason = _("The files of one matter may have %(limit)s MB in all; this one would be too much.")
        raise Refused(reason % {"limit": limit}, field="files", code="file_room")


def _reason(code: str) -> str:
    reasons = {
        "empty": _("The file is empty. Choose it again."),
        "too_large": _("The file is larger than 20 MB. Make it smaller or split it."),
        "archive": _("This is a compressed archive. Unpack it and send the files inside."),
        "program": _("This is a program or a web page; such files are not kept."),
        "macros": _("The file holds macros. Save it without them (.docx, .xlsx) and send that."),
        "locked": _("The file is locked with a password, so nobody could read it here. Save it without one."),
        "broken": _("The file is damaged or was not sent whole. Save it anew and send it again."),
    }
    other = _(
        "Files of this kind are not kept. Send pictures, PDF, OFD, Word, Excel, PowerPoint, WPS or text."
    )
    return reasons.get(code, other)
