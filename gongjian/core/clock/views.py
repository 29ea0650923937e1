"""Pages of time limits, of duties and of the work calendar."""

import datetime as dt
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.areas.tree import trail_office
from gongjian.core.clock.calendar import office_calendar
from gongjian.core.clock.days import set_day, take_back_day
from gongjian.core.clock.duties import add_duty, circumstances_of, end_duty
from gongjian.core.clock.forms import DayForm, DutyForm, EndDutyForm, LimitForm, TakeBackForm
from gongjian.core.clock.ledgers import DUTIES, LIMITS, duties_for
from gongjian.core.clock.limits import add_limit
from gongjian.core.clock.models import Duty, SpecialDay, TimeLimit
from gongjian.core.clock.year import special_days, year_of
from gongjian.core.ledgers.views import ledger_view
from gongjian.core.manifest import flows
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import form_page, me

FIRST_YEAR, LAST_YEAR = 2018, 2100
MOST_LIMITS = 200
limits = ledger_view(LIMITS, template="clock/limits.html")
duties = ledger_view(DUTIES, template="clock/limits.html")


def _paths(request: HttpRequest) -> list[str]:
    return cast(Access, request.access).paths("clock.manage")  # type: ignore[attr-defined]


def _trail_office(request: HttpRequest) -> Area:
    """In whose chain an entry for everybody is written: the office of the person who makes it."""
    person = me(request)
    if person.office is not None:
        return person.office
    return trail_office(get_object_or_404(Area, path=_paths(request)[0]))


@allow("clock.manage")
def enter_limit(request: HttpRequest) -> HttpResponse:
    """A new limit from a day on."""

    def work(given: dict[str, Any]) -> str:
        kind, _colon, name = given.pop("clock").partition(":")
        office = given.pop("office")
        add_limit(
            kind,
            name=name,
            office=office,
            trail_office=office,
            actor=me(request),
            now=timezone.now(),
            **given,
        )
        return reverse("clock:limits")

    form = LimitForm(request.POST or None, paths=_paths(request), initial={"since": timezone.localdate()})
    context = {
        "title": _("Enter a time limit"),
        "intro": _(
            "The limit before it ends on the day before. Clocks that run keep the limit they began with."
        ),
        "submit_label": _("Enter"),
        "back_url": reverse("clock:limits"),
    }
    done = _("The limit is entered.")
    return form_page(request, form, act="clock.add_limit", work=work, done=done, context=context)


@allow("clock.manage")
def enter_duty(request: HttpRequest) -> HttpResponse:
    """A new duty, with its limit where it has one for all categories."""

    def work(given: dict[str, Any]) -> str:
        office = given.pop("office")
        unit = given.pop("unit")
        made = add_duty(
            given.pop("kind"), office=office, trail_office=office, actor=me(request), now=timezone.now(), unit=unit, **given
        )  # fmt: skip
        return reverse("clock:duty", args=[made.pk])

    form = DutyForm(request.POST or None, paths=_paths(request), initial={"since": timezone.localdate()})
    context = {
        "title": _("Enter a duty"),
        "intro": _("Matters that come from now on are under it; each gets a clock with a light of its own."),
        "submit_label": _("Enter"),
        "back_url": reverse("clock:duties"),
    }
    return form_page(
        request, form, act="clock.add_duty", work=work, done=_("The duty is entered."), context=context
    )


@allow("clock.view", methods=("GET",))
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One duty: when it holds, what it asks for, its limits, and the matters on which it runs."""
    access = cast(Access, request.access)  # type: ignore[attr-defined]
    found = get_object_or_404(duties_for(access), pk=pk)
    limits = TimeLimit.objects.filter(kind=found.kind, name=found.code).order_by("category", "-since")
    context = {
        "duty": found,
        "when": dict(circumstances_of(flows()[found.kind])).get(found.when, found.when),
        "limits": limits[:MOST_LIMITS],
        "kind": flows()[found.kind].label,
        "end_url": reverse("clock:end_duty", args=[pk]) if _may_end(request, found) else "",
        "clocks_url": f"{reverse('items:clocks')}?name={found.code}"
        if access.may_anywhere("items.view_watch")
        else "",
    }
    return render(request, "clock/duty.html", context)


@allow("clock.manage")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """From a day on no new matter comes under it."""
    found = get_object_or_404(duties_for(cast(Access, request.access)), pk=pk)  # type: ignore[attr-defined]
    if not _may_end(request, found):
        raise Http404

    def work(given: dict[str, Any]) -> str:
        end_duty(pk, **given, trail_office=_trail_office(request), actor=me(request), now=timezone.now())
        return reverse("clock:duty", args=[pk])

    form = EndDutyForm(request.POST or None, initial={"until": timezone.localdate() + dt.timedelta(days=1)})
    context = {
        "title": _("End “%(duty)s”") % {"duty": found.label},
        "intro": _("New matters are no longer under it; clocks that run go on."),
        "submit_label": _("End it"),
        "back_url": reverse("clock:duty", args=[pk]),
    }
    return form_page(
        request, form, act=f"clock.end_duty:{pk}", work=work, done=_("The duty has an end."), context=context
    )


def _may_end(request: HttpRequest, found: Duty) -> bool:
    """In force, and of an office that the person sets up; what holds for all offices is ended by whoever does that for one."""
    access = cast(Access, request.access)  # type: ignore[attr-defined]
    mine = access.may("clock.manage", found.office.path) if found.office else bool(_paths(request))
    return mine and found.until is None


@allow("clock.view", methods=("GET",))
def year(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A year: which days are worked, holidays and make-up days, and whether it is known at all."""
    number = number or timezone.localdate().year
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise Http404
    calendar = office_calendar()
    context = {
        "year": number,
        "months": year_of(number, calendar),
        "special": special_days(number, calendar),
        "known": number in calendar.known_years,
        "before": number - 1 if number > FIRST_YEAR else None,
        "after": number + 1 if number < LAST_YEAR else None,
        "managed": bool(_paths(request)),
        "today": timezone.localdate(),
        "weekdays": [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")],
    }
    return render(request, "clock/year.html", context)


@allow("clock.manage")
def enter_day(request: HttpRequest) -> HttpResponse:
    """A holiday or a make-up day, over what the statutory list says."""

    def work(given: dict[str, Any]) -> str:
        office = _trail_office(request)
        entered = set_day(**given, trail_office=office, actor=me(request), now=timezone.now())
        return reverse("clock:year", args=[entered.day.year])

    form = DayForm(request.POST or None, initial={"day": request.GET.get("day", "")})
    context = {
        "title": _("Enter a day"),
        "intro": _("It counts over the statutory list. Due dates of running clocks follow at once."),
        "submit_label": _("Enter"),
        "back_url": reverse("clock:this_year"),
    }
    done = _("The day is entered.")
    return form_page(request, form, act="clock.set_day", work=work, done=done, context=context)


@allow("clock.manage")
def take_back(request: HttpRequest, number: dt.date) -> HttpResponse:
    """What was entered for a day no longer counts."""
    entered = get_object_or_404(SpecialDay, day=number)

    def work(given: dict[str, Any]) -> str:
        office = _trail_office(request)
        take_back_day(entered.day, **given, trail_office=office, actor=me(request), now=timezone.now())
        return reverse("clock:year", args=[entered.day.year])

    form = TakeBackForm(request.POST or None)
    context = {
        "title": _("Take back %(day)s") % {"day": entered.day.isoformat()},
        "intro": _(
            "The statutory list holds again for this day. Due dates of running clocks follow at once."
        ),
        "submit_label": _("Take back"),
        "back_url": reverse("clock:year", args=[entered.day.year]),
    }
    done = _("Taken back.")
    return form_page(request, form, act="clock.take_back_day", work=work, done=done, context=context)
