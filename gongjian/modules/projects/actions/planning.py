"""The plan: milestones with owners and dates, and the team."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.core.items.opening import open_item
from gongjian.core.items.verbs import evening, line
from gongjian.core.links.actions import link
from gongjian.core.links.models import LinkKind
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.search import index
from gongjian.modules.projects.actions.common import locked_project, trail
from gongjian.modules.projects.flows import MILESTONE
from gongjian.modules.projects.models import Milestone, TeamMember

MOST_MILESTONES = 60


@transaction.atomic
def add_milestone(
    project_id: int,
    *,
    title: str,
    due_on: dt.date,
    actor: Person,
    now: dt.datetime,
    unit: Unit | None = None,
    handler: Person | None = None,
) -> Milestone:
    """Put a milestone into the plan; without a unit it is that of the project. Raises Refused outside the project's days."""
    project = locked_project(project_id, actor=actor, now=now)
    item = project.item
    owner = unit or item.unit
    if owner is None or owner.office_id != item.office_id or not owner.active:
        raise Refused(_("Choose a unit of this office."), field="unit")
    if handler and not handler.memberships.filter(unit=owner, until__isnull=True).exists():
        raise Refused(_("The person must belong to the unit that owns it."), field="handler")
    if not project.start_on <= due_on <= project.end_on:
        words = _("The day lies outside the project, %(start)s to %(end)s.")
        raise Refused(
            words % {"start": project.start_on.isoformat(), "end": project.end_on.isoformat()}, field="due_on"
        )
    if evening(due_on) <= now:
        raise Refused(_("The day is over already. Choose a later one."), field="due_on")
    if project.milestones.count() >= MOST_MILESTONES:
        raise Refused(_("A plan has at most %(most)d milestones.") % {"most": MOST_MILESTONES})
    step = open_item(
        MILESTONE, office=item.office, area=item.area, title=line(title, field="title", most=200), now=now, actor=actor,
        unit=owner, handler=handler, due_at=evening(due_on),
    )  # fmt: skip
    milestone = Milestone.objects.create(item=step, project=project, due_on=due_on)
    index(step, f"{step.title} {item.title}")
    link(step, to=item, kind=LinkKind.PART, by=actor, now=now)
    trail(
        "add_milestone", milestone, project, actor=actor, now=now, changes={"milestone": [None, step.number]}
    )
    return milestone


@transaction.atomic
def add_to_team(
    project_id: int,
    *,
    part: str,
    actor: Person | None,
    now: dt.datetime,
    person: Person | None = None,
    post: str = "",
) -> TeamMember:
    """Somebody belongs to the team. Raises Refused without a person and a post, and for somebody of another office."""
    project = locked_project(project_id, actor=actor, now=now)
    if person is None and not post.strip():
        raise Refused(_("Choose a person, or name a post."), field="person")
    if person is not None and person.office_id != project.item.office_id:
        raise Refused(_("Choose somebody of this office."), field="person")
    if person is not None and project.team.filter(person=person).exists():
        raise Refused(
            _("%(name)s belongs to the team already.") % {"name": person}, field="person", code="twice"
        )
    member = TeamMember.objects.create(
        project=project, person=person, post=line(post, field="post", most=40, empty=True),
        part=line(part, field="part", most=60),
    )  # fmt: skip
    trail("add_to_team", member, project, actor=actor, now=now, changes={"part": [None, member.part]})
    return member


@transaction.atomic
def take_off_team(member: TeamMember, *, actor: Person | None, now: dt.datetime) -> None:
    """Somebody belongs to the team no more."""
    project = locked_project(member.project_id, actor=actor, now=now)
    trail("take_off_team", member, project, actor=actor, now=now, changes={"part": [member.part, None]})
    member.delete()
