"""What rates weigh in one number for a unit: dated data with its document, and the number itself."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.people.access import Access, access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.modules.reports.models import RateName, RateWeight

WEIGH = "reports.weigh"
MOST = 1000


@dataclass(frozen=True, slots=True)
class Method:
    """How the rates make one number in a span: `weights` by rate, empty where there is none; `problem` says why not."""

    weights: dict[str, int] = field(default_factory=dict)
    since: dt.date | None = None
    until: dt.date | None = None
    source: str = ""
    problem: str = ""

    def number(self, good: Mapping[str, float | None]) -> float | None:
        """The weighted mean of per cents that are good when high; None while one of the rates has none."""
        found = [(weight, good.get(rate)) for rate, weight in self.weights.items()]
        told = [(weight, value) for weight, value in found if value is not None]
        if not found or len(told) < len(found):
            return None
        return round(sum(weight * value for weight, value in told) / sum(self.weights.values()), 2)


def method_of(office: Area | None, *, since: dt.date, until: dt.date) -> Method:
    """The method that held through the whole span. One query."""
    if office is None:
        return Method(problem=_("Weights belong to one office: choose an area of one office."))
    touched = Q(since__lte=until) & (Q(until__isnull=True) | Q(until__gt=since))
    rows = list(RateWeight.objects.filter(touched, office=office))
    if not rows:
        return Method(problem=_("No document has set weights for these days."))
    edges = {(row.since, row.until) for row in rows}
    (first, end), *others = sorted(edges, key=lambda edge: edge[0])
    if others or first > since or (end is not None and end <= until):
        days = "、".join(sorted({str(day) for edge in edges for day in edge if day and since < day <= until}))
        return Method(
            problem=_("The weights changed within these days (%(days)s): choose days on one side.")
            % {"days": days}
        )
    return Method({row.rate: row.weight for row in rows}, first, end, rows[0].source)


@transaction.atomic
def set_weights(
    office: Area,
    *,
    weights: Mapping[str, int],
    since: dt.date,
    source: str,
    actor: Person | None,
    now: dt.datetime,
    access: Access | None = None,
) -> list[RateWeight]:
    """What the rates weigh from a day on, by a document; the weights before end on that day. All of 0 ends them without
    new ones. `actor` None is the product itself, seeding."""
    Area.objects.select_for_update().get(pk=office.pk)
    _check(office, weights, since=since, source=source, actor=actor, access=access, now=now)
    known = RateWeight.objects.filter(office=office)
    if known.filter(since__gte=since).exists():
        raise Refused(_("There are weights from that day or a later one already."), field="since")
    before = {row.rate: row.weight for row in known.filter(until__isnull=True)}
    known.filter(until__isnull=True).update(until=since)
    made = [
        RateWeight.objects.create(office=office, rate=rate, weight=weight, since=since, source=source.strip())
        for rate, weight in weights.items()
        if weight
    ]
    record(
        "reports.set_weights", actor=actor, obj=made[0] if made else office, office=office, label=source.strip(), now=now,
        changes={"weights": [before, {row.rate: row.weight for row in made}], "since": str(since)},
    )  # fmt: skip
    return made


def _check(
    office: Area,
    weights: Mapping[str, int],
    *,
    since: dt.date,
    source: str,
    actor: Person | None,
    access: Access | None,
    now: dt.datetime,
) -> None:
    if actor is not None:
        access = access or access_of(actor, today=timezone.localtime(now).date())
        if not access.may(WEIGH, office.path):
            raise Refused(_("Only the secretary of this office sets weights."), code="not_allowed")
    if not source.strip() or len(source.strip()) > 120:
        raise Refused(_("Name the document that sets the weights, in up to 120 characters."), field="source")
    if set(weights) - set(RateName.values):
        raise Refused(_("There is no such rate."), field="weights")
    for rate, weight in weights.items():
        if not 0 <= weight <= MOST:
            raise Refused(_("A weight is a whole number from 0 to 1,000."), field=rate)
