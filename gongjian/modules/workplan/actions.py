"""The verbs of the year's work, each one transaction with its trail row. Begin, hand in, confirm and drop are moves."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.files.actions import keep_picture
from gongjian.core.files.models import Stage
from gongjian.core.items.models import Item, Step
from gongjian.core.items.opening import open_item
from gongjian.core.items.verbs import evening, line, save_once
from gongjian.core.orgs.models import Unit
from gongjian.core.people.access import access_of
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.core.search import index
from gongjian.core.trail.actions import record
from gongjian.modules.workplan import policy
from gongjian.modules.workplan.flows import TASK
from gongjian.modules.workplan.models import Evidence, Plan, ProgressNote, Task, Theme


@transaction.atomic
def start_plan(
    office: Area, *, year: int, title: str, actor: Person, now: dt.datetime, is_demo: bool = False
) -> Plan:
    """Begin the plan of a year. The year is last year's, this one or the next."""
    policy.must_plan(office, actor, now=now)
    this_year = timezone.localtime(now).year
    if not this_year - 1 <= year <= this_year + 1:
        raise Refused(_("A plan is made for last year, this year or the next."), field="year")
    title = line(title, field="title", most=80)
    plan = Plan(office=office, year=year, title=title, made_by=actor, made_at=now, is_demo=is_demo)
    save_once(plan, _("There is already a plan of this name for %(year)s.") % {"year": year}, field="title")
    _trail("start_plan", plan, office, actor=actor, now=now)
    return plan


@transaction.atomic
def add_theme(
    plan_id: int, *, title: str, actor: Person, now: dt.datetime, parent: Theme | None = None
) -> Theme:
    """Add a heading at the end, or below another one."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("office").get(pk=plan_id)
    policy.must_plan(plan.office, actor, now=now)
    if parent is not None and (parent.plan_id != plan.pk or parent.parent_id):
        raise Refused(
            _("Themes have two levels: choose a theme of this plan that is not below another."),
            field="parent",
        )
    last = plan.themes.filter(parent=parent).aggregate(last=models.Max("order"))["last"] or 0
    theme = Theme(plan=plan, parent=parent, title=line(title, field="title", most=80), order=last + 1)
    save_once(theme, _("There is already a theme of this name at this place."), field="title")
    _trail("add_theme", theme, plan.office, actor=actor, now=now)
    return theme


@transaction.atomic
def add_task(
    theme_id: int,
    *,
    title: str,
    unit: Unit,
    due_on: dt.date,
    actor: Person,
    now: dt.datetime,
    handler: Person | None = None,
    target: str = "",
    evidence_needed: str = "",
    area: Area | None = None,
) -> Task:
    """Put a task under a theme: its owner is a unit, or a person of it, and its clock runs to the planned day."""
    theme = Theme.objects.select_related("plan__office", "parent").get(pk=theme_id)
    plan = theme.plan
    policy.must_plan(plan.office, actor, now=now)
    _check_owner(plan, unit, handler)
    _check_day(plan, due_on, now=now)
    item = open_item(
        TASK, office=plan.office, area=area or plan.office, title=line(title, field="title", most=200), now=now,
        actor=actor, unit=unit, handler=handler, due_at=evening(due_on),
    )  # fmt: skip
    task = Task.objects.create(
        item=item, theme=theme, due_on=due_on, target=line(target, field="target", most=200, empty=True),
        evidence_needed=line(evidence_needed, field="evidence_needed", most=120, empty=True),
    )  # fmt: skip
    index(item, text_of(task))
    _trail("add_task", task, plan.office, actor=actor, now=now, item=item, changes={"due_on": ["", due_on]})
    return task


@transaction.atomic
def describe_task(
    task_id: int,
    *,
    actor: Person,
    now: dt.datetime,
    target: str | None = None,
    evidence_needed: str | None = None,
) -> Task:
    """Write anew what the task aims at, or which proof is asked for, while it is open."""
    task = _locked(task_id)
    policy.must_plan(task.item.office, actor, now=now)
    if task.item.is_closed:
        raise Refused(_("The task is closed. Take it up again before you change it."), code="wrong_state")
    changes = {}
    for name, text, most in (("target", target, 200), ("evidence_needed", evidence_needed, 120)):
        if text is None:
            continue
        before, kept = getattr(task, name), line(text, field=name, most=most, empty=True)
        if kept != before:
            changes[name] = [before, kept]
            setattr(task, name, kept)
    if changes:
        task.save(update_fields=list(changes))
        index(task.item, text_of(task))
        _trail("describe_task", task, task.item.office, actor=actor, now=now, item=task.item, changes=changes)
    return task


@transaction.atomic
def report_progress(
    task_id: int, *, percent: int, text: str, actor: Person, now: dt.datetime
) -> ProgressNote:
    """The owner says how far the task is; the newest word counts, all stay readable."""
    task = _locked(task_id)
    policy.must_work(task.item, actor, now=now)
    if task.item.state != "running":
        raise Refused(
            _("Progress is reported while the task is under way: begin it first."), code="wrong_state"
        )
    if not 0 <= percent <= 100:
        raise Refused(_("Progress is a number from 0 to 100."), field="percent")
    text = line(text, field="text", most=2000)
    before, task.progress = task.progress, percent
    task.save(update_fields=["progress"])
    note = ProgressNote.objects.create(task=task, percent=percent, text=text, by=actor, at=now)
    _step(task.item, "progress", note=f"{percent} %\n{text}", actor=actor, now=now)
    _trail("report_progress", note, task.item.office, actor=actor, now=now, item=task.item,
           changes={"progress": [before, percent]})  # fmt: skip
    return note


@transaction.atomic
def add_evidence(
    task_id: int,
    *,
    text: str,
    actor: Person,
    now: dt.datetime,
    link: str = "",
    pictures: Sequence[bytes] = (),
) -> Evidence:
    """Add proof: what it is, and where it can be read or seen. Allowed until the task is closed."""
    task = _locked(task_id)
    item = task.item
    policy.must_work(item, actor, now=now)
    if item.is_closed:
        raise Refused(_("The task is closed. Take it up again before you add proof."), code="wrong_state")
    if link and not link.startswith(("http://", "https://")):
        raise Refused(_("A link begins with http:// or https://."), field="link")
    proof = Evidence.objects.create(
        task=task, text=line(text, field="text", most=200), link=link[:300], by=actor, at=now
    )
    step = _step(item, "evidence", note=proof.text, actor=actor, now=now)
    for picture in pictures:
        keep_picture(picture, office=item.office, by=actor, now=now, item=item, step=step, stage=Stage.AFTER)
    _trail("add_evidence", proof, item.office, actor=actor, now=now, item=item)
    return proof


def text_of(task: Task) -> str:
    """What a task can be found by."""
    return " ".join([task.item.title, str(task.theme), task.target, task.evidence_needed])


def search_texts(ids: Sequence[int]) -> dict[int, str]:
    """`text_of` of many."""
    rows = Task.objects.filter(pk__in=ids).select_related("item", "theme__parent")
    return {task.pk: text_of(task) for task in rows}


def _check_owner(plan: Plan, unit: Unit, handler: Person | None) -> None:
    if unit.office_id != plan.office_id or unit.is_outside or not unit.active:
        raise Refused(_("Choose a unit of this office."), field="unit")
    if handler and not handler.memberships.filter(unit=unit, until__isnull=True).exists():
        raise Refused(_("The person must belong to the unit that owns the task."), field="handler")


def _check_day(plan: Plan, due_on: dt.date, *, now: dt.datetime) -> None:
    if due_on.year != plan.year:
        raise Refused(
            _("The day lies outside the plan's year %(year)s.") % {"year": plan.year}, field="due_on"
        )
    if evening(due_on) <= now:
        raise Refused(_("The day is over already. Choose a later one."), field="due_on")


def _locked(task_id: int) -> Task:
    Item.objects.select_for_update(of=("self",)).get(pk=task_id)
    return Task.objects.select_related("item__office", "theme").get(pk=task_id)


def _step(item: Item, act: str, *, note: str, actor: Person, now: dt.datetime) -> Step:
    access = access_of(actor, today=timezone.localtime(now).date())
    behalf = item.handler if item.handler_id in access.stands_in_for else None
    return Step.objects.create(
        item=item,
        move=act,
        source=item.state,
        target=item.state,
        actor=actor,
        behalf=behalf,
        note=note,
        at=now,
    )


def _trail(act: str, row: Any, office: Area, *, actor: Person, now: dt.datetime, **more: Any) -> None:
    record(f"workplan.{act}", actor=actor, obj=row, office=office, label=str(row), now=now, **more)
