"""Bytes to the disk before their row exists, and away again when no row came."""

import datetime as dt
import errno
import logging

from django.utils.translation import gettext as _

from gongjian.core.files.models import Attachment
from gongjian.core.files.store import older_than, path_of, write
from gongjian.core.refusal import Refused

logger = logging.getLogger(__name__)
ORPHAN_AGE = dt.timedelta(hours=24)
WITHDRAWN_KEPT = dt.timedelta(days=30)
FULL = (errno.ENOSPC, errno.EDQUOT)


def put_on_disk(attachment: Attachment, data: bytes, *, field: str) -> None:
    """Write the bytes to the attachment's place. Raises Refused, in words, when the disk is full or does not answer."""
    try:
        write(path_of(attachment.uid, kind=attachment.kind), data)
    except OSError as error:
        logger.exception("A file could not be written.")
        if error.errno in FULL:
            reason = _("The server's disk is full; nothing was changed. Tell the administrator.")
        else:
            reason = _(
                "The file could not be stored; nothing was changed. Try again in a moment, or go on without it."
            )
        raise Refused(
            reason, field=field, code="picture_disk" if field == "pictures" else "file_disk"
        ) from error


def sweep(now: dt.datetime) -> int:
    """Take away files that have had no row for a day, and those withdrawn a month ago; returns how many. A file written
    just now is left alone: its row may not be committed yet."""
    swept = 0
    wanted = Attachment.everything.exclude(withdrawn_at__lt=now - WITHDRAWN_KEPT)
    for path, uid in older_than(now - ORPHAN_AGE):
        if uid is None or not wanted.filter(uid=uid).exists():
            path.unlink(missing_ok=True)
            swept += 1
    if swept:
        logger.info("%d files without a row were removed.", swept)
    return swept
