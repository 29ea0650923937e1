"""Bringing in units that are partners already, without a request of theirs."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import Act, record_many
from gongjian.modules.network.actions.joining import Facts, new_joining
from gongjian.modules.network.models import LIVE, Joining, JoiningState
from gongjian.modules.network.names import key_of


@transaction.atomic
def bring_in(
    office: Area,
    rows: Sequence[tuple[Facts, dt.date]],
    *,
    actor: Person | None,
    now: dt.datetime,
    is_demo: bool = False,
) -> list[int | Refused]:
    """Units that are in the alliance already, from a list: as many queries for five hundred as for one. The answer has
    for each its id, or why it alone was left out."""
    keys = [key_of(facts.name) for facts, _since in rows]
    known = set(
        Joining.objects.filter(office=office, name_key__in=keys, state__in=LIVE).values_list(
            "name_key", flat=True
        )
    )
    units = {unit.name: unit for unit in Unit.objects.of_office(office.pk)}
    taken = set(
        Joining.objects.filter(office=office, unit__isnull=False).values_list("unit__name", flat=True)
    )
    answers: list[int | Refused] = []
    fresh: list[Unit] = []
    made: list[Joining] = []
    for (facts, since), key in zip(rows, keys, strict=True):
        unit = units.get(facts.name)
        if (
            key in known
            or facts.name in taken
            or (unit and (unit.kind != UnitKind.PARTNER or not unit.active))
        ):
            answers.append(Refused(_("A unit of this name is there already."), field="name"))
            continue
        known.add(key)
        if unit is None:
            unit = Unit(office=office, area=office, kind=UnitKind.PARTNER, name=facts.name)
            fresh.append(unit)
        row = new_joining(office, facts, now=now, is_demo=is_demo)
        row.state, row.since, row.unit, row.decided_at, row.decided_by = (
            JoiningState.MEMBER,
            since,
            unit,
            now,
            actor,
        )
        made.append(row)
        answers.append(0)
    Unit.objects.bulk_create(fresh)
    by_name = {
        unit.name: unit for unit in Unit.objects.filter(office=office, name__in=[one.name for one in made])
    }
    for row in made:
        row.unit = by_name[row.name]
    Joining.objects.bulk_create(made)
    ids = dict(Joining.objects.filter(uid__in=[row.uid for row in made]).values_list("uid", "pk"))
    for row in made:
        row.pk = ids[row.uid]
    acts = [
        Act(action="network.bring_in", obj=row, label=row.name, now=now, changes={"state": ["", row.state]})
        for row in made
    ]
    record_many(acts, actor=actor, office=office)
    left = iter(made)
    return [answer if isinstance(answer, Refused) else next(left).pk for answer in answers]
