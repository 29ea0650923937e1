"""Keeping pictures: drawn anew without metadata, on disk before the row exists."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.files.actions.disk import put_on_disk
from gongjian.core.files.actions.space import give_back, take_space
from gongjian.core.files.models import Attachment, Stage
from gongjian.core.files.told import metres_off, taken_at
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.masks import mask_text
from gongjian.lib.pictures import BadPicture, Picture, reencode

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.items.models import Item, Step
    from gongjian.core.people.models import Person

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 2560
PER_STEP = 9


@transaction.atomic
def keep_picture(
    data: bytes | Picture,
    *,
    office: "Area",
    by: "Person | None",
    now: dt.datetime,
    item: "Item | None" = None,
    step: "Step | None" = None,
    stage: str = Stage.BEFORE,
    caption: str = "",
    public: bool = False,
) -> Attachment:
    """Keep one picture with an item and a step, and what its device told of time and distance. Raises Refused when it cannot
    be read, is too large, or is one too many.

    A transaction that fails later leaves a file without a row; `sweep` takes it away.
    """
    picture = data if isinstance(data, Picture) else draw_anew(data)
    _check_count(item, step, stage)
    attachment = Attachment(
        office=office,
        item=item,
        step=step,
        stage=stage,
        caption=mask_text(caption.strip()).text[:80],
        public=public,
        sha256=picture.sha256,
        size=len(picture.jpeg),
        width=picture.width,
        height=picture.height,
        by=by,
        at=now,
        taken_at=taken_at(picture.told),
        metres_off=metres_off(picture.told, item),
    )
    put_on_disk(attachment, picture.jpeg, field="pictures")
    attachment.save(force_insert=True)
    take_space(office, size=attachment.size, field="pictures")
    facts = {"sha256": picture.sha256, "stage": str(stage), "public": public}
    record(
        "files.keep",
        actor=by,
        obj=attachment,
        office=office,
        label=about(item),
        item=item,
        changes=facts,
        now=now,
    )
    return attachment


@transaction.atomic
def set_public(attachment: Attachment, *, public: bool, by: "Person", now: dt.datetime) -> None:
    """Show a picture on the public list, or take it back. The caller checks who may."""
    row = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if row.public == public:
        return
    row.public = public
    row.save(update_fields=["public"])
    record(
        "files.set_public", actor=by, obj=row, office=row.office, label=about(row.item), item=row.item,
        changes={"public": [not public, public]}, now=now,
    )  # fmt: skip


def adopt_pictures(uids: "Iterable[str]", *, item: "Item") -> None:
    """Hang pictures kept for a draft on the item that it became; pictures of another item are left alone."""
    Attachment.objects.filter(uid__in=list(uids), item__isnull=True).update(item=item, office=item.office)


def drop_pictures(uids: "Iterable[str]") -> None:
    """Take away pictures of a draft that came to nothing: the rows now, their files at the next sweep."""
    gone = Attachment.objects.filter(uid__in=list(uids), item__isnull=True)
    for office, size in gone.values_list("office_id", "size"):
        give_back(office, size=size)
    gone.delete()


def draw_anew(data: bytes) -> Picture:
    """The picture without metadata, at most 2,560 pixels a side. Takes up to a second: call it before a transaction
    and hand the result to `keep_picture`. Raises Refused."""
    try:
        return reencode(data, max_pixels=MAX_PIXELS, max_side=MAX_SIDE, max_bytes=MAX_BYTES)
    except BadPicture as bad:
        raise Refused(_reason(bad.code), field="pictures", code=f"picture_{bad.code}") from bad


def _reason(code: str) -> str:
    reasons = {
        "empty": _("The file is empty. Choose the picture again."),
        "wrong_type": _("This is not a picture that can be kept: send JPEG, PNG, WebP or GIF."),
        "heic": _(
            "HEIC pictures cannot be read here: set the camera to “most compatible”, or send a screenshot of it."
        ),
        "too_large": _("The picture is larger than 20 MB. Take it again with a lower quality."),
        "too_many_pixels": _(
            "The picture has more than 40 million pixels. Make it smaller and send it again."
        ),
    }
    return reasons.get(code, _("The picture is damaged and cannot be opened. Take or choose another one."))


def _check_count(item: "Item | None", step: "Step | None", stage: str) -> None:
    if item is None:
        return
    kept = Attachment.objects.filter(item=item, step=step, stage=stage).count()
    if kept >= PER_STEP:
        raise Refused(
            _("At most nine pictures can be kept with one step."), field="pictures", code="picture_count"
        )


def about(item: "Item | None") -> str:
    """What a trail row of a file is about, without the file's name: that may name a person."""
    return str(item) if item is not None else _("Picture")
