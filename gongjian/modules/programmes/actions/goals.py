"""Goals of a year and what was reached."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.verbs import line, save_once
from gongjian.core.measures.registry import registry
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.modules.programmes.actions.common import trail
from gongjian.modules.programmes.models import AnnualGoal, GoalEntry, Strand
from gongjian.modules.programmes.policy import access_on, may_report, must, must_lead


@transaction.atomic
def set_goal(
    office: Area, *, year: int, title: str, unit: Unit, target: Decimal, counted_in: str, actor: Person | None,
    now: dt.datetime, measure: str = "", strand: Strand | None = None, is_demo: bool = False,
) -> AnnualGoal:  # fmt: skip
    """Set a goal for last year, this one or the next; `measure` names a number of the product that counts it."""
    must_lead(office.path, actor, now=now)
    this_year = timezone.localdate(now).year
    if not this_year - 1 <= year <= this_year + 1:
        raise Refused(_("A goal is set for last year, this year or the next."), field="year")
    if target <= 0:
        raise Refused(_("The target must be more than nothing."), field="target")
    if measure and measure not in registry():
        raise Refused(_("There is no number of this name."), field="measure")
    if unit.office_id != office.pk:
        raise Refused(_("The unit belongs to another office."), field="unit")
    goal = AnnualGoal(
        office=office, year=year, title=line(title, field="title", most=120), unit=unit, target=target,
        counted_in=line(counted_in, field="counted_in", most=20), measure=measure, strand=strand, is_demo=is_demo,
    )  # fmt: skip
    save_once(goal, _("There is a goal of this name for this year already."), field="title")
    trail("set_goal", goal, office, actor=actor, now=now, changes={"target": ["", str(target)]})
    return goal


@transaction.atomic
def report_progress(
    goal_id: int, *, amount: Decimal, day: dt.date, note: str, actor: Person, now: dt.datetime
) -> GoalEntry:
    """Add what was reached since the last report."""
    goal = _locked(goal_id)
    must(may_report(goal, access_on(actor, now)))
    if goal.measure:
        raise Refused(
            _("This goal is counted by the product itself: nothing is entered by hand."), code="wrong_state"
        )
    if amount <= 0:
        raise Refused(_("Enter what was added; a wrong entry is reversed."), field="amount")
    if day.year != goal.year or day > timezone.localdate(now):
        raise Refused(_("The day must lie in the goal's year and not ahead."), field="day")
    return _enter(goal, amount, day=day, note=line(note, field="note", most=200), actor=actor, now=now)


@transaction.atomic
def reverse_entry(entry_id: int, *, reason: str, actor: Person, now: dt.datetime) -> GoalEntry:
    """Take a wrong entry back by another one; both stay readable."""
    goal = _locked(GoalEntry.objects.get(pk=entry_id).goal_id)
    entry = GoalEntry.objects.get(pk=entry_id)
    must(may_report(goal, access_on(actor, now)))
    if entry.reverses_id or GoalEntry.objects.filter(reverses=entry).exists():
        raise Refused(_("This entry has been reversed already."), code="twice")
    note = line(reason, field="reason", most=200)
    return _enter(goal, -entry.amount, day=entry.day, note=note, actor=actor, now=now, reverses=entry)


def _enter(
    goal: AnnualGoal, amount: Decimal, *, day: dt.date, note: str, actor: Person, now: dt.datetime,
    reverses: GoalEntry | None = None,
) -> GoalEntry:  # fmt: skip
    entry = GoalEntry.objects.create(
        goal=goal, day=day, amount=amount, note=note, by=actor, at=now, reverses=reverses
    )
    before, goal.reached = goal.reached, goal.reached + amount
    goal.save(update_fields=["reached"])
    changes = {"reached": [str(before), str(goal.reached)]}
    trail(
        "reverse_entry" if reverses else "report_progress",
        entry,
        goal.office,
        actor=actor,
        now=now,
        changes=changes,
    )
    return entry


def _locked(goal_id: int) -> AnnualGoal:
    return AnnualGoal.objects.select_for_update(of=("self",)).select_related("office", "unit").get(pk=goal_id)
