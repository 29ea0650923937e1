"""The named numbers of projects."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.items.as_of import overdue_at
from gongjian.core.items.flow import WITHDRAWN
from gongjian.core.measures.counted import Counted, by_unit
from gongjian.core.measures.measure import Measure
from gongjian.modules.projects.models import Milestone, Project

GONE = ("refused", "cancelled", WITHDRAWN)
DONE = ("evaluated", "published")


def _projects(chosen: Callable[[dt.datetime], Q], **params: Any) -> Counted:
    """Projects that fall into a span by their last day."""
    return Counted(
        rows=lambda now: Project.objects.exclude(item__state=WITHDRAWN).filter(chosen(now)), at="end_on", day=True,
        page="projects:list", params=params, dates="ends", dimensions=(by_unit(),),
    )  # fmt: skip


def _milestones(chosen: Callable[[dt.datetime], Q], **params: Any) -> Counted:
    """Milestones that fall into a span by their date."""
    return Counted(
        rows=lambda now: Milestone.objects.filter(chosen(now)), at="due_on", day=True,
        page="projects:milestones", params=params, dates="planned", dimensions=(by_unit(),),
    )  # fmt: skip


MEASURES = (
    Measure(
        name="projects.all",
        label=_("Projects"),
        formula=_("Number of projects whose last day lies in the span"),
        unit=_("projects"),
        part=_projects(lambda now: Q(), state=WITHDRAWN, state_is="not"),
    ),
    Measure(
        name="projects.done_rate",
        label=_("Share of projects evaluated"),
        formula=_("Projects evaluated or published ÷ all projects except those refused or cancelled"),
        unit="%",
        part=_projects(lambda now: Q(item__state__in=DONE), state=list(DONE)),
        whole=_projects(lambda now: ~Q(item__state__in=GONE), state=list(GONE), state_is="not"),
        better="up",
    ),
    Measure(
        name="projects.late",
        label=_("Overdue projects"),
        formula=_("Open projects past their last day or with another clock run out"),
        unit=_("projects"),
        part=_projects(overdue_at, light="late"),
        better="down",
    ),
    Measure(
        name="projects.late_milestones",
        label=_("Overdue milestones"),
        formula=_("Open milestones past their date, extensions counted in"),
        unit=_("milestones"),
        part=_milestones(overdue_at, light="late"),
        better="down",
    ),
)
