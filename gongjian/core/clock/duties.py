"""The writers of duties: what others demand within a time is entered, and ended."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.clock.duty_rows import ALWAYS, ORDER
from gongjian.core.clock.limits import BESIDE_THE_LEAD, add_limit
from gongjian.core.clock.models import BY_HAND, Duty, End, Start
from gongjian.core.items.flow import Flow
from gongjian.core.manifest import flows
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.core.words import Words

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.people.models import Person


def circumstances_of(flow: Flow) -> list[tuple[str, Words]]:
    """When a duty of the kind may hold, as choices."""
    return [
        (ALWAYS, gettext_lazy("always, where the table has a limit for the category")),
        *flow.circumstances.items(),
        (BY_HAND, gettext_lazy("when somebody puts it on a matter")),
    ]


@transaction.atomic
def add_duty(
    kind: str,
    *,
    label: str,
    source: str,
    since: dt.date,
    office: "Area | None",
    trail_office: "Area",
    actor: "Person | None",
    now: dt.datetime,
    choice: str = "",
    when: str = ALWAYS,
    start: str = Start.REPORTED,
    end: str = End.CLOSED,
    by_date: bool = False,
    amount: int | None = None,
    unit: str = "",
    code: str = "",
) -> Duty:
    """A new duty, and with an amount its limit for all categories. Only matters that come from now on are under it.

    Raises Refused for unknown words, an end that lies before the start, a date without a hand that enters it, an amount
    beside a date, or where a duty of the same words is in force.
    """
    flow = _flow(kind)
    duty = Duty(
        office=office, kind=kind, code=code or _next_code(kind), label=label.strip(), choice=choice.strip(), when=when,
        start=start, end=end, by_date=by_date, source=source.strip(), since=since,
    )  # fmt: skip
    _check(duty, flow, amount=amount)
    duty.save()
    _record(duty, "add_duty", changes=_told(duty), trail_office=trail_office, actor=actor, now=now)
    if amount is not None:
        add_limit(
            kind, name=duty.code, amount=amount, unit=unit, since=since, source=source, office=office,
            trail_office=trail_office, actor=actor, now=now,
        )  # fmt: skip
    return duty


@transaction.atomic
def end_duty(
    duty_id: int, *, until: dt.date, trail_office: "Area", actor: "Person | None", now: dt.datetime
) -> Duty:
    """From that day on no new matter comes under it; clocks that run go on.

    Raises Refused where it has ended already or the day lies not after its first.
    """
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=duty_id)
    if duty.until is not None:
        raise Refused(_("It has an end already: %(day)s.") % {"day": duty.until.isoformat()}, field="until")
    if until <= duty.since:
        raise Refused(_("The last day must lie after the first."), field="until")
    duty.until = until
    duty.save(update_fields=["until"])
    changes = {"until": [None, until]}
    _record(duty, "end_duty", changes=changes, trail_office=trail_office, actor=actor, now=now)
    return duty


def _flow(kind: str) -> Flow:
    flow = flows().get(kind)
    if flow is None:
        raise Refused(_("There is no kind of matter “%(kind)s”.") % {"kind": kind[:30]}, field="kind")
    return flow


def _next_code(kind: str) -> str:
    """A code that no clerk has to think of: those of the limits are seen by their words only."""
    last = Duty.objects.filter(kind=kind).order_by("-pk").values_list("pk", flat=True).first()
    return f"duty{(last or 0) + 1}"


def _check(duty: Duty, flow: Flow, *, amount: int | None) -> None:
    _check_words(duty, flow)
    if duty.end != End.TOLD and ORDER.index(duty.end) <= ORDER.index(duty.start):
        raise Refused(_("The end lies before the start. Choose a later end."), field="end")
    if duty.by_date and duty.when != BY_HAND:
        raise Refused(_("A date is given by hand: choose “when somebody puts it on a matter”."), field="when")
    if duty.by_date and amount is not None:
        raise Refused(_("The paper sets the date: leave the limit empty."), field="amount")
    if amount is None and not duty.by_date and duty.when != ALWAYS:
        raise Refused(_("Say how long it may take."), field="amount")


def _check_words(duty: Duty, flow: Flow) -> None:
    if not duty.label:
        raise Refused(_("Give it a name, such as “12345 order”."), field="label")
    for name in ("label", "choice"):
        if len(getattr(duty, name)) > 40:
            raise Refused(_("It is too long: at most 40 characters."), field=name)
    if not duty.source:
        raise Refused(_("Say where it stands: a document and its number."), field="source")
    if len(duty.source) > 120:
        raise Refused(_("The source is too long: at most 120 characters."), field="source")
    if duty.when not in dict(circumstances_of(flow)):
        raise Refused(_("Choose when it holds from the list."), field="when")
    if duty.start not in Start.values:
        raise Refused(_("Choose from when its time runs."), field="start")
    if duty.end not in End.values:
        raise Refused(_("Choose what it asks for."), field="end")
    taken = Duty.objects.filter(kind=duty.kind, until__isnull=True)
    if duty.code in flow.clocks or duty.code in BESIDE_THE_LEAD or taken.filter(code=duty.code).exists():
        raise Refused(_("A limit of that name is there already."), field="label")
    if taken.filter(label=duty.label, office=duty.office).exists():
        raise Refused(_("A duty of that name is in force already. End it first."), field="label")


def _told(duty: Duty) -> dict[str, Any]:
    names = ("label", "choice", "when", "start", "end", "by_date", "source", "since")
    return {name: getattr(duty, name) for name in names}


def _record(
    duty: Duty,
    act: str,
    *,
    changes: Mapping[str, Any],
    trail_office: "Area",
    actor: "Person | None",
    now: dt.datetime,
) -> None:
    record(
        f"clock.{act}", actor=actor, obj=duty, office=trail_office, label=str(duty), changes=dict(changes), now=now
    )  # fmt: skip
