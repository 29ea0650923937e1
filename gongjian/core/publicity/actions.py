"""The writers of publications: showing a matter to everybody, taking it back, taking an objection in."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.events import emit
from gongjian.core.files.models import PICTURE
from gongjian.core.items.models import Item
from gongjian.core.people.access import Access, access_of
from gongjian.core.privacy.erasing import note_erased
from gongjian.core.publicity.events import ObjectionRaised, Published, Taken
from gongjian.core.publicity.models import LONGEST_WHY, Objection, Publication, ShownToAll
from gongjian.core.publicity.policy import may_publish
from gongjian.core.publicity.registry import public_kinds
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.masks import mask_text

if TYPE_CHECKING:
    from gongjian.core.people.models import Person

MOST_DAYS = 60


@transaction.atomic
def publish(
    item: Item,
    *,
    by: "Person | None",
    now: dt.datetime,
    notice_days: int | None = None,
    title: str = "",
    access: Access | None = None,
    is_demo: bool = False,
) -> Publication:
    """Show a matter to everybody, with `notice_days` (0 to 60; None: as its kind has it) open to objections.

    A matter that is shown already is returned as it is. Raises Refused where the kind has no public page, where
    something is lacking, for somebody who may not, for a period that is none.
    """
    item = Item.objects.select_for_update(of=("self",)).select_related("office", "area").get(pk=item.pk)
    kind = public_kinds().get(item.kind)
    if kind is None:
        raise Refused(_("Matters of this kind have no public page."))
    if by is not None and not may_publish(item, access or access_of(by, today=timezone.localdate(now))):
        raise Refused(_("You may publish matters of your own area only."), code="not_allowed")
    if shown := publication_of(item):
        return shown
    if kind.lacking and (words := kind.lacking(item)):
        raise Refused(words)
    days = kind.notice_days if notice_days is None else notice_days
    if not 0 <= days <= MOST_DAYS:
        raise Refused(
            _("The period of public notice has 0 to %(most)d days.") % {"most": MOST_DAYS}, field="days"
        )
    shown = Publication.objects.create(
        office=item.office, item=item, kind=item.kind, title=mask_text(title.strip() or item.title).text[:200],
        published_at=now, published_by=by, notice_until=_end(now, days), is_demo=is_demo,
    )  # fmt: skip
    _record(
        "publicity.publish",
        shown,
        by=by,
        now=now,
        changes={"title": [None, shown.title], "days": [None, days]},
    )
    emit(Published(shown))
    return shown


@transaction.atomic
def withdraw(shown: Publication, *, why: str, by: "Person | None", now: dt.datetime) -> Publication:
    """Take a publication back; its page says that it was, and when. Raises Refused without a reason or the second time."""
    shown = (
        Publication.objects.select_for_update(of=("self",)).select_related("item", "office").get(pk=shown.pk)
    )
    if by is not None and not may_publish(shown.item, access_of(by, today=timezone.localdate(now))):
        raise Refused(_("You may take back publications of your own area only."), code="not_allowed")
    take_back(shown, why=why, by=by, now=now)
    _record(
        "publicity.withdraw",
        shown,
        by=by,
        now=now,
        changes={"shown": [True, False]},
        reason=shown.withdrawn_why,
    )
    return shown


def take_back(shown: ShownToAll, *, why: str, by: "Person | None", now: dt.datetime) -> None:
    """Mark the row, locked by the caller, as taken back, and note it so that no restored backup shows it again.

    Raises Refused without a reason or the second time. Who may, and the trail row, are the caller's.
    """
    if shown.withdrawn_at:
        raise Refused(_("It was taken back already."))
    if not why.strip():
        raise Refused(_("Say why it is taken back; the reason stands on the page."), field="why")
    shown.withdrawn_at, shown.withdrawn_by = now, by
    shown.withdrawn_why = mask_text(why.strip()).text[:LONGEST_WHY]
    shown.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    note_erased(shown, "withdrawn_at", now=now)


@transaction.atomic
def object_to(shown: Publication, *, text: str, now: dt.datetime, name: str = "", phone: str = "") -> Taken:
    """Take an objection in: it becomes a matter of its own. The row is locked, so that the last minute is one minute for
    everybody; at `notice_until` itself the period is over."""
    shown = (
        Publication.objects.select_for_update(of=("self",))
        .select_related("item__area", "office")
        .get(pk=shown.pk)
    )
    if not shown.is_open(now):
        raise Refused(
            _(
                "The period of public notice is over. You can still report the matter to the office at any time."
            ),
            code="too_late",
        )
    event = ObjectionRaised(shown, text, name, phone, now)
    emit(event)
    if not event.taken:
        raise Refused(_("Objections are taken at the counter of the office at the moment."))
    taken = event.taken[0]
    objection = Objection.objects.create(publication=shown, item=taken.item, at=now)
    record(
        "publicity.object", actor=None, obj=objection, office=shown.office, label=str(shown), item=shown.item,
        now=now, changes={"number": taken.item.number},
    )  # fmt: skip
    return taken


@transaction.atomic
def choose_pictures(
    shown: Publication,
    *,
    chosen: Collection[int],
    by: "Person",
    now: dt.datetime,
    access: Access | None = None,
) -> int:
    """Say which pictures of the matter everybody sees, by their ids; returns how many changed."""
    if not may_publish(shown.item, access or access_of(by, today=timezone.localdate(now))):
        raise Refused(_("You may publish matters of your own area only."), code="not_allowed")
    pictures = list(shown.item.attachments.select_for_update().filter(kind=PICTURE))
    if set(chosen) - {picture.pk for picture in pictures}:
        raise Refused(_("There is no such picture with this matter."))
    changed = [picture for picture in pictures if picture.public != (picture.pk in chosen)]
    for picture in changed:
        picture.public = not picture.public
        picture.save(update_fields=["public"])
    if changed:
        told = {str(picture.uid): [not picture.public, picture.public] for picture in changed}
        _record("publicity.choose_pictures", shown, by=by, now=now, changes=told)
    return len(changed)


def publication_of(item: Item) -> Publication | None:
    """The publication under which a matter is shown now."""
    return Publication.objects.shown().filter(item=item).first()


def open_objections(item: Item) -> int:
    """How many objections against a matter are not answered yet: what closes a project waits for them."""
    return Objection.objects.open().filter(publication__item=item).count()


def _end(now: dt.datetime, days: int) -> dt.datetime | None:
    """The end of the last whole day of the period, as a moment that is no longer part of it."""
    if not days:
        return None
    day = timezone.localdate(now) + dt.timedelta(days=days + 1)
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _record(
    action: str,
    shown: Publication,
    *,
    by: "Person | None",
    now: dt.datetime,
    changes: Mapping[str, object],
    reason: str = "",
) -> None:
    record(
        action, actor=by, obj=shown, office=shown.office, label=shown.title, item=shown.item, now=now, changes=changes,
        reason=reason,
    )  # fmt: skip
