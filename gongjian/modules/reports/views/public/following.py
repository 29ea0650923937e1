"""Following a report: all of it by the private link, its public state by the number alone."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.once.actions import do_once
from gongjian.core.people.buckets import take_from
from gongjian.core.people.guard import allow_public
from gongjian.core.refusal import Refused
from gongjian.modules.reports.actions import add_word, rate
from gongjian.modules.reports.follow import find_followed
from gongjian.modules.reports.forms.public import AddForm, NumberForm, RateForm, blame
from gongjian.modules.reports.models import Report
from gongjian.modules.reports.proving.showing import side_by_side
from gongjian.modules.reports.rates import LOOK_UPS, VOICES
from gongjian.modules.reports.story import day_words, own_pictures, status_of, story_of
from gongjian.modules.reports.views.public.reporting import brand

HOLDER = "whoever holds the private link was given it by the office"


@allow_public(HOLDER, methods=("GET",))
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The whole course, for the holder of the link."""
    return _page(request, token)


@allow_public(HOLDER)
def give_verdict(request: HttpRequest, token: str) -> HttpResponse:
    """Satisfied or not; unsatisfied reopens. Opened by its address, it leads back to the page with the form."""
    followed = find_followed(token)
    if request.method != "POST":
        return redirect("public_reports:follow", token)
    form = RateForm(request.POST)
    if form.is_valid():
        now = timezone.now()

        def say() -> dict[str, Any]:
            take_from(request, VOICES, now=now)
            return {"verdict": rate(followed, now=now, **form.cleaned_data).verdict}

        try:
            do_once(request.POST.get("once", ""), f"report.rate:{followed.own.pk}", say)
            return redirect(reverse("public_reports:follow", args=[token]) + "?thanks=1")
        except Refused as refused:
            blame(form, refused)
    return _page(request, token, rate_form=form)


@allow_public(HOLDER)
def add(request: HttpRequest, token: str) -> HttpResponse:
    """A word or a picture more. Opened by its address, it leads back to the page with the form."""
    followed = find_followed(token)
    if request.method != "POST":
        return redirect("public_reports:follow", token)
    form = AddForm(request.POST, request.FILES)
    if form.is_valid():
        now = timezone.now()

        def say() -> dict[str, Any]:
            take_from(request, VOICES, now=now)
            return {"step": add_word(followed, now=now, **form.cleaned_data).pk}

        try:
            do_once(request.POST.get("once", ""), f"report.add:{followed.own.pk}", say)
            return redirect(reverse("public_reports:follow", args=[token]) + "?added=1")
        except Refused as refused:
            blame(form, refused)
    return _page(request, token, add_form=form)


def _page(request: HttpRequest, token: str, **forms: Any) -> HttpResponse:
    now = timezone.now()
    story = story_of(find_followed(token), now=now)
    context = {
        "story": story, "token": token, "own_pictures": own_pictures(story.followed), "rate_form": RateForm(), "add_form": AddForm(),
        "link": request.build_absolute_uri(reverse("public_reports:follow", args=[token])),
        "columns": side_by_side(story.item, by_link=True),
        "due_words": day_words(story.promise.due) if story.promise else "",
        "sent": "sent" in request.GET, "thanks": "thanks" in request.GET, "added": "added" in request.GET,
        **brand(), **forms,
    }  # fmt: skip
    answer = render(request, "reports/public/follow.html", context, status=422 if forms else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer


@allow_public("the public state of a report, without what it says", methods=("GET",))
def by_number(request: HttpRequest) -> HttpResponse:
    """What the number alone may show: state, kind of matter, community, days."""
    asked = "number" in request.GET
    form = NumberForm(request.GET if asked else None)
    found: list[dict[str, Any]] = []
    if asked and form.is_valid():
        try:
            take_from(request, LOOK_UPS, now=timezone.now())
            found = [_public_row(report) for report in _numbered(form.cleaned_data["number"])]
            if not found:
                form.add_error("number", _("There is no report of this number. Numbers look like 2603-0411."))
        except Refused as refused:
            blame(form, refused)
    context = {"form": form, "found": found, **brand()}
    return render(request, "reports/public/by_number.html", context, status=422 if form.errors else 200)


def _numbered(number: str) -> QuerySet[Report]:
    reports = Report.objects.filter(item__number=number.strip().upper())
    return reports.select_related("item__area", "item__office", "category")


def _public_row(report: Report) -> dict[str, Any]:
    item = report.item
    word, drawn, tone = status_of(item)
    return {
        "number": item.number, "office": item.office.short_name, "area": item.area.short_name,
        "category": report.category, "word": word, "drawn": drawn, "tone": tone, "opened_at": item.opened_at,
        "closed_at": item.closed_at,
    }  # fmt: skip
