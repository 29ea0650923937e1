"""The table of time limits: which one is in force, and how a new one takes its place."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.clock.duty_rows import all_duties
from gongjian.core.clock.models import TimeLimit
from gongjian.core.kept_rows import KeptRows
from gongjian.core.manifest import flows
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.core.words import Words
from gongjian.lib.worktime import MAX_DAYS, Unit

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.people.models import Person

BESIDE_THE_LEAD = ("outside", "urging")
"""Limits that every kind may have besides its clocks: an outside unit's answer, the answer to an urging."""
_kept = KeptRows(TimeLimit, by=lambda row: (row.kind, row.name))
MINUTES_OF = {Unit.MINUTES: 1, Unit.WORK_HOURS: 60, Unit.WORK_DAYS: 1440, Unit.CALENDAR_DAYS: 1440}


class NoLimit(LookupError):
    """No row of the table holds for the question; the message says which in words."""


def limit_for(kind: str, name: str, *, category: str = "", office: int | None, on: dt.date) -> TimeLimit:
    """The limit in force on a day: that of the category before those above it ("c01-02" before "c01") and that of none,
    the office's own before that of all offices. `office` is its id. No query as a rule.

    Raises NoLimit (a LookupError).
    """
    found = limits_for(kind, (name,), category=category, office=office, on=on).get(name)
    if found is None:
        words = _(
            "No time limit “%(name)s” for “%(kind)s” is in force on %(day)s. Enter one in the table of limits."
        )
        raise NoLimit(words % {"name": name, "kind": kind, "day": on.isoformat()})
    return found


def limits_for(
    kind: str, names: Iterable[str], *, category: str, office: int | None, on: dt.date
) -> dict[str, TimeLimit]:
    """`limit_for` of several clocks, by name; what the table has no limit for is missing."""
    fitting = above(category)
    rows = [
        row
        for name in set(names)
        for row in _kept.of((kind, name))
        if row.category in fitting and row.office_id in (None, office) and row.holds_on(on)
    ]
    return {row.name: row for row in sorted(rows, key=nearest)}


def nearest(row: TimeLimit) -> tuple[int, bool]:
    """What to choose the row by among those that fit: the longest category code, then the office's own."""
    return len(row.category), row.office_id is not None


def above(category: str) -> set[str]:
    """The code itself, what it begins with before each "-", and none."""
    parts = category.split("-")
    return {"", *("-".join(parts[:end]) for end in range(1, len(parts) + 1))}


@transaction.atomic
def add_limit(
    kind: str,
    *,
    name: str,
    amount: int,
    unit: str,
    since: dt.date,
    source: str,
    office: "Area | None",
    trail_office: "Area",
    actor: "Person | None",
    now: dt.datetime,
    category: str = "",
    roll: bool = False,
) -> TimeLimit:
    """A new limit from a day on; the one before it ends on the day before. Clocks that run keep the limit they began with.

    Raises Refused for an unknown kind or clock, an amount out of range, no source, or where a row of that day or a
    later one stands already.
    """
    _check_words(kind, name=name, source=source, category=category)
    _check_amount(amount, unit=unit)
    before = _before(kind, name=name, category=category, office=office, since=since)
    if before:
        before.until = since
        before.save(update_fields=["until"])
    limit = TimeLimit.objects.create(
        office=office,
        kind=kind,
        name=name,
        category=category,
        amount=amount,
        unit=unit,
        roll=roll,
        since=since,
        source=source.strip(),
    )
    changes = {
        "amount": [before.amount if before else None, amount],
        "unit": [before.unit if before else None, unit],
        "since": since,
        "source": source.strip(),
    }
    record(
        "clock.add_limit",
        actor=actor,
        obj=limit,
        office=trail_office,
        label=_label(limit),
        changes=changes,
        now=now,
    )
    return limit


def _label(limit: TimeLimit) -> str:
    """What the limit is about, in the words of its flow."""
    words = [flows()[limit.kind].label, clock_words(limit.kind).get(limit.name, limit.name), limit.category]
    return " · ".join(str(word) for word in words if word)


def clock_words(kind: str) -> "dict[str, Words]":
    """By name, the words of everything of a kind for which the table may hold a limit: clocks, duties, what goes beside."""
    flow = flows().get(kind)
    return {
        **(flow.clocks if flow else {}),
        **{duty.code: duty.label for duty in all_duties(kind) if not duty.by_date},
        "outside": gettext_lazy("Answer of an outside unit"),
        "urging": gettext_lazy("Answer to an urging"),
    }


def _before(
    kind: str, *, name: str, category: str, office: "Area | None", since: dt.date
) -> TimeLimit | None:
    same = TimeLimit.objects.select_for_update().filter(
        kind=kind, name=name, category=category, office=office
    )
    if later := same.filter(since__gte=since).order_by("since").first():
        words = _("A limit of the same kind already begins on %(day)s. Choose a later day.")
        raise Refused(words % {"day": later.since.isoformat()}, field="since")
    before = same.filter(since__lt=since).order_by("-since").first()
    if before and before.until and before.until < since:
        return None
    return before


def _check_words(kind: str, *, name: str, source: str, category: str) -> None:
    flow = flows().get(kind)
    if flow is None:
        raise Refused(_("There is no kind of matter “%(kind)s”.") % {"kind": kind[:30]}, field="kind")
    if name not in clock_words(kind):
        words = _("%(kind)s has no clock “%(name)s”.")
        raise Refused(words % {"kind": flow.label, "name": name[:30]}, field="name")
    if not source.strip():
        raise Refused(_("Say where the limit stands: a document and its number."), field="source")
    if len(source.strip()) > 120:
        raise Refused(_("The source is too long: at most 120 characters."), field="source")
    if len(category) > 40:
        raise Refused(_("The category is too long: at most 40 characters."), field="category")


def _check_amount(amount: int, *, unit: str) -> None:
    if unit not in {found.value for found in Unit}:
        raise Refused(_("There is no such unit of time."), field="unit")
    if amount < 1:
        raise Refused(_("The limit must be more than nothing."), field="amount")
    if amount * MINUTES_OF[Unit(unit)] > MAX_DAYS * 1440:
        raise Refused(_("The limit is longer than ten years. Check amount and unit."), field="amount")
