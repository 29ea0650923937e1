"""Pairing a unit with a community or a branch, and ending it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.items.verbs import line
from gongjian.core.orgs.models import PARTY, Unit, UnitKind
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.modules.network import policy
from gongjian.modules.network.actions.lines import trail
from gongjian.modules.network.models import Pairing


@transaction.atomic
def pair(
    unit: Unit, *, other: Unit, purpose: str, since: dt.date, actor: Person | None, now: dt.datetime
) -> Pairing:
    """The unit stands by a community or a branch from a day on. Raises Refused for a pair that is there already."""
    unit = Unit.objects.select_for_update(of=("self",)).select_related("office").get(pk=unit.pk)
    policy.demand("network.agree", other.area.path, actor, now=now)
    if unit.kind != UnitKind.PARTNER or not unit.active:
        raise Refused(_("Choose a partner unit that takes part."), field="unit")
    if (
        other.office_id != unit.office_id
        or not other.active
        or other.kind not in (UnitKind.COMMUNITY, *PARTY)
    ):
        raise Refused(_("Choose a community or a Party organisation of the same office."), field="other")
    if unit.pairings.filter(other=other, until__isnull=True).exists():
        raise Refused(_("The two are paired already."), field="other", code="twice")
    row = Pairing.objects.create(
        office=unit.office, area=other.area, area_path=other.area.path, unit=unit, other=other, since=since,
        purpose=line(purpose, field="purpose"),
    )  # fmt: skip
    trail(
        "pair",
        row,
        unit.office,
        actor=actor,
        now=now,
        area_path=other.area.path,
        changes={"since": [None, since]},
    )
    return row


@transaction.atomic
def end_pairing(
    pairing: Pairing, *, on: dt.date, reason: str, actor: Person | None, now: dt.datetime
) -> Pairing:
    """The pairing ends; it stays readable."""
    rows = Pairing.objects.select_for_update(of=("self",)).select_related("unit__office", "other__area")
    row = rows.get(pk=pairing.pk)
    policy.demand("network.agree", row.other.area.path, actor, now=now)
    if row.until:
        raise Refused(_("The pairing has ended already."), code="wrong_state")
    if on <= row.since:
        words = _("It began on %(day)s; choose a later day.")
        raise Refused(words % {"day": row.since.isoformat()}, field="on")
    row.until, row.end_reason = on, line(reason, field="reason")
    row.save(update_fields=["until", "end_reason"])
    trail("unpair", row, row.unit.office, actor=actor, now=now, area_path=row.other.area.path,
          changes={"until": [None, on]}, reason=row.end_reason)  # fmt: skip
    return row
