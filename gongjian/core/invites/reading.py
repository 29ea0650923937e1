"""Finding a private link by its token, and saying in words why one opens nothing any more."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.invites.models import Invite, InviteAnswer
from gongjian.lib.bearer import digest_of


def invite_by(token: str) -> Invite | None:
    """The link of this token, if there is one."""
    found = Invite.objects.select_related("unit__office", "unit__area")
    return found.filter(digest=digest_of(token)).first()


def why_closed(invite: Invite, *, now: dt.datetime) -> str:
    """In words why it can no longer be answered; "" while it can."""
    if invite.answered_at:
        words = _("You accepted by this link on %(day)s. The office knows.")
        if invite.answer == InviteAnswer.DECLINED:
            words = _("You declined by this link on %(day)s. The office knows.")
        return words % {"day": timezone.localdate(invite.answered_at).isoformat()}
    if invite.revoked_at:
        return _("The office took this link back. Ask %(office)s if you expected something here.") % {
            "office": invite.unit.office.short_name
        }
    if now >= invite.expires_at:
        words = _("This link was good until %(day)s. Ask %(office)s for a new one.")
        day = timezone.localdate(invite.expires_at).isoformat()
        return words % {"day": day, "office": invite.unit.office.short_name}
    if invite.what_for is None or not invite.unit.active:
        return _("What this link was about is no longer open. Ask the office.")
    return ""
