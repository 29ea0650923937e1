"""The writers of the calendar: a day is entered, corrected or taken back, and running clocks are reckoned anew."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.clock.calendar import forget_calendar, office_calendar
from gongjian.core.clock.models import SpecialDay
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record

if TYPE_CHECKING:
    from gongjian.core.areas.models import Area
    from gongjian.core.people.models import Person

LAST_YEAR = 2100


@transaction.atomic
def set_day(
    day: dt.date,
    *,
    works: bool,
    name: str,
    source: str,
    trail_office: "Area",
    actor: "Person | None",
    now: dt.datetime,
) -> SpecialDay:
    """The day is worked or not, over what the statutory list says; a day entered before is corrected.

    Raises Refused for a day before this year or after 2100, without name or source, or where nothing would change.
    Due dates of running clocks follow at once.
    """
    name, source = name.strip(), source.strip()
    _check(day, name=name, source=source, today=timezone.localdate(now))
    calendar = office_calendar()
    known = day.year in calendar.known_years
    if known and calendar.is_workday(day) == works and calendar.names.get(day) == name:
        raise Refused(_("The calendar says so already."), field="day")
    before = _seen(SpecialDay.objects.select_for_update().filter(day=day).first())
    entered, _new = SpecialDay.objects.update_or_create(
        day=day, defaults={"works": works, "name": name, "source": source}
    )
    changes = {"day": [before, _seen(entered)], "source": source}
    record(
        "clock.set_day",
        actor=actor,
        obj=entered,
        office=trail_office,
        label=str(entered),
        changes=changes,
        now=now,
    )
    _reckon_from(day)
    return entered


@transaction.atomic
def take_back_day(
    day: dt.date, *, trail_office: "Area", actor: "Person | None", now: dt.datetime, reason: str = ""
) -> None:
    """What the office entered for the day no longer counts; the statutory list holds again."""
    entered = SpecialDay.objects.select_for_update().filter(day=day).first()
    if entered is None:
        raise Refused(_("Nothing was entered for that day."), field="day")
    if day < timezone.localdate(now).replace(month=1, day=1):
        raise Refused(_("The day lies in a year that is over; it stands."), field="day")
    changes = {"day": [_seen(entered), None]}
    record(
        "clock.take_back_day",
        actor=actor,
        obj=entered,
        office=trail_office,
        label=str(entered),
        changes=changes,
        reason=reason,
        now=now,
    )
    entered.delete()
    _reckon_from(day)


def _check(day: dt.date, *, name: str, source: str, today: dt.date) -> None:
    if day.year < today.year or day.year > LAST_YEAR:
        words = _("Choose a day from %(first)d-01-01 on; earlier years stand as they are.")
        raise Refused(words % {"first": today.year}, field="day")
    if not name:
        raise Refused(_("Give the day a name, such as a holiday's."), field="name")
    if len(name) > 40:
        raise Refused(_("The name is too long: at most 40 characters."), field="name")
    if not source:
        raise Refused(_("Say where it stands: a notice and its number."), field="source")
    if len(source) > 120:
        raise Refused(_("The source is too long: at most 120 characters."), field="source")


def _seen(entered: SpecialDay | None) -> str | None:
    return f"{entered.name} ({'works' if entered.works else 'off'})" if entered else None


def _reckon_from(day: dt.date) -> None:
    """Running clocks that pass over the day get their dates anew, in the same transaction."""
    from gongjian.core.items.clocks import recompute, refresh_item

    forget_calendar()
    transaction.on_commit(forget_calendar)
    start = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    clocks: Any = apps.get_model("items", "Clock")._default_manager
    running = clocks.filter(stopped_at__isnull=True, limit__isnull=False, due_at__gte=start)
    for clock in running.select_related("limit", "item").prefetch_related("pauses", "extensions"):
        recompute(clock)
        refresh_item(clock.item)
        clock.item.save(update_fields=["due_at", "warn_at", "paused"])
