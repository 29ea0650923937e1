"""The plan as a tree, and the forms that build it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.fields.inputs import fill_new, own_inputs
from gongjian.core.once.actions import do_once
from gongjian.core.people.guard import allow
from gongjian.core.refusal import Refused
from gongjian.modules.workplan import actions, policy
from gongjian.modules.workplan.forms import PlanForm, TaskForm, ThemeForm
from gongjian.modules.workplan.models import Plan
from gongjian.modules.workplan.tree import tree_of


@allow("workplan.view", methods=("GET",))
def plan(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One plan as a tree: the newest that has begun, or the one asked for."""
    access, now = request.access, timezone.now()  # type: ignore[attr-defined]
    plans = list(Plan.objects.visible_to(access).select_related("office"))
    chosen = _chosen(plans, pk, year=timezone.localtime(now).year)
    context: dict[str, Any] = {"plans": plans, "plan": chosen, "may_begin": _offices(request).exists()}
    if chosen:
        context |= {
            "root": tree_of(chosen, access, now=now),
            "may_plan": policy.may_plan(chosen.office, access),
            "ledger_url": f"{reverse('workplan:tasks')}?plan={chosen.pk}",
        }
    return render(request, "workplan/plan.html", context)


def _chosen(plans: list[Plan], pk: int | None, *, year: int) -> Plan | None:
    if pk is None:
        return next((one for one in plans if one.year <= year), plans[0] if plans else None)
    found = next((one for one in plans if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


@allow("workplan.plan")
def new_plan(request: HttpRequest) -> HttpResponse:
    """Begin a plan."""
    first = {"year": timezone.localtime(timezone.now()).year}
    form = PlanForm(_offices(request), request.POST or None, initial=first)

    def run(cleaned: dict[str, Any]) -> Plan:
        office = cleaned.pop("office")
        return actions.start_plan(office, actor=request.user, now=timezone.now(), **cleaned)  # type: ignore[arg-type]

    return _answer(request, form, run, title=_("Begin a plan"), act="workplan:plan")


@allow("workplan.plan")
def new_theme(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a theme to a plan."""
    plan = _plannable(request, pk)
    form = ThemeForm(plan, request.POST or None)

    def run(cleaned: dict[str, Any]) -> Plan:
        actions.add_theme(plan.pk, actor=request.user, now=timezone.now(), **cleaned)  # type: ignore[arg-type]
        return plan

    return _answer(request, form, run, title=_("Add a theme"), act=f"workplan:theme:{pk}", plan=plan)


@allow("workplan.plan")
def new_task(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a task: to the plan asked for, or to the newest."""
    newest = Plan.objects.plannable_by(request.access).first()  # type: ignore[attr-defined]
    if pk is None and newest is None:
        messages.info(request, _("Make a plan with its themes first, then add the tasks."))
        return redirect("workplan:new_plan")
    plan = _plannable(request, newest.pk if pk is None else pk)  # type: ignore[union-attr]
    initial = {"theme": request.GET.get("theme", "")}
    form = TaskForm(plan, request.POST or None, request.FILES or None, initial=initial)

    def run(cleaned: dict[str, Any]) -> Plan:
        theme, now = cleaned.pop("theme"), timezone.now()
        own = {bound.name for bound in own_inputs(form)}
        facts = {name: value for name, value in cleaned.items() if name not in own}
        task = actions.add_task(theme.pk, actor=request.user, now=now, **facts)  # type: ignore[arg-type]
        fill_new(task.item, form, actor=request.user, now=now)
        return plan

    return _answer(request, form, run, title=_("Add a task"), act=f"workplan:task:{plan.pk}", plan=plan)


def _offices(request: HttpRequest) -> Any:
    paths = request.access.paths("workplan.plan")  # type: ignore[attr-defined]
    return Area.objects.offices().under_any(paths)


def _plannable(request: HttpRequest, pk: int) -> Plan:
    plans = Plan.objects.plannable_by(request.access)  # type: ignore[attr-defined]
    return get_object_or_404(plans.select_related("office"), pk=pk)


def _answer(
    request: HttpRequest,
    form: forms.Form,
    run: Callable[[dict[str, Any]], Plan],
    *,
    title: str,
    act: str,
    plan: Plan | None = None,
) -> HttpResponse:
    """Show the form, or do the act once and go to the plan; a refusal keeps everything typed."""
    refusal: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            work = lambda: {"plan": run(dict(form.cleaned_data)).pk}  # noqa: E731
            done = do_once(request.POST.get("once", ""), act, work, person=request.user)
            messages.success(request, _("Done: %(what)s") % {"what": title})
            return redirect("workplan:plan_of", done["plan"])
        except Refused as refused:
            refusal = refused
            if refused.field in form.fields:
                form.add_error(refused.field, str(refused.reason))
                refusal = None
    back = reverse("workplan:plan_of", args=[plan.pk]) if plan else reverse("workplan:plan")
    context = {"title": title, "form": form, "refusal": refusal, "back_url": back, "keep_key": act}
    return render(request, "workplan/form.html", context, status=422 if request.method == "POST" else 200)
