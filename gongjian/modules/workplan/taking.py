"""What the list of tasks takes in from a workbook: one row per task, under its theme, with owner and planned day."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.intake.spec import Entry, FieldKind, Intake, IntakeField, Key, Known, Place
from gongjian.core.items.flow import WITHDRAWN
from gongjian.core.items.withdrawing import withdraw_items
from gongjian.core.refusal import Refused
from gongjian.modules.workplan import actions
from gongjian.modules.workplan.models import Plan, Task, Theme

CHANGEABLE = ("target", "evidence_needed")


class TaskTaker:
    """A task is known by its theme and title within the plan. What it aims at may change by a file; owner and day
    change by decisions of their own, so that a file which names others for a known task is told so."""

    def key_of(self, values: Mapping[str, Any]) -> Key:
        """Theme, sub-theme and title."""
        return (*_themes(values), str(values.get("title", "")))

    def check(self, entry: Entry, place: Place) -> None:
        """Tasks are planned by somebody, for the plan's own year."""
        if place.actor is None:
            raise Refused(_("a plan is made by somebody: say with --by who brings it"))
        if entry.values["due_on"].year != _year(place):
            raise Refused(_("the planned day lies outside the plan's year %(year)d") % {"year": _year(place)})

    def known(self, keys: Sequence[Key], place: Place) -> Mapping[Key, Known]:
        """The plan's tasks of these titles."""
        titles = {key[2] for key in keys}
        tasks = Task.objects.filter(theme__plan__in=_plans(place), item__title__in=titles).with_all()
        tasks = tasks.exclude(item__state=WITHDRAWN)
        return {_key_of_task(task): _known(task) for task in tasks}

    def add(self, entries: Sequence[Entry], place: Place) -> Sequence[int | Refused]:
        """Each by the same act as on the page; plan and themes are made where they are missing."""
        if place.actor is None:
            raise Refused(_("a plan is made by somebody: say with --by who brings it"))
        plan = _plans(place).first() or actions.start_plan(
            place.office, year=_year(place), title=_title(place), actor=place.actor, now=place.now
        )
        return [_added(plan, entry, place) for entry in entries]

    def change(self, entry: Entry, known: Known, names: Sequence[str], place: Place) -> None:
        """Target and proof are overwritten; the planned day and the owner are not."""
        if others := [name for name in names if name not in CHANGEABLE]:
            labels = "、".join(str(INTAKE.field(name).label) for name in others)
            words = _(
                "the task is here already with another “%(fields)s”: change that on the task's own page"
            )
            raise Refused(words % {"fields": labels})
        given = {name: entry.values[name] for name in names}
        actions.describe_task(known.id, actor=place.actor, now=place.now, **given)

    def withdraw(self, ids: Sequence[int], place: Place, *, reason: str) -> Mapping[int, Refused]:
        """Tasks that were brought in by mistake leave the plan; their themes stay."""
        answers = withdraw_items(ids, reason=reason, actor=place.actor, now=place.now)
        return {pk: answer for pk, answer in answers.items() if isinstance(answer, Refused)}

    def put_back(self, pk: int, values: Mapping[str, Any], place: Place) -> None:
        """Target and proof as they were before the file."""
        actions.describe_task(pk, actor=place.actor, now=place.now, **values)


def _themes(values: Mapping[str, Any]) -> tuple[str, str]:
    """Theme and sub-theme; the list's own export writes both in one cell."""
    theme, below = str(values.get("theme", "")), str(values.get("subtheme", ""))
    if not below and " · " in theme:
        theme, below = theme.split(" · ", 1)
    return theme, below


def _key_of_task(task: Task) -> Key:
    theme = task.theme
    above = theme.parent.title if theme.parent else theme.title
    return (above, theme.title if theme.parent else "", task.item.title)


def _known(task: Task) -> Known:
    values = {
        "due_on": task.due_on, "unit": task.item.unit, "target": task.target, "evidence_needed": task.evidence_needed,
    }  # fmt: skip
    return Known(task.pk, task.item.title, values)


def _plans(place: Place) -> Any:
    return Plan.objects.filter(office=place.office, year=_year(place), title=_title(place))


def _year(place: Place) -> int:
    return int(place.options.get("year") or timezone.localtime(place.now).year)


def _title(place: Place) -> str:
    return place.options.get("plan") or _("Work of the year")


def _added(plan: Plan, entry: Entry, place: Place) -> int | Refused:
    values = entry.values
    try:
        with transaction.atomic():
            task = actions.add_task(
                _theme(plan, *_themes(values), place=place).pk, title=values["title"], unit=values["unit"],
                handler=values.get("handler"), due_on=values["due_on"], target=values.get("target", ""),
                evidence_needed=values.get("evidence_needed", ""), actor=_actor(place), now=place.now,
            )  # fmt: skip
    except Refused as refused:
        return refused
    return task.pk


def _theme(plan: Plan, title: str, below: str, *, place: Place) -> Theme:
    theme = plan.themes.filter(parent=None, title=title).first()
    theme = theme or actions.add_theme(plan.pk, title=title, actor=_actor(place), now=place.now)
    if not below:
        return theme
    found = plan.themes.filter(parent=theme, title=below).first()
    return found or actions.add_theme(plan.pk, title=below, parent=theme, actor=_actor(place), now=place.now)


def _actor(place: Place) -> Any:
    return place.actor


def _years(place: Place) -> list[tuple[str, str]]:
    this_year = timezone.localtime(place.now).year
    return [(str(year), str(year)) for year in (this_year, this_year + 1, this_year - 1)]


def _example(name: str) -> dict[str, Any]:
    due_on = dt.date(timezone.localdate().year, 12, 20)
    return {"theme": "四项重点", "subtheme": "老旧小区提升", "title": name, "unit": "城市管理办", "due_on": due_on,
            "target": "年底前完工", "evidence_needed": "改造前后照片"}  # fmt: skip


INTAKE = Intake(
    permission="workplan.plan",
    taker=TaskTaker(),
    fields=(
        IntakeField(name="theme", label=gettext_lazy("Theme"), synonyms=("主题", "重点", "大项", "theme"), required=True,
                    longest=160),
        IntakeField(name="subtheme", label=gettext_lazy("Sub-theme"), synonyms=("子主题", "分项", "小项", "subtheme"), longest=80),
        IntakeField(name="title", label=gettext_lazy("Task"), required=True,
                    synonyms=("任务", "事项", "工作任务", "内容", "任务名称", "工作内容", "task", "matter")),
        IntakeField(name="unit", label=gettext_lazy("Responsible unit"), kind=FieldKind.UNIT, required=True,
                    synonyms=("责任单位", "牵头单位", "单位", "主办", "主办单位", "责任部门", "unit")),
        IntakeField(name="handler", label=gettext_lazy("Responsible person"), kind=FieldKind.PERSON,
                    synonyms=("责任人", "经办人", "负责人", "handler")),
        IntakeField(name="due_on", label=gettext_lazy("Planned day"), kind=FieldKind.DATE, required=True,
                    synonyms=("完成时限", "完成时间", "计划日期", "计划完成日", "截止日期", "完成日期", "planned day", "due")),
        IntakeField(name="target", label=gettext_lazy("Target"), synonyms=("目标", "目标任务", "target")),
        IntakeField(name="evidence_needed", label=gettext_lazy("Proof asked for"), longest=120,
                    synonyms=("佐证", "佐证材料", "要求的佐证", "proof asked for")),
    ),
    options=(
        IntakeField(name="year", label=gettext_lazy("Year"), kind=FieldKind.CHOICE, choices=_years,
                    help=gettext_lazy("Left empty: this year.")),
        IntakeField(name="plan", label=gettext_lazy("Plan"), longest=80,
                    help=gettext_lazy("The plan's name; it is begun when there is none of this name. Left empty: “Work of the year”.")),
    ),
    example=(_example("6 个楼院加装车棚"),),
    exported={
        name: name for name in ("theme", "title", "unit", "handler", "due_on", "target", "evidence_needed")
    },
)  # fmt: skip
