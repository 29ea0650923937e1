"""Three steps to a report, without an account and without script; what was typed is kept by the server."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.fields.inputs import own_inputs
from gongjian.core.once.actions import do_once
from gongjian.core.people.buckets import take_from
from gongjian.core.people.guard import allow_public
from gongjian.core.privacy.sealing import unseal
from gongjian.core.refusal import Refused
from gongjian.modules.reports.actions.drafting import beginning_of, keep_what, keep_where, send_draft
from gongjian.modules.reports.figures import public_figures
from gongjian.modules.reports.follow import token_of
from gongjian.modules.reports.forms.public import AboutForm, ReplyForm, WhatForm, WhereForm, blame
from gongjian.modules.reports.hearing.likely import heard_of
from gongjian.modules.reports.models import Category, Draft, Report
from gongjian.modules.reports.questions import add_questions, categories_with_questions
from gongjian.modules.reports.rates import DRAFTS, REPORTS
from gongjian.modules.reports.views.public.drafts import draft_of

WHY = "anybody may report what is wrong, without an account"


@allow_public(WHY)
def what(request: HttpRequest, uid: UUID | None = None) -> HttpResponse:
    """Step one."""
    draft = draft_of(uid) if uid else None
    if draft and draft.report:
        return redirect("public_reports:follow", token_of(draft.report))
    initial = {"text": unseal(draft, "text")} if draft else {}
    form = WhatForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("text", "pictures", "without_pictures")}
        now = timezone.now()

        def keep() -> dict[str, Any]:
            take_from(request, DRAFTS, now=now)
            return {"url": reverse("public_reports:where", args=[keep_what(draft, now=now, **given).pk])}

        try:
            return redirect(do_once(request.POST.get("once", ""), "report.what", keep)["url"])
        except Refused as refused:
            blame(form, refused)
    return _page(request, "reports/public/what.html", form, draft, step=1)


@allow_public(WHY)
def where(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Step two."""
    draft = draft_of(uid)
    if draft.report:
        return redirect("public_reports:follow", token_of(draft.report))
    initial = {"area": draft.area_id, "place": unseal(draft, "place"), "lat": draft.lat, "lon": draft.lon}
    form = WhereForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("area", "place", "lat", "lon")}
        now = timezone.now()
        kept = keep_where(draft, now=now, **given)
        asks = not request.POST.get("seen") and heard_of(kept, now=now)
        return redirect("public_reports:same", draft.pk) if asks else redirect(after_where(kept))
    return _page(request, "reports/public/where.html", form, draft, step=2)


def after_where(draft: Draft) -> str:
    """What comes after the place: what it is about, where the office asks something of some matters; else how to answer."""
    office = draft.area.office if draft.area else None
    asks = office is not None and categories_with_questions(office).exists()
    return reverse("public_reports:about" if asks else "public_reports:reply", args=[draft.pk])


@allow_public(WHY, methods=("GET",))
def about(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Which kind of matter it is, where something is asked of some; it leads to the third step."""
    draft = draft_of(uid)
    if draft.report or draft.area is None or draft.area.office is None:
        return redirect("public_reports:reply", draft.pk)
    form = AboutForm(categories_with_questions(draft.area.office))
    return _page(request, "reports/public/about.html", form, draft, step=3)


def _chosen(request: HttpRequest, draft: Draft) -> Category | None:
    """The category that stands in the address, if the office asks something of it."""
    office, code = draft.area.office if draft.area else None, request.GET.get("about", "")
    if office is None or not code or "\0" in code:
        return None
    return categories_with_questions(office).filter(code=code).first()


@allow_public(WHY)
def reply(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Step three: sent once, however often the button is pressed."""
    draft = draft_of(uid)
    if draft.report:
        return redirect("public_reports:follow", token_of(draft.report))
    if draft.area is None:
        return redirect("public_reports:where", draft.pk)
    category = _chosen(request, draft)
    form = ReplyForm(request.POST or None, request.FILES or None)
    if category is not None and draft.area.office is not None:
        add_questions(form, draft.area.office, category, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        now = timezone.now()

        def send() -> dict[str, Any]:
            take_from(request, REPORTS, now=now)
            given = {name: form.cleaned_data[name] for name in ("name", "phone", "wants_reply")}
            return {"report": send_draft(draft, now=now, category=category, answers=form, **given).pk}

        try:
            outcome = do_once(f"report:{draft.pk}", "report.send", send)
            token = token_of(Report.objects.get(pk=outcome["report"]))
            return redirect(reverse("public_reports:follow", args=[token]) + "?sent=1")
        except Refused as refused:
            blame(form, refused)
    return _page(request, "reports/public/reply.html", form, draft, step=3)


def _page(request: HttpRequest, template: str, form: Any, draft: Draft | None, *, step: int) -> HttpResponse:
    context = {
        "form": form, "draft": draft, "step": step, "beginning": beginning_of(draft) if draft else "",
        "figures": public_figures(timezone.now()), "outline_url": _outline(draft), "tiles": settings.MAP_TILES,
        "questions": own_inputs(form),
        **brand(),
    }  # fmt: skip
    return render(request, template, context, status=422 if form.errors else 200)


def brand() -> dict[str, Any]:
    """The office's name where only one works here, and the way to look a number up."""
    offices = list(Area.objects.offices().current()[:2])
    name = offices[0].short_name if len(offices) == 1 else ""
    return {"office_name": name, "follow_url": reverse("public_reports:by_number")}


def outline_url(office: Area) -> str:
    """Where the map finds the office's outline."""
    return reverse("areas_public:outline", args=[office.pk])


def _outline(draft: Draft | None) -> str:
    """The office's outline for the map: the draft's own, else the first one's."""
    office = (draft.area.office if draft and draft.area else None) or Area.objects.offices().current().first()
    return outline_url(office) if office else ""
