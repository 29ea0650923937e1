"""The lists of projects and milestones."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.ledgers.addresses import page_by_number
from gongjian.core.ledgers.filters import Asked, ChoiceFilter, ConditionFilter, DatesFilter, NumberFilter
from gongjian.core.ledgers.items import item_columns, item_filters, item_search, with_lights
from gongjian.core.ledgers.ledger import Column, Kind, Ledger, PrimaryAction, SavedView
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import Access
from gongjian.lib.money import yuan_text
from gongjian.modules.projects.flows import MILESTONE, PROJECT
from gongjian.modules.projects.models import Milestone, Orientation, Project, ProjectField, ProjectPartner
from gongjian.modules.projects.taking import INTAKE

SHARED, STEP = item_columns(PROJECT), item_columns(MILESTONE)


def _projects(access: Access) -> QuerySet[Any]:
    return with_lights(Project.objects.visible_to(access).with_all())


def _milestones(access: Access) -> QuerySet[Any]:
    return with_lights(Milestone.objects.visible_to(access).with_all())


def _fields(asked: Asked) -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in ProjectField.objects.for_reader(asked.access, "projects.view")]


def _sponsors(asked: Asked) -> list[tuple[str, str]]:
    seen = Project.objects.visible_to(asked.access).order_by().values("sponsor_id")
    return [
        (str(one.pk), str(one))
        for one in Unit.objects.filter(Q(pk__in=seen) | Q(pk__in=asked.access.unit_ids))
    ]


def _mine(access: Access) -> list[str]:
    return [str(pk) for pk in sorted(access.unit_ids)]


def _partnered(now: dt.datetime) -> Q:
    return Q(Exists(ProjectPartner.objects.filter(project=OuterRef("pk"), until__isnull=True)))


PROJECTS = Ledger(
    slug="projects",
    title=_("Projects"),
    permission="projects.view",
    queryset=_projects,
    columns=(
        SHARED["number"],
        replace(SHARED["title"], label=_("Project")),
        SHARED["state"],
        Column("orientation", _("Orientation"), "get_orientation_display", width=150, sort="orientation"),
        Column("field", _("Field"), "field.name", width=110, sort="field__order", phone=True),
        Column("sponsor", _("Sponsoring organisation"), "sponsor", width=150, sort="sponsor__name"),
        SHARED["unit"],
        SHARED["area"],
        Column("end_on", _("Ends on"), "end_on", Kind.DATE, width=100, sort="end_on", phone=True),
        SHARED["light"],
        Column("cost", _("Planned cost in yuan"), lambda row: yuan_text(row.cost), width=120, sort="cost"),
        Column(
            "households", _("Households"), "households", Kind.NUMBER, width=80, sort="households", total="sum"
        ),
        Column(
            "people",
            pgettext_lazy("who benefits", "People"),
            "people",
            Kind.NUMBER,
            width=80,
            sort="people",
            total="sum",
            shown=False,
        ),
        Column(
            "difficulty", _("Difficulty"), "difficulty", Kind.NUMBER, width=70, sort="difficulty", shown=False
        ),
        Column("start_on", _("Begins on"), "start_on", Kind.DATE, width=100, sort="start_on", shown=False),
        Column("text", _("Plan"), "text", width=200, shown=False),
        replace(SHARED["handler"], shown=False),
        replace(SHARED["opened"], shown=False),
        SHARED["result"],
        SHARED["closed"],
    ),
    filters=(
        ChoiceFilter("orientation", _("Orientation"), "orientation", list(Orientation.choices)),
        ChoiceFilter("field", _("Field"), "field_id", _fields, blank="null"),
        ChoiceFilter("sponsor", _("Sponsoring organisation"), "sponsor_id", _sponsors),
        *item_filters(PROJECT, everybody=True),
        ConditionFilter(
            "partners",
            _("Partners"),
            "",
            (("with", _("With partners")), ("without", _("Without partners"))),
            conditions={"with": _partnered, "without": lambda now: ~_partnered(now)},
        ),
        DatesFilter("ends", _("Ends on"), "end_on", moments=False),
        NumberFilter("households", _("Households"), "households"),
    ),
    views=(
        SavedView("late", pgettext_lazy("clock light", "Overdue"), {"light": "late"}),
        SavedView("running", pgettext_lazy("project state", "Under way"), {"state": "running"}),
        SavedView("proposed", pgettext_lazy("project state", "Proposed"), {"state": "proposed"}),
        SavedView("mine", _("Of my organisation"), {"sponsor": _mine}),
    ),
    search=item_search(),
    flow=PROJECT,
    default_sort="end_on",
    url_name="projects:list",
    row_url=page_by_number("projects:detail"),
    primary_action=PrimaryAction(_("Propose a project"), "projects:propose", permission="projects.propose"),
    empty_title=_("No project yet"),
    empty_text=_("What cannot be fixed at once becomes a project: propose one from the reports behind it."),
    intake=INTAKE,
)

MILESTONES = Ledger(
    slug="milestones",
    title=_("Milestones"),
    permission="projects.view",
    queryset=_milestones,
    columns=(
        STEP["number"],
        replace(STEP["title"], label=_("What is reached")),
        STEP["state"],
        Column(
            "project",
            pgettext_lazy("of a milestone", "Project"),
            "project.item.title",
            width=220,
            sort="project__item__title",
        ),
        STEP["unit"],
        STEP["handler"],
        Column("due_on", _("Until when"), "due_on", Kind.DATE, width=100, sort="due_on", phone=True),
        STEP["light"],
        replace(STEP["area"], shown=False),
        replace(STEP["opened"], shown=False),
        STEP["result"],
        STEP["closed"],
    ),
    filters=(
        *item_filters(MILESTONE, everybody=True),
        DatesFilter("planned", _("Until when"), "due_on", moments=False),
    ),
    views=(
        SavedView("late", pgettext_lazy("clock light", "Overdue"), {"light": "late"}),
        SavedView("submitted", _("To be confirmed"), {"state": "submitted"}),
    ),
    search=item_search(),
    flow=MILESTONE,
    looks=("board", "chart"),
    default_sort="due_on",
    url_name="projects:milestones",
    row_url=page_by_number("projects:milestone"),
    empty_title=_("No milestone yet"),
    empty_text=_("Milestones are put into the plan on a project's page."),
)
