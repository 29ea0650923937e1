"""Following what neighbours told already instead of telling it once more: an offer, a voice, and the address to look it up."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from gongjian.core.privacy.sealing import blind
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.bearer import digest_of
from gongjian.modules.reports.follow import TOKEN_LENGTH
from gongjian.modules.reports.models import MeToo, Report
from gongjian.modules.reports.models.category import DEEPEST

SALT = "reports.me_too"
VALID = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the address of a voice leads to: the report as it was followed, and where its matter goes on now."""

    voice: MeToo
    report: Report


def offer_of(uid: UUID, *, browser: str) -> str:
    """An offer to follow the report, good for a day in this browser: only who was shown it can take it up."""
    return signing.dumps([uid.hex, browser], salt=SALT)


@transaction.atomic
def say_me_too(offer: str, *, now: dt.datetime) -> str:
    """Count one more voice behind the report and give the token of its address; the same browser stays one voice.

    Raises Refused for an offer that is none or too old, and for a report that is finished or was taken off the public list.
    """
    try:
        told, browser = signing.loads(offer, salt=SALT, max_age=VALID)
        uid = UUID(hex=told)
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        raise Refused(_("This offer is too old. Go back and look again."), code="too_old") from None
    report = Report.objects.select_related("item__office").filter(uid=uid, public=True).first()
    report = _goes_on(report) if report else None
    if report is None or report.item.is_closed:
        raise Refused(_("That matter is finished meanwhile. Tell us yours, please."), code="wrong_state")
    token = blind(f"{browser}:{report.uid}", SALT)[:TOKEN_LENGTH]
    try:
        with transaction.atomic():
            made = MeToo.objects.create(report=report, token_hash=digest_of(token), at=now)
    except IntegrityError:
        return token
    record(
        "reports.say_me_too", actor=None, obj=made, office=report.office, label=str(report.item), item=report.item, now=now
    )  # fmt: skip
    return token


def find_neighbours(token: str) -> Neighbours:
    """What the token leads to; raises Http404 for one that is none."""
    rows = MeToo.objects.select_related("report__item__area", "report__item__office", "report__category")
    voice = rows.filter(token_hash=digest_of(token)).first() if len(token) == TOKEN_LENGTH else None
    if voice is None:
        raise Http404
    return Neighbours(voice, _goes_on(voice.report))


def _goes_on(report: Report) -> Report:
    """Where the matter of a joined report goes on."""
    for _step in range(DEEPEST):
        if report.merged_into_id is None:
            break
        rows = Report.objects.select_related("item__area", "item__office", "category")
        report = rows.get(pk=report.merged_into_id)
    return report
