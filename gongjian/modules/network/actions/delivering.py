"""What an agreement promised and what was delivered of it, noted by hand or counted by itself."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item
from gongjian.core.links.actions import link
from gongjian.core.links.models import ITEM, Link
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.modules.network import policy
from gongjian.modules.network.actions.lines import locked, step, trail
from gongjian.modules.network.models import DELIVERY, OPEN_TO_DELIVERY, AgreementTerm
from gongjian.modules.network.offers import promising


@transaction.atomic
def note_delivery(
    term: AgreementTerm, *, matter: Item, actor: Person | None, now: dt.datetime, note: str = ""
) -> Link:
    """A matter that was done counts as a delivery of the term, once; the link stays in both threads."""
    row = locked(term.agreement_id)
    policy.demand("network.agree", row.item.area_path, actor, now=now)
    if row.item.state not in OPEN_TO_DELIVERY:
        raise Refused(_("Deliveries are counted while the agreement holds."), code="wrong_state")
    if matter.pk == row.pk:
        raise Refused(_("An agreement is no delivery of itself."), field="matter")
    if matter.office_id != row.item.office_id:
        raise Refused(_("No matter of your office has this number."), field="matter")
    if not matter.is_closed:
        raise Refused(
            _("Only what is finished counts as delivered: close that matter first."), field="matter"
        )
    fresh = not Link.objects.coming_in(term).filter(kind=DELIVERY, source_id=matter.pk).exists()
    tied = link(matter, to=term, kind=DELIVERY, by=actor, now=now, note=note)
    if fresh:
        step(row.item, "delivery", note=f"{matter.number} → {term.what}", actor=actor, now=now)
        trail(
            "deliver",
            term,
            row.item.office,
            actor=actor,
            now=now,
            item=row.item,
            changes={"by": [None, matter.number]},
        )
    return tied


@transaction.atomic
def count_by_itself(matter: Item, *, now: dt.datetime) -> Link | None:
    """A matter was finished that gave something out of a list: it counts for the term that promises it, if one does."""
    names = [
        (one.target_model, one.target_id)
        for one in Link.objects.going_out(matter)
        if one.target_model != ITEM
    ]
    if not names:
        return None
    term = promising(names, office_id=matter.office_id, area_path=matter.area_path)
    return note_delivery(term, matter=matter, actor=None, now=now) if term else None


def count_deliveries(term_id: int) -> bool:
    """Count a term's deliveries anew, from the live links that point at it; whether the number changed."""
    links = Link.objects.live().filter(
        kind=DELIVERY, target_model=AgreementTerm._meta.label_lower, target_id=term_id
    )
    changed = AgreementTerm.objects.filter(pk=term_id).exclude(delivered=(number := links.count()))
    return bool(changed.update(delivered=number))
