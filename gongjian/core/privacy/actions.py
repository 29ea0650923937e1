"""Showing a sealed value in clear: only with a reason, and never without a trace."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils.translation import gettext as _

from gongjian.core.privacy.sealing import unseal
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.items.models import Item
    from gongjian.core.people.models import Person

SHORTEST_REASON = 4
LONGEST_REASON = 200


def reveal(
    instance: models.Model,
    field: str,
    *,
    actor: "Person",
    reason: str,
    office: "Area",
    label: str,
    now: dt.datetime,
    item: "Item | None" = None,
) -> str:
    """The sealed value in clear, with a trail row saying who saw which field and why. The caller checks who may.

    Raises Refused without a proper reason.
    """
    why = reason.strip()
    if len(why) < SHORTEST_REASON:
        raise Refused(_("Say in a few words why you need to see this."), field="reason")
    if len(why) > LONGEST_REASON:
        raise Refused(_("The reason is too long: at most 200 characters."), field="reason")
    with transaction.atomic():
        record(
            "privacy.reveal",
            actor=actor,
            obj=instance,
            office=office,
            label=label,
            changes={"field": field.removesuffix("_sealed")},
            reason=why,
            item=item,
            now=now,
        )
        return unseal(instance, field)
