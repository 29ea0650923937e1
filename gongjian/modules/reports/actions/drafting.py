"""A report on its way through the three steps of the public page: kept by the server, sent once, swept after a day."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.forms import Form
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.files.actions import adopt_pictures, drop_pictures, keep_picture
from gongjian.core.privacy.sealing import seal, unseal
from gongjian.core.refusal import Refused
from gongjian.lib.masks import mask_text
from gongjian.modules.reports.actions.receiving import report_publicly
from gongjian.modules.reports.actions.told import Told, checked_text
from gongjian.modules.reports.models import Category, Draft, Report
from gongjian.modules.reports.questions import keep_answers

KEPT_FOR = dt.timedelta(days=1)
MOST_PICTURES = 9


@transaction.atomic
def keep_what(
    draft: Draft | None,
    *,
    text: str,
    now: dt.datetime,
    pictures: Sequence[bytes] = (),
    without_pictures: bool = False,
) -> Draft:
    """Step one: the words and the pictures so far. Begins a draft when there is none."""
    draft = draft or Draft()
    words = checked_text(text)
    draft.text_sealed, draft.changed_at = seal(draft, "text", words), now
    if without_pictures:
        drop_pictures(draft.pictures)
        draft.pictures = []
    if len(draft.pictures) + len(pictures) > MOST_PICTURES:
        raise Refused(_("At most nine pictures; some are kept already."), field="pictures")
    office = Area.objects.offices().current().first() if pictures else None
    for data in pictures:
        if office is None:
            raise Refused(_("No office takes reports here yet."))
        kept = keep_picture(data, office=office, by=None, now=now, stage="before")
        draft.pictures = [*draft.pictures, str(kept.uid)]
    draft.save()
    return draft


@transaction.atomic
def keep_where(
    draft: Draft, *, area: Area, place: str, lat: float | None, lon: float | None, now: dt.datetime
) -> Draft:
    """Step two: where it is."""
    draft.area, draft.lat, draft.lon, draft.changed_at = area, lat, lon, now
    draft.place_sealed = seal(draft, "place", place)
    draft.save()
    return draft


@transaction.atomic
def send_draft(
    draft: Draft,
    *,
    name: str,
    phone: str,
    wants_reply: bool,
    now: dt.datetime,
    category: Category | None = None,
    answers: Form | None = None,
) -> Report:
    """Step three: it becomes a report, with the answers to the questions of the category that was chosen. Sent twice, it is
    still one."""
    locked = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if locked.report_id:
        return Report.objects.get(pk=locked.report_id)
    if locked.area is None:
        raise Refused(_("Say first where it is."), field="area")
    report = report_publicly(
        Told(
            area=locked.area, text=unseal(locked, "text"), place=unseal(locked, "place"), lat=locked.lat, lon=locked.lon,
            name=name, phone=phone, wants_reply=wants_reply, category=category,
        ),
        now=now,
    )  # fmt: skip
    adopt_pictures(locked.pictures, item=report.item)
    if answers is not None:
        keep_answers(report.item, answers, now=now)
    locked.report, locked.text_sealed, locked.place_sealed, locked.changed_at = report, None, None, now
    locked.save()
    return report


def beginning_of(draft: Draft, length: int = 30) -> str:
    """The first words of the draft, masked, to recognise it by."""
    return mask_text(unseal(draft, "text")).text.replace("\n", " ")[:length]


def sweep_drafts(now: dt.datetime) -> int:
    """Take away drafts that nobody has touched for a day, with the pictures of those never sent."""
    old = Draft.objects.filter(changed_at__lt=now - KEPT_FOR)
    count = 0
    for draft in old.order_by("changed_at")[:500]:
        with transaction.atomic():
            if draft.report_id is None:
                drop_pictures(draft.pictures)
            draft.delete()
        count += 1
    return count
