"""“Why is this due then?”, answered step by step in words that a clerk can check with a calendar in hand."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.clock.calendar import office_calendar
from gongjian.core.items.clocks import Adjustments, adjustments, reckon
from gongjian.core.items.models import Clock
from gongjian.core.items.strip import StripDay, strip_of
from gongjian.lib import worktime
from gongjian.lib.worktime import Due, Light, StepKind


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the explanation: what, and what it adds or says."""

    text: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class ClockFace:
    """A clock as a page shows it. `used_pct` is 0-100 and more beyond; `left` is in the limit's unit; `off_url` is where
    this reader takes its duty off the matter."""

    clock: Clock
    label: str
    light: str
    due: dt.datetime | None
    warn: dt.datetime | None
    used_pct: int
    left_text: str
    limit_text: str
    source: str
    paper: str
    off_url: str
    paused: bool
    stopped: bool
    explanation: list[Reason]
    strip: list[StripDay]


def face_of(clock: Clock, label: str, *, now: dt.datetime, explained: bool = True) -> ClockFace:
    """The clock at a moment; a stopped clock is shown as it stood when it stopped. Unexplained is for long lists."""
    moment = clock.stopped_at or now
    given = adjustments(clock)
    due = reckon(clock, **given)
    return ClockFace(
        clock=clock, label=label, light=_light(clock, moment), due=clock.due_at, warn=clock.warn_at,
        used_pct=_used(clock, given, moment), left_text=_left(clock, given, moment), limit_text=_limit(clock),
        source=_source(clock), paper=clock.paper, off_url="", paused=clock.paused, stopped=clock.stopped_at is not None,
        explanation=[*_steps(clock, due), *_decisions(clock)] if explained else [],
        strip=_strip(clock, given, moment) if explained else [],
    )  # fmt: skip


def _source(clock: Clock) -> str:
    """Where the limit stands, or what says that the duty holds."""
    return clock.limit.source if clock.limit else clock.duty.source if clock.duty else ""


def _light(clock: Clock, moment: dt.datetime) -> str:
    if clock.stopped_at and clock.due_at is None:
        return Light.GREEN.value
    return worktime.light(moment, clock.warn_at, clock.due_at).value


def _args(clock: Clock) -> tuple[Any, ...]:
    assert clock.limit is not None
    return clock.started_at, clock.limit.amount, worktime.Unit(clock.limit.unit), office_calendar()


def _used(clock: Clock, given: Adjustments, moment: dt.datetime) -> int:
    if clock.limit is None:
        whole = (clock.due_at or moment) - clock.started_at
        return int(100 * (moment - clock.started_at) / whole) if whole else 100
    return int(100 * worktime.used_fraction(moment, *_args(clock), roll=clock.limit.roll, **given))


def _left(clock: Clock, given: Adjustments, moment: dt.datetime) -> str:
    if clock.limit is None:
        days = ((clock.due_at or moment) - moment).total_seconds() / 86_400
        return amount_text(days, worktime.Unit.CALENDAR_DAYS.value, signed=True)
    left = worktime.remaining(moment, *_args(clock), roll=clock.limit.roll, **given)
    return amount_text(left, clock.limit.unit, signed=True)


def _strip(clock: Clock, given: Adjustments, moment: dt.datetime) -> list[StripDay]:
    """Its days; a clock that counts by days begins with the day after its start. None for a date set by a plan."""
    if clock.limit is None:
        return []
    unit, start = worktime.Unit(clock.limit.unit), clock.started_at
    if unit.by_day:
        start = _midnight_after(start)
    return strip_of(
        start=start, due=clock.due_at, now=moment, pauses=given["pauses"], calendar=office_calendar(),
        whole_days=unit in (worktime.Unit.CALENDAR_DAYS, worktime.Unit.MINUTES),
    )  # fmt: skip


def _midnight_after(moment: dt.datetime) -> dt.datetime:
    day = timezone.localtime(moment).date() + dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _limit(clock: Clock) -> str:
    return (
        amount_text(clock.limit.amount, clock.limit.unit)
        if clock.limit
        else clock.paper or _("a date set by the plan")
    )


def amount_text(amount: float, unit: str, *, signed: bool = False) -> str:
    """An amount with its unit: “3 work days”; signed: “5.5 work hours left”, “2 work days over”."""
    number = f"{abs(amount):.1f}".removesuffix(".0")
    words = {
        "minutes": _("%(n)s minutes"),
        "work_hours": _("%(n)s work hours"),
        "work_days": _("%(n)s work days"),
        "calendar_days": _("%(n)s days"),
    }[unit] % {"n": number}
    if not signed:
        return words
    return (_("%(amount)s over") if amount < 0 else _("%(amount)s left")) % {"amount": words}


def _steps(clock: Clock, due: Due | None) -> list[Reason]:
    if clock.limit is None:
        fixed = clock.fixed_due_at
        words = (
            _("%(paper)s sets the date.") % {"paper": clock.paper}
            if clock.paper
            else _("The plan sets the date.")
        )
        return [Reason(words, _moment(fixed) if fixed else "")]
    return [_SAY[step.kind](step.args) for step in (due.steps if due else ()) if step.kind in _SAY]


def _decisions(clock: Clock) -> list[Reason]:
    """Who granted what, under the arithmetic."""
    rows = [*clock.pauses.all(), *clock.extensions.all()]
    return [
        Reason(
            _("%(decider)s granted on %(when)s what %(asker)s asked for: %(reason)s")
            % {
                "decider": row.decided_by,
                "when": _moment(row.decided_at),
                "asker": row.asked_by,
                "reason": row.reason,
            }
        )
        for row in rows
        if row.decision == "granted"
    ]


def _moment(moment: dt.datetime | None) -> str:
    return "" if moment is None else timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def _days(args: Any) -> str:
    first, last = args["first"], args["last"]
    return f"{first:%m-%d}" if first == last else f"{first:%m-%d} – {last:%m-%d}"


def _count(args: Any) -> str:
    return ngettext("%(n)s day", "%(n)s days", args["days"]) % {"n": args["days"]}


def _hours(minutes: float) -> str:
    return amount_text(minutes / 60, "work_hours")


_SAY: dict[StepKind, Callable[[Any], Reason]] = {
    StepKind.START: lambda a: Reason(
        _("Started %(at)s, limit") % {"at": _moment(a["at"])}, amount_text(a["amount"], a["unit"])
    ),
    StepKind.START_DAY: lambda a: Reason(
        _("%(day)s, the day of the start") % {"day": f"{a['day']:%m-%d}"}, _("not counted")
    ),
    StepKind.COUNTED: lambda a: Reason(
        _("%(days)s counted") % {"days": _days(a)}, f"+ {_count(a)} = {a['total']}"
    ),
    StepKind.MADE_UP: lambda a: Reason(
        _("%(days)s, make-up working day (%(name)s)") % {"days": _days(a), "name": a["name"]},
        f"+ {_count(a)} = {a['total']}",
    ),
    StepKind.WORKED: lambda a: Reason(
        _("%(days)s, work time") % {"days": _days(a)} + (f" ({a['name']})" if a.get("name") else ""),
        f"+ {_hours(a['minutes'] * a.get('days', 1))}",
    ),
    StepKind.RAN: lambda a: Reason(
        f"{_moment(a['at'])} – {_moment(a['until'])}", f"+ {amount_text(a['minutes'], 'minutes')}"
    ),
    StepKind.WEEKEND: lambda a: Reason(_("%(days)s, weekend") % {"days": _days(a)}, _("not counted")),
    StepKind.HOLIDAY: lambda a: Reason(
        _("%(days)s, holiday %(name)s") % {"days": _days(a), "name": a.get("name", "")}, _("not counted")
    ),
    StepKind.PAUSED: lambda a: Reason(_("%(days)s, paused") % {"days": _days(a)}, _("not counted")),
    StepKind.PAUSE: lambda a: Reason(
        _("Paused from %(at)s to %(until)s")
        % {"at": _moment(a["at"]), "until": _moment(a["until"]) if a["until"] else _("now")},
        _("not counted"),
    ),
    StepKind.EXTENSION: lambda a: Reason(_("Extension granted"), f"+ {amount_text(a['amount'], a['unit'])}"),
    StepKind.ROLL: lambda a: Reason(
        _("%(day)s is no work day: moved to the next one") % {"day": f"{a['day']:%m-%d}"}, f"{a['to']:%m-%d}"
    ),
    StepKind.UNKNOWN_YEAR: lambda a: Reason(
        _("The holidays of %(year)s are not known yet: counted by weekdays only, the date may move.")
        % {"year": a["year"]}
    ),
    StepKind.END: lambda a: Reason(_("Due"), _moment(a["due"]) if a["due"] else _("open while paused")),
}
