"""How much of its file space an office has used: counted with every file, in one statement, so that none is too many."""

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, F, Sum
from django.utils.translation import gettext as _

from gongjian.core.files.models import Attachment, FileSpace
from gongjian.core.refusal import Refused

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area

MEGABYTE = 1024 * 1024


def take_space(office: "Area", *, size: int, field: str) -> None:
    """Count a file of `size` bytes towards the office. Raises Refused when it would be more than the office may keep.

    Two files at once wait for each other on the office's row; call it last, as the row stays locked until the commit.
    """
    most = settings.FILES_OFFICE_BYTES
    FileSpace.objects.get_or_create(office=office)
    fitting = FileSpace.objects.filter(office=office, used__lte=most - size)
    if not fitting.update(used=F("used") + size, files=F("files") + 1):
        raise Refused(
            _(
                "The office's space for files (%(limit)s MB) is used up; nothing was changed. Tell the administrator."
            )
            % {"limit": most // MEGABYTE},
            field=field,
            code="file_space",
        )


def give_back(office_id: int, *, size: int) -> None:
    """Uncount a file that is gone."""
    FileSpace.objects.filter(office=office_id).update(used=F("used") - size, files=F("files") - 1)


def recount(now: dt.datetime) -> int:
    """Set every office's count right from the files themselves; returns how many were wrong."""
    wrong = 0
    sums = Attachment.objects.order_by().values("office").annotate(used=Sum("size"), files=Count("pk"))
    for one in sums:
        right = {"used": one["used"], "files": one["files"]}
        space, made = FileSpace.objects.get_or_create(office_id=one["office"], defaults=right)
        if not made and (space.used, space.files) != (one["used"], one["files"]):
            # Only where nothing was counted meanwhile: a file kept just now would be lost from the sum.
            same = FileSpace.objects.filter(pk=space.pk, used=space.used, files=space.files)
            wrong += same.update(**right)
    return wrong
