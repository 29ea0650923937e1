"""Proof that closed means done, at the desk: what was announced, what came of it, and the inspector's pages for a phone."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.asking.models import Sample
from gongjian.core.asking.policy import parts_of
from gongjian.core.asking.verifying import repeat
from gongjian.core.items.models import Item
from gongjian.core.ledgers.page import page_of
from gongjian.core.people.guard import allow
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.core.refusal import Refused
from gongjian.modules.reports.models import Inspection, InspectionPlan
from gongjian.modules.reports.proving import actions, policy, showing
from gongjian.modules.reports.proving.ended import CLOSED_REPORTS
from gongjian.modules.reports.proving.forms import (
    AnnounceInspectionForm,
    CallOffInspectionForm,
    InspectionForm,
)

PAGE_SIZE = 30


@allow("reports.view", methods=("GET",))
def proof(request: HttpRequest) -> HttpResponse:
    """Call-backs and re-inspections of one's offices, with what came of those that are over."""
    access = request.access  # type: ignore[attr-defined]
    asks = access.may_anywhere("asking.view")
    context = {
        "calls": showing.call_backs(Sample.objects.visible_to(access)) if asks else [],
        "inspections": showing.inspections(InspectionPlan.objects.visible_to(access)),
        "announce_call_url": f"{reverse('asking:announce')}?source={CLOSED_REPORTS}"
        if access.may_anywhere("asking.plan")
        else "",
        "announce_url": reverse("reports:announce_inspection")
        if access.may_anywhere("reports.prove")
        else "",
        "asks": asks,
    }
    return render(request, "reports/proof/proof.html", context)


@allow("reports.prove")
def announce(request: HttpRequest) -> HttpResponse:
    """Announce a re-inspection."""
    form = AnnounceInspectionForm(request.POST or None, access=request.access)  # type: ignore[attr-defined]

    def work(given: dict[str, Any]) -> str:
        until = given.pop("last") + dt.timedelta(days=1)
        made = actions.announce_inspection(
            given.pop("office"), until=until, by=me(request), now=timezone.now(), **given
        )
        return reverse("reports:inspection_plan", args=[made.pk])

    context = {
        "title": _("Announce a re-inspection"), "submit_label": _("Announce it"), "back_url": reverse("reports:proof"),
        "intro": _(
            "With the announcement a secret random number is made and locked away; its code is shown at once. Which closed "
            "reports are looked at follows from that number and their list alone."
        ),
    }  # fmt: skip
    done = _("The re-inspection is announced. Its commitment cannot be changed any more.")
    return form_page(request, form, act="reports.announce_inspection", work=work, done=done, context=context)


@allow("reports.view", methods=("GET",))
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One re-inspection: what was committed to, how far it is, what came of it once all were seen."""
    found, person, access, now = _visible(request, pk), me(request), request.access, timezone.now()  # type: ignore[attr-defined]
    judged, proves = _judged(found, person), policy.may_prove(found.office.path, access)
    open_eyes = found.is_finished or (proves and not judged)
    mine = policy.inspections_for(found, person).waiting().count() if policy.may_inspect(found, access) else 0
    context = {
        "plan": found, "sample": found, "state": showing.plan_state(found), "judged": judged,
        "proves": proves and found.closed_at is None and not found.is_drawn,
        "not_yet": showing.not_yet_words(found, now=now), "mine": mine, "progress": _progress(found),
        "rates": showing.inspection_rates(found) if found.is_drawn and open_eyes else None,
        "verify_url": reverse("reports:inspection_verify", args=[pk]) if found.is_finished else "",
        "reasons": _reasons(found, request) if found.is_finished else [],
    }  # fmt: skip
    return render(request, "reports/proof/plan.html", context)


def _progress(found: InspectionPlan) -> dict[str, int]:
    drawn = found.inspections.drawn().count() if found.is_drawn else 0
    seen = drawn - found.inspections.waiting().count() if drawn else 0
    return {"drawn": drawn, "seen": seen, "percent": seen * 100 // drawn if drawn else 0}


def _reasons(found: InspectionPlan, request: HttpRequest) -> list[Inspection]:
    """Those not in order, as far as the reader may open their reports."""
    seen = Item.objects.visible_to(request.access)  # type: ignore[attr-defined]
    rows = found.inspections.drawn().exclude(outcome__in=["done", ""]).filter(report__item__in=seen)
    return list(rows.select_related("report__item", "unit", "by")[:PAGE_SIZE])


@allow("reports.prove")
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """End it before anything is drawn."""
    found, back = _to_prove(request, pk), reverse("reports:inspection_plan", args=[pk])

    def work(given: dict[str, Any]) -> str:
        actions.call_off_inspection(found, by=me(request), now=timezone.now(), **given)
        return back

    context = {
        "title": _("Call the re-inspection off"), "submit_label": _("Call it off"), "back_url": back,
        "intro": _("Nothing is drawn. That it was announced stays for all to read."),
    }  # fmt: skip
    form = CallOffInspectionForm(request.POST or None)
    act = f"reports.call_off_inspection:{pk}"
    return form_page(
        request, form, act=act, work=work, done=_("The re-inspection is called off."), context=context
    )


@allow("reports.prove", methods=("POST",))
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """List and draw now, where the product has not done it yet."""
    found = _to_prove(request, pk)
    work = lambda: actions.draw_inspection(found, by=me(request), now=timezone.now())  # noqa: E731
    back = reverse("reports:inspection_plan", args=[pk])
    return do_and_say(request, act=f"reports.draw_inspection:{pk}", work=work, done=_("Drawn."), back=back)


@allow("reports.view", methods=("GET",))
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Repeat the draw, step by step, once all were seen."""
    found = _visible(request, pk)
    if not found.is_finished:
        raise Http404
    context = {"plan": found, "sample": found, "repeated": repeat(found), "sees_persons": False}
    return render(request, "reports/proof/verify.html", context)


@allow("reports.inspect", methods=("GET",))
def to_see(request: HttpRequest, pk: int) -> HttpResponse:
    """The inspector's list, for a phone: where to go next, and what else waits."""
    found = _to_inspect(request, pk)
    rows = policy.inspections_for(found, me(request)).waiting().select_related("report__item__area", "unit")
    try:
        page = page_of(rows, sort="place", path="place", size=PAGE_SIZE, cursor=request.GET.get("cursor", ""))
    except Refused:
        return redirect("reports:inspections", pk)
    others = found.inspections.waiting().count() - rows.count()
    context = {"plan": found, "page": page, "progress": _progress(found), "others": others}
    return render(request, "reports/proof/list.html", context)


@allow("reports.inspect")
def see(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """One report on site: what was said to be done, and what is seen."""
    found = _to_inspect(request, pk)
    rows = policy.inspections_for(found, me(request)).select_related(
        "report__item__area", "report__item__office", "unit"
    )
    row = get_object_or_404(rows, pk=entry)
    back = reverse("reports:inspections", args=[pk])
    if row.outcome:
        return redirect(back)
    form = InspectionForm(request.POST or None, request.FILES or None)

    def work(given: dict[str, Any]) -> str:
        actions.record_inspection(row, by=me(request), now=timezone.now(), **given)
        return back

    context = {
        "title": row.report.item.title, "plan": found, "row": row, "item": row.report.item, "back_url": back,
        "submit_label": _("Write down what I have seen"), "answer": row.report.answers.last(),
        "columns": showing.side_by_side(row.report.item), "keep_key": f"inspection:{row.pk}",
    }  # fmt: skip
    return form_page(request, form, act=f"reports.inspect:{row.pk}", work=work, done=_("Written down."), context=context,
                     template="reports/proof/see.html")  # fmt: skip


def _visible(request: HttpRequest, pk: int) -> InspectionPlan:
    rows = InspectionPlan.objects.visible_to(request.access).with_all()  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=pk)


def _to_prove(request: HttpRequest, pk: int) -> InspectionPlan:
    found = _visible(request, pk)
    if not policy.may_prove(found.office.path, request.access):  # type: ignore[attr-defined]
        raise Http404
    return found


def _to_inspect(request: HttpRequest, pk: int) -> InspectionPlan:
    found = _visible(request, pk)
    if not found.is_drawn or not policy.may_inspect(found, request.access):  # type: ignore[attr-defined]
        raise Http404
    return found


def _judged(found: InspectionPlan, person: Any) -> bool:
    listed = Item.objects.filter(pk__in=found.inspections.values("report"))
    return parts_of(person, listed).exists()
