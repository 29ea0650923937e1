"""Proposing a project, changing it, and saying why it needs no agreement."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models, transaction
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.items.opening import open_item
from gongjian.core.items.verbs import evening, line
from gongjian.core.links.actions import link
from gongjian.core.links.models import LinkKind
from gongjian.core.orgs.models import PARTY, Unit
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.search import index
from gongjian.modules.projects import policy
from gongjian.modules.projects.actions.common import MOST_COST, locked_project, trail
from gongjian.modules.projects.flows import PROJECT
from gongjian.modules.projects.models import Orientation, Project, ProjectField

TEXTS = {"text": 5000, "public_words": 2000}
NUMBERS = {"cost": MOST_COST, "households": 10_000_000, "people": 100_000_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a project is to be. `cost` in fen; `difficulty` from 1 to 5."""

    title: str
    orientation: str
    sponsor: Unit
    start_on: dt.date
    end_on: dt.date
    field: ProjectField | None = None
    unit: Unit | None = None
    text: str = ""
    public_words: str = ""
    cost: int = 0
    households: int = 0
    people: int = 0
    difficulty: int = 1


@transaction.atomic
def propose_project(
    area: Area,
    *,
    plan: Plan,
    actor: Person,
    now: dt.datetime,
    origins: Sequence[models.Model] = (),
    place: str = "",
    is_demo: bool = False,
    with_clocks: bool = True,
) -> Project:
    """Open a project: what fixed it, who sponsors it, what it comes from (reports, needs, meetings).

    Raises Refused for an area above all offices, a sponsor of another office or that is no Party organisation, an end
    before the beginning, numbers out of all reason.
    """
    office = area.office
    if office is None:
        raise Refused(_("A project is of an office, or of a place in it."), field="area")
    access = policy.access_at(actor, now=now)
    policy.must(access is not None and policy.may_propose(area.path, access))
    _check(plan, office=office)
    item = open_item(
        PROJECT, office=office, area=area, title=line(plan.title, field="title", most=200), now=now, actor=actor, place=place,
        unit=plan.unit or plan.sponsor, handler=actor, due_at=max(evening(plan.end_on), now + dt.timedelta(minutes=1)),
        with_clocks=with_clocks,
    )  # fmt: skip
    project = Project.objects.create(
        item=item, orientation=plan.orientation, field=plan.field, sponsor=plan.sponsor, cost=plan.cost,
        text=line(plan.text, field="text", most=TEXTS["text"], empty=True),
        public_words=line(plan.public_words, field="public_words", most=TEXTS["public_words"], empty=True),
        households=plan.households, people=plan.people, difficulty=plan.difficulty, start_on=plan.start_on,
        end_on=plan.end_on, is_demo=is_demo,
    )  # fmt: skip
    index(item, text_of(project))
    for origin in origins:
        link(item, to=origin, kind=LinkKind.ORIGIN, by=actor, now=now)
    changes = {"cost": [None, plan.cost], "end_on": [None, plan.end_on]}
    trail("propose_project", project, project, actor=actor, now=now, changes=changes)
    return project


@transaction.atomic
def change_project(project_id: int, *, actor: Person | None, now: dt.datetime, **given: object) -> Project:
    """Change what is said of it, by the names of `Plan`: text, public words, field, orientation, cost, people, difficulty.
    Title, sponsor and dates are fixed with the approval and change by returning it only."""
    project = locked_project(project_id, actor=actor, now=now)
    changes = {}
    for name, value in given.items():
        if name in TEXTS:
            value = line(str(value), field=name, most=TEXTS[name], empty=True)
        elif name in NUMBERS:
            _number(name, value)
        elif name == "difficulty":
            _difficulty(value)
        elif name not in ("field", "orientation"):
            raise ValueError(f"a project's {name} is not changed by this act")
        if (before := getattr(project, name)) != value:
            changes[name] = [str(before), str(value)]
            setattr(project, name, value)
    if changes:
        project.save(update_fields=list(changes))
        index(project.item, text_of(project))
        trail("change_project", project, project, actor=actor, now=now, changes=changes)
    return project


@transaction.atomic
def waive_agreement(project_id: int, *, why: str, actor: Person | None, now: dt.datetime) -> Project:
    """Write down why no agreement is needed: everything is done by the office itself, for example."""
    project = locked_project(project_id, actor=actor, now=now)
    before, project.no_agreement_why = project.no_agreement_why, line(why, field="why", most=200)
    project.save(update_fields=["no_agreement_why"])
    changes = {"no_agreement_why": [before, project.no_agreement_why]}
    trail("waive_agreement", project, project, actor=actor, now=now, changes=changes)
    return project


def text_of(project: Project) -> str:
    """What a project can be found by."""
    return " ".join(
        [
            project.item.title,
            project.text,
            project.public_words,
            str(project.field or ""),
            str(project.sponsor),
        ]
    )


def search_texts(ids: Sequence[int]) -> dict[int, str]:
    """`text_of` of many."""
    return {one.pk: text_of(one) for one in Project.objects.with_all().filter(pk__in=ids)}


def _check(plan: Plan, *, office: Area) -> None:
    if plan.orientation not in Orientation.values:
        raise Refused(_("Choose which of the three orientations fixes the project."), field="orientation")
    if plan.sponsor.office_id != office.pk or not plan.sponsor.active or plan.sponsor.kind not in PARTY:
        raise Refused(_("Choose a Party organisation of this office as the sponsor."), field="sponsor")
    if plan.unit and (plan.unit.office_id != office.pk or not plan.unit.active):
        raise Refused(_("Choose a unit of this office."), field="unit")
    if plan.end_on < plan.start_on:
        raise Refused(_("The project ends before it begins. Check the dates."), field="end_on")
    if plan.field is not None and plan.field.office_id not in (None, office.pk):
        raise Refused(_("Choose a field of this office."), field="field")
    for name in NUMBERS:
        _number(name, getattr(plan, name))
    _difficulty(plan.difficulty)


def _number(name: str, value: object) -> None:
    if not isinstance(value, int) or not 0 <= value <= NUMBERS[name]:
        raise Refused(_("This number is out of all reason. Check it."), field=name)


def _difficulty(value: object) -> None:
    if value not in (1, 2, 3, 4, 5):
        raise Refused(_("The difficulty is a number from 1 to 5."), field="difficulty")
