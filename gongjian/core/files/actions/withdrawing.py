"""Withdrawing a file that should not have been added: it is shown and given out no more, and its bytes go after a while."""

import datetime as dt
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.files.actions.pictures import about
from gongjian.core.files.actions.space import give_back
from gongjian.core.files.models import Attachment
from gongjian.core.privacy.erasing import note_erased
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.masks import mask_text

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

LONGEST = 200


@transaction.atomic
def withdraw_file(attachment_id: int, *, reason: str, by: "Person", now: dt.datetime) -> Attachment:
    """Take the file off its matter. Row, reason and trail stay; the bytes are destroyed by the sweep after 30 days.

    Raises Refused when the person may not, no reason is given, or an own field of the matter holds the file.
    """
    from gongjian.core.files.policy import may_withdraw
    from gongjian.core.people.access import access_of

    every = Attachment.everything.select_for_update(of=("self",)).select_related("item", "office")
    row = every.get(pk=attachment_id)
    if row.withdrawn_at is not None:
        return row
    if not may_withdraw(row, access_of(by, today=timezone.localdate(now))):
        words = _("Whoever added the file withdraws it, or somebody who may do so for this area.")
        raise Refused(words, code="not_allowed")
    why = mask_text(reason.strip()).text
    if not why:
        raise Refused(_("Give the reason in a few words."), field="reason", code="missing")
    if len(why) > LONGEST:
        raise Refused(
            _("The reason is too long: at most %(most)d characters.") % {"most": LONGEST}, field="reason"
        )
    if apps.get_model("fields", "FieldValue")._default_manager.filter(file=row).exists():
        raise Refused(
            _("The file stands in a field of the matter: empty that field or put another file there first.")
        )
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_why, row.public = now, by, why, False
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why", "public"])
    note_erased(row, "withdrawn_at", "public", now=now)
    give_back(row.office_id, size=row.size)
    record(
        "files.withdraw", actor=by, obj=row, office=row.office, label=about(row.item), item=row.item, reason=why,
        changes={"sha256": row.sha256, "stage": str(row.stage), "kind": row.kind}, now=now,
    )  # fmt: skip
    return row
