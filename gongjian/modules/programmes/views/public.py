"""What everybody reads: the theme of the quarter with the communities' answers, and programmes with published matters."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.feeds.calendars import Entry, calendar_answer, calendar_of
from gongjian.core.people.guard import allow_public
from gongjian.modules.programmes.models import AnswerLine, Programme, QuarterTheme, Way
from gongjian.modules.programmes.showing import public_strands

WHY = "published themes and programmes"
SHOWN = ("confirmed", "done")
YEAR, MOST = dt.timedelta(days=366), 1000


@allow_public(WHY, methods=("GET",))
def offices(request: HttpRequest) -> HttpResponse:
    """Whose; straight on where only one office works here."""
    found = list(Area.objects.offices().order_by("pk")[:200])
    if len(found) == 1:
        return redirect("programmes_public:office", found[0].pk)
    return render(request, "programmes/public_offices.html", {"offices": found})


@allow_public(WHY, methods=("GET",))
def office(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest theme with the confirmed answers, and the office's programmes."""
    place = get_object_or_404(Area.objects.offices(), pk=pk)
    theme = QuarterTheme.objects.filter(office=place).first()
    lines = AnswerLine.objects.filter(
        answer__theme=theme, answer__item__state__in=SHOWN, dropped=False
    ).with_all()
    rows = list(lines.order_by("answer__item__area_path", "pk")) if theme else []
    context = {
        "office": place, "theme": theme, "programmes": Programme.objects.filter(office=place),
        "ways": [{"way": way, "lines": [one for one in rows if one.way == way]} for way in Way],
    }  # fmt: skip
    return render(request, "programmes/public_office.html", context)


@allow_public(WHY, methods=("GET",))
def activities(request: HttpRequest, pk: int) -> HttpResponse:
    """The office's confirmed activities as a calendar to subscribe to: from a year ago on."""
    place = get_object_or_404(Area.objects.offices(), pk=pk)
    lines = AnswerLine.objects.filter(
        office=place, way=Way.ACTIVITY, answer__item__state__in=SHOWN, dropped=False,
        day__gte=timezone.localdate() - YEAR,
    ).with_all()  # fmt: skip
    url = request.build_absolute_uri(reverse("programmes_public:office", args=[pk]))
    entries = [
        Entry(
            f"activity-{one.pk}",
            one.text,
            one.day,
            one.answer.item.changed_at,
            one.place or str(one.answer.item.area),
            url,
        )
        for one in lines.order_by("day", "pk")[:MOST]
        if one.day
    ]
    name = _("Activities of %(office)s") % {"office": place.short_name}
    return calendar_answer(request, calendar_of(name, entries), public=True)


@allow_public(WHY, methods=("GET",))
def programme(request: HttpRequest, office: int, pk: int) -> HttpResponse:
    """A programme with its strands and their published matters."""
    place = get_object_or_404(Area.objects.offices(), pk=office)
    found = get_object_or_404(Programme, office=place, pk=pk)
    context = {"office": place, "programme": found, "strands": public_strands(found)}
    return render(request, "programmes/public_programme.html", context)
