"""One project: its page, and the forms by which it is proposed and planned."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.core.items.detail import detail_context
from gongjian.core.items.models import Item
from gongjian.core.ledgers.views import ledger_view
from gongjian.core.people.access import Access
from gongjian.core.people.guard import allow, allow_signed_in
from gongjian.core.people.views.forms_page import do_and_say, form_page, me
from gongjian.lib.money import yuan_text
from gongjian.modules.projects import actions, policy
from gongjian.modules.projects.course import bars_of, progress_of
from gongjian.modules.projects.forms import (
    DescribeForm,
    EndPartnerForm,
    MilestoneForm,
    PartnerForm,
    ProposeForm,
    TeamForm,
    WaiveForm,
)
from gongjian.modules.projects.ledgers import MILESTONES, PROJECTS
from gongjian.modules.projects.models import Milestone, Project, ProjectPartner, TeamMember
from gongjian.modules.projects.views.asking import SCOPED, act_form, page_of, plannable, visible_project

projects = ledger_view(PROJECTS)
milestones = ledger_view(MILESTONES)
FACTS = ("orientation", "field", "text", "public_words", "cost", "households", "people", "difficulty")


@allow_signed_in(SCOPED, methods=("GET",))
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole project."""
    project, access, now = visible_project(request, pk), request.access, timezone.now()  # type: ignore[attr-defined]
    context = detail_context(project.item, access, now=now)
    plans = policy.may_plan(project.item, access) and not project.item.is_closed
    steps = list(project.milestones.with_all())
    evaluations = list(project.evaluations.select_related("method")[:5])
    context |= {
        "project": project,
        "back_url": reverse("projects:list")
        if access.may_anywhere("projects.view")
        else reverse("items:inbox"),
        "back_label": _("Projects"),
        "facts": facts_of(project),
        "words": project.text,
        "plans": plans,
        "milestones": steps,
        "bars": bars_of(project, steps, today=timezone.localdate(now)),
        "progress": progress_of(steps),
        "partners": project.partners.select_related("unit"),
        "team": project.team.select_related("person"),
        "evaluations": evaluations,
        "evaluation": evaluations[0] if evaluations else None,
        "evaluate_url": _evaluate_url(project, access),
        "review_url": reverse("projects:reviews_of", args=[pk]),
    }
    return render(request, "projects/detail.html", context)


def _evaluate_url(project: Project, access: Access) -> str:
    may = access.may("projects.evaluate", project.item.area_path) and project.item.state == "delivered"
    return reverse("projects:evaluate", args=[project.pk]) if may else ""


def facts_of(project: Project) -> list[dict[str, Any]]:
    """Label and value of what the project is."""
    item = project.item
    change = reverse("projects:change", args=[project.pk])
    rows = [
        (_("Orientation"), project.get_orientation_display()),
        (_("Field"), str(project.field or "—")),
        (_("Sponsoring organisation"), str(project.sponsor)),
        (_("Where"), " ".join(part for part in (item.area.short_name, item.place) if part)),
        (pgettext("of a project", "Days"), f"{project.start_on:%Y-%m-%d} – {project.end_on:%Y-%m-%d}"),
        (_("Planned cost"), _("%(sum)s yuan") % {"sum": yuan_text(project.cost)}),
        (_("Who benefits"), project.benefits_text),
        (_("Difficulty"), _("%(level)d of 5") % {"level": project.difficulty}),
        (_("No agreement needed"), project.no_agreement_why),
        (_("What residents read"), project.public_words),
    ]  # fmt: skip
    found = [{"label": label, "value": value} for label, value in rows if value]
    if not item.is_closed and found:
        found[0]["url"] = change
    return found


@allow("projects.propose")
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a project."""

    def work(given: dict[str, Any]) -> str:
        area, origins = given.pop("area"), given.pop("origins")
        plan = actions.Plan(**given)
        made = actions.propose_project(
            area, plan=plan, origins=origins, actor=me(request), now=timezone.now()
        )
        return page_of(made.pk)

    access = request.access  # type: ignore[attr-defined]
    comes_from = request.GET.get("from", "")
    rows = Item.objects.visible_to(access).filter(
        pk=comes_from if comes_from.isascii() and comes_from.isdigit() else 0
    )
    numbers = "、".join(rows.values_list("number", flat=True))
    initial = {"origins": numbers, "start_on": timezone.localdate()}
    form = ProposeForm(request.POST or None, access=access, initial=initial)
    context = {
        "title": _("Propose a project"), "submit_label": _("Propose it"), "back_url": reverse("projects:list"),
        "keep_key": "projects:propose",
    }  # fmt: skip
    done = _("The project is proposed.")
    return form_page(request, form, act="projects.propose", work=work, done=done, context=context)


@allow_signed_in(SCOPED)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of it."""
    project = plannable(request, pk)
    initial = {name: getattr(project, name) for name in FACTS}
    form = DescribeForm(request.POST or None, office_id=project.item.office_id, initial=initial)
    act = lambda **given: actions.change_project(pk, **given)  # noqa: E731
    return act_form(
        request, project, form, act, name="change", title=_("Change the project"), done=_("Changed.")
    )


@allow_signed_in(SCOPED)
def add_partner(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit takes part."""
    project = plannable(request, pk)
    form = PartnerForm(request.POST or None, project=project, initial={"since": timezone.localdate()})
    act = lambda **given: actions.add_partner(pk, **given)  # noqa: E731
    title, done = _("A unit takes part"), _("It takes part from now on.")
    return act_form(request, project, form, act, name="add_partner", title=title, done=done)


@allow_signed_in(SCOPED)
def end_partner(request: HttpRequest, pk: int, partner: int) -> HttpResponse:
    """A unit takes no more part."""
    project = plannable(request, pk)
    row = get_object_or_404(ProjectPartner.objects.select_related("unit"), pk=partner, project=project)
    form = EndPartnerForm(request.POST or None, initial={"on": timezone.localdate()})
    act = lambda **given: actions.end_partner(row, **given)  # noqa: E731
    title, done = _("%(unit)s takes no more part") % {"unit": row.unit}, _("Written down.")
    return act_form(request, project, form, act, name=f"end_partner:{partner}", title=title, done=done)


@allow_signed_in(SCOPED)
def waive(request: HttpRequest, pk: int) -> HttpResponse:
    """No agreement is needed."""
    project = plannable(request, pk)
    form = WaiveForm(request.POST or None, initial={"why": project.no_agreement_why})
    act = lambda **given: actions.waive_agreement(pk, **given)  # noqa: E731
    return act_form(
        request, project, form, act, name="waive", title=_("No agreement is needed"), done=_("Written down.")
    )


@allow_signed_in(SCOPED)
def add_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a milestone into the plan."""
    project = plannable(request, pk)
    form = MilestoneForm(request.POST or None, project=project)
    act = lambda **given: actions.add_milestone(pk, **given)  # noqa: E731
    title, done = _("Add a milestone"), _("It stands in the plan and in its owner's inbox.")
    return act_form(request, project, form, act, name="add_milestone", title=title, done=done)


@allow_signed_in(SCOPED)
def add_to_team(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody belongs to the team."""
    project = plannable(request, pk)
    form = TeamForm(request.POST or None, project=project)
    act = lambda **given: actions.add_to_team(pk, **given)  # noqa: E731
    return act_form(
        request,
        project,
        form,
        act,
        name="team",
        title=_("Add to the team"),
        done=pgettext("to a team", "Added."),
    )


@allow_signed_in(SCOPED, methods=("POST",))
def take_off_team(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Somebody belongs to the team no more."""
    project = plannable(request, pk)
    row = get_object_or_404(TeamMember, pk=member, project=project)
    work = lambda: actions.take_off_team(row, actor=me(request), now=timezone.now()) or True  # noqa: E731
    return do_and_say(
        request, act=f"projects.off:{member}", work=work, done=_("Taken off."), back=page_of(pk)
    )


@allow_signed_in(SCOPED, methods=("GET",))
def milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """One milestone."""
    access, now = request.access, timezone.now()  # type: ignore[attr-defined]
    rows = Milestone.objects.visible_to(access).with_all().select_related("item__office")
    row = get_object_or_404(rows, pk=pk)
    context = detail_context(row.item, access, now=now)
    readable = Project.objects.visible_to(access).filter(pk=row.project_id).exists()
    context |= {
        "back_url": page_of(row.project_id) if readable else reverse("items:inbox"),
        "back_label": str(row.project.item.number),
        "facts": [
            {"label": pgettext("of a milestone", "Project"), "value": row.project.item.title,
             "url": page_of(row.project_id) if readable else ""},
            {"label": _("Until when"), "value": f"{row.due_on:%Y-%m-%d}"},
        ],
    }  # fmt: skip
    return render(request, "items/detail.html", context)


def this_quarter(day: dt.date) -> tuple[int, int]:
    """Year and quarter of a day."""
    return day.year, (day.month - 1) // 3 + 1
