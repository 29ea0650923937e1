"""Goals of a year: what was reached, entry by entry."""

from itertools import accumulate

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.measures.registry import registry
from gongjian.core.people.guard import allow
from gongjian.lib.charts import course_of
from gongjian.modules.programmes import actions
from gongjian.modules.programmes.forms import GoalForm, ProgressForm, ReasonForm
from gongjian.modules.programmes.models import AnnualGoal, GoalEntry
from gongjian.modules.programmes.policy import may_report
from gongjian.modules.programmes.refreshing import refresh
from gongjian.modules.programmes.showing import share_of
from gongjian.modules.programmes.views.common import act_page


@allow("programmes.view", methods=("GET",))
def goal(request: HttpRequest, pk: int) -> HttpResponse:
    """A goal with the picture of its progress, and every entry."""
    found, access = _goal(request, pk), request.access  # type: ignore[attr-defined]
    if found.measure and refresh(found, now=timezone.now()):
        found.refresh_from_db(fields=["reached"])
    entries = list(found.entries.select_related("by", "reversed_by"))
    course = course_of([0, *(float(one) for one in accumulate(entry.amount for entry in entries))])
    measure = registry().get(found.measure)
    context = {
        "goal": found, "entries": entries, "course": course, "share": share_of(found), "measure": measure,
        "may_report": not found.measure and may_report(found, access),
    }  # fmt: skip
    return render(request, "programmes/goal.html", context)


@allow("programmes.lead")
def new_goal(request: HttpRequest) -> HttpResponse:
    """Set a goal."""
    year = timezone.localdate().year
    form = GoalForm(request.access, request.POST or None, initial={"year": year})  # type: ignore[attr-defined]
    return act_page(
        request, form, actions.set_goal, key="new_goal", title=_("Set a goal"), done=_("The goal is set."),
        back=reverse("programmes:goals"), to=lambda made: reverse("programmes:goal", args=[made.pk]),
    )  # fmt: skip


@allow("programmes.view")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report progress."""
    found = _goal(request, pk)
    if not may_report(found, request.access):  # type: ignore[attr-defined]
        raise PermissionDenied
    form = ProgressForm(request.POST or None, initial={"day": timezone.localdate()})
    return act_page(
        request, form, actions.report_progress, key=f"report:{pk}", title=_("Report progress"),
        done=_("The progress is entered."), back=reverse("programmes:goal", args=[pk]), goal_id=pk,
    )  # fmt: skip


@allow("programmes.view")
def reverse_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a wrong entry back."""
    entry = get_object_or_404(GoalEntry, pk=pk, goal__in=AnnualGoal.objects.visible_to(request.access))  # type: ignore[attr-defined]
    if not may_report(entry.goal, request.access):  # type: ignore[attr-defined]
        raise PermissionDenied
    return act_page(
        request, ReasonForm(request.POST or None), actions.reverse_entry, key=f"reverse:{pk}",
        title=_("Reverse an entry"), done=_("The entry is reversed."),
        back=reverse("programmes:goal", args=[entry.goal_id]), entry_id=pk,
    )  # fmt: skip


def _goal(request: HttpRequest, pk: int) -> AnnualGoal:
    seen = AnnualGoal.objects.visible_to(request.access)  # type: ignore[attr-defined]
    return get_object_or_404(seen.select_related("office", "unit", "strand__programme"), pk=pk)
