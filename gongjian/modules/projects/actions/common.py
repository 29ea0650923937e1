"""What the acts on projects share."""

import datetime as dt
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from gongjian.core.items.models import Item, Step
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.trail.actions import record
from gongjian.modules.projects import policy
from gongjian.modules.projects.models import Project

MOST_COST = 10**12 * 100


def locked_project(project_id: int, *, actor: Person | None, now: dt.datetime) -> Project:
    """The project with its item locked. Raises Refused for whoever may not plan it, and once it is closed."""
    Item.objects.select_for_update(of=("self",)).get(pk=project_id)
    project = Project.objects.with_all().get(pk=project_id)
    access = policy.access_at(actor, now=now)
    policy.must(access is None or policy.may_plan(project.item, access))
    if project.item.is_closed:
        raise Refused(_("The project is closed. Take it up again before you change it."), code="wrong_state")
    return project


def write_step(item: Item, act: str, *, note: str, actor: Person | None, now: dt.datetime) -> Step:
    """A step of the project's history that is no move."""
    return Step.objects.create(
        item=item, move=act, source=item.state, target=item.state, actor=actor, note=note, at=now
    )


def trail(
    act: str, row: Model, project: Project, *, actor: Person | None, now: dt.datetime, **more: Any
) -> None:
    """The trail row of an act on a project."""
    item = project.item
    record(
        f"projects.{act}",
        actor=actor,
        obj=row,
        office=item.office,
        label=str(item),
        now=now,
        item=item,
        **more,
    )
