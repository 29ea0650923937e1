"""Sending once more what was given up."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.notices.models import Delivery, DeliveryState
from gongjian.core.people.authority import trail_office
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record


@transaction.atomic
def send_again(delivery: Delivery, *, actor: Person, now: dt.datetime) -> Delivery:
    """Put a message that was not delivered back into the outbox. Raises Refused for any other."""
    held = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if held.state != DeliveryState.FAILED:
        raise Refused(_("This message has not failed, so it is not sent again."))
    held.state, held.attempts, held.unsure = DeliveryState.WAITING, 0, False
    held.next_at, held.made_at, held.ended_at = now, now, None
    held.save(update_fields=["state", "attempts", "unsure", "next_at", "made_at", "ended_at"])
    office = held.office or trail_office(actor)
    record("notices.send_again", actor=actor, obj=held, office=office, label=held.subject, now=now)
    return held
