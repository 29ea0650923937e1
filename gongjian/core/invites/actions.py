"""The writers of private links: give one, take it back, answer by it, forget whom it was given to."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from gongjian.core.invites.models import Invite, InviteAnswer
from gongjian.core.invites.purpose import purpose_named
from gongjian.core.invites.reading import why_closed
from gongjian.core.invites.tokens import address_of, token_of
from gongjian.core.privacy.erasing import erase, note_erased
from gongjian.core.privacy.sealing import seal
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.lib.bearer import digest_of

if TYPE_CHECKING:
    from gongjian.core.orgs.models import Unit
    from gongjian.core.people.models import Person

DAYS, MOST_DAYS = 14, 90
KEEP_CONTACT = dt.timedelta(days=30)
LONGEST_REASON = 200


@transaction.atomic
def invite(
    obj: models.Model,
    *,
    purpose: str,
    unit: "Unit",
    contact: str,
    by: "Person | None",
    now: dt.datetime,
    days: int = DAYS,
) -> str:
    """Give the unit's contact a private address on which she sees this thing and answers; returns the address.

    An earlier link of the same purpose to the same unit about the same thing, still open, is taken back.
    Raises ValueError for a purpose that no manifest declares.
    """
    if purpose_named(purpose) is None:
        raise ValueError(f"no manifest declares the purpose {purpose}")
    if not 1 <= days <= MOST_DAYS:
        raise Refused(_("A private link is good for 1 to %(most)d days.") % {"most": MOST_DAYS}, field="days")
    if not unit.active:
        raise Refused(_("%(unit)s takes no more part.") % {"unit": unit}, field="unit")
    thing: Any = getattr(obj, "item", obj)
    earlier = Invite.objects.about(obj, purpose=purpose).waiting(now).filter(unit=unit)
    for old in earlier.select_for_update():
        _close(old, actor=by, now=now, reason=_("A new link was given."))
    made = Invite(
        purpose=purpose, model=obj._meta.label_lower, object_id=obj.pk, label=str(thing)[:200], unit=unit,
        by=by, made_at=now, expires_at=now + dt.timedelta(days=days),
    )  # fmt: skip
    made.digest = digest_of(token_of(made))
    made.contact_sealed = seal(made, "contact", contact.strip())
    made.save()
    changes = {"purpose": purpose, "until": made.expires_at, "to": str(unit)}
    _record("invites.give", made, actor=by, now=now, changes=changes)
    return address_of(made)


@transaction.atomic
def revoke(given: Invite, *, reason: str, by: "Person", now: dt.datetime) -> Invite:
    """The link opens nothing any more. Raises Refused for one that is over already."""
    found = Invite.objects.select_for_update().get(pk=given.pk)
    if not found.is_open(now):
        raise Refused(_("This link is over already: it opens nothing any more."))
    if not (reason := reason.strip()):
        raise Refused(_("Say why the link is taken back."), field="reason")
    return _close(found, actor=by, now=now, reason=reason)


@transaction.atomic
def answer(given: Invite, *, accepted: bool, reason: str, now: dt.datetime) -> Invite:
    """The contact's answer, once: the purpose's own action and the link's end are one transaction.

    Raises Refused for a link that is over, a missing reason, and whatever the purpose's action refuses.
    """
    found = Invite.objects.select_for_update().select_related("unit").get(pk=given.pk)
    purpose, thing = found.what_for, thing_of(found)
    if (words := why_closed(found, now=now)) or purpose is None or thing is None:
        raise Refused(words, code="gone")
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise Refused(_("The reason is too long: at most 200 characters."), field="reason")
    if not accepted and purpose.reason_needed and not reason:
        raise Refused(_("Say in a few words why not, so that the office can look elsewhere."), field="reason")
    act = purpose.accept if accepted else purpose.decline
    act(thing, unit=found.unit, reason=reason, actor=None, now=now)
    found.answer = InviteAnswer.ACCEPTED if accepted else InviteAnswer.DECLINED
    found.answered_at, found.reason = now, reason
    found.save(update_fields=["answer", "answered_at", "reason"])
    verb = "invites.accept" if accepted else "invites.decline"
    _record(verb, found, actor=None, now=now, changes={"answer": found.answer}, reason=reason)
    return found


def count_opening(given: Invite, *, now: dt.datetime) -> None:
    """The page was opened."""
    Invite.objects.filter(pk=given.pk).update(opened=F("opened") + 1, opened_at=now)


def forget_invited(now: dt.datetime) -> int:
    """Destroy to whom links were given, 30 days after their end; says how many."""
    old = Invite.objects.filter(expires_at__lt=now - KEEP_CONTACT, contact_sealed__isnull=False)
    return erase(old, now=now, contact_sealed=None)


def thing_of(given: Invite) -> Any:
    """What the link shows; None where it is no longer there."""
    try:
        model = apps.get_model(given.model)
    except LookupError:
        return None
    return model._default_manager.filter(pk=given.object_id).first()


def _close(found: Invite, *, actor: "Person | None", now: dt.datetime, reason: str) -> Invite:
    found.revoked_at = now
    found.save(update_fields=["revoked_at"])
    note_erased(found, "revoked_at", now=now)
    _record("invites.revoke", found, actor=actor, now=now, changes={"open": [True, False]}, reason=reason)
    return found


def _record(
    action: str,
    found: Invite,
    *,
    actor: "Person | None",
    now: dt.datetime,
    changes: dict[str, Any],
    reason: str = "",
) -> None:
    unit = found.unit
    record(
        action, actor=actor, obj=found, office=unit.office, label=found.label, changes=changes, reason=reason,
        area_path=unit.area.path, now=now,
    )  # fmt: skip
