"""Brings a year's tasks from a spreadsheet: one row each, with theme, owner and day. Twice adds nothing."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import python_calamine
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.core.areas.models import Area
from gongjian.core.orgs.models import Unit
from gongjian.core.people.models import Person
from gongjian.core.refusal import Refused
from gongjian.lib.excel_time import read_time
from gongjian.modules.workplan import actions
from gongjian.modules.workplan.models import Plan, Task, Theme

HEADINGS = {
    "theme": ("主题", "重点", "大项", "theme"),
    "subtheme": ("子主题", "分项", "小项", "subtheme"),
    "title": ("任务", "事项", "工作任务", "内容", "task", "matter"),
    "unit": ("责任单位", "牵头单位", "单位", "主办", "unit"),
    "handler": ("责任人", "经办人", "handler"),
    "due_on": ("完成时限", "完成时间", "计划日期", "计划完成日", "planned day", "due"),
    "target": ("目标", "目标任务", "target"),
    "evidence_needed": ("佐证", "佐证材料", "要求的佐证", "proof asked for"),
}
DEMANDED = ("theme", "title", "unit", "due_on")


@dataclass
class Summary:
    """What became of the rows. `refused` says per row why it stayed out."""

    added: int = 0
    known: int = 0
    refused: list[str] = field(default_factory=list)

    def in_words(self) -> dict[str, Any]:
        """As the command line prints it."""
        found: dict[str, Any] = {_("added"): self.added, _("known already"): self.known}
        return found | ({_("rows left out"): self.refused} if self.refused else {})


def silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


def import_tasks(
    path: Path | str, options: Mapping[str, str], progress: Callable[[int, int], None] = silent
) -> dict[str, Any]:
    """`by` (the sign-in name of who brings it in) is demanded; `office` (its code), `year` and `plan` (its name) say
    where to, else her own office, this year, and the plan "Work of the year".

    Raises Refused when the file or an option cannot be used; a bad row is named and the good ones go in.
    """
    actor = _person(options.get("by", ""))
    office = _office(options.get("office", ""), actor)
    year = _year(options.get("year", ""))
    rows = read_rows(path)
    plan = _plan(office, year=year, title=options.get("plan") or _("Work of the year"), actor=actor)
    total = Summary()
    for done, (number, row) in enumerate(rows, start=1):
        _take(total, plan, number, row, actor=actor)
        progress(done, len(rows))
    return total.in_words()


def read_rows(path: Path | str) -> list[tuple[int, dict[str, Any]]]:
    """Row number and values by our own names, of the first sheet that has the columns."""
    try:
        book = python_calamine.load_workbook(str(path))
    except (OSError, python_calamine.CalamineError) as error:
        raise Refused(_("%(file)s cannot be read as a spreadsheet.") % {"file": Path(path).name}) from error
    for name in book.sheet_names:
        lines = book.get_sheet_by_name(name).to_python()
        places = _places(lines[0]) if lines else {}
        if all(wanted in places for wanted in DEMANDED):
            return [
                (number, {ours: line[place] for ours, place in places.items() if place < len(line)})
                for number, line in enumerate(lines[1:], start=2)
                if any(str(cell).strip() for cell in line)
            ]
    wanted = "、".join(HEADINGS[one][0] for one in DEMANDED)
    raise Refused(
        _("%(file)s has no sheet with the columns %(names)s.") % {"file": Path(path).name, "names": wanted}
    )


def _places(heading: Sequence[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(heading):
        word = str(cell).strip().lower()
        for ours, known in HEADINGS.items():
            if word in known and ours not in found:
                found[ours] = place
    return found


def _take(total: Summary, plan: Plan, number: int, row: Mapping[str, Any], *, actor: Person) -> None:
    try:
        with transaction.atomic():
            added = _add(plan, row, actor=actor)
        total.added += added
        total.known += not added
    except Refused as refused:
        total.refused.append(_("Row %(number)d: %(reason)s") % {"number": number, "reason": refused.reason})
    except ValueError as error:
        total.refused.append(_("Row %(number)d: %(reason)s") % {"number": number, "reason": error})


def _add(plan: Plan, row: Mapping[str, Any], *, actor: Person) -> bool:
    words = {name: str(row.get(name) or "").strip() for name in HEADINGS if name != "due_on"}
    theme = _theme(plan, *_split(words["theme"], words["subtheme"]), actor=actor)
    if Task.objects.filter(theme=theme, item__title=words["title"]).exists():
        return False
    unit = Unit.objects.of_office(plan.office_id).filter(name=words["unit"]).first()
    if unit is None:
        raise Refused(_("there is no unit “%(name)s” in this office.") % {"name": words["unit"][:40]})
    handler = None
    if words["handler"]:
        handler = Person.objects.filter(name=words["handler"], memberships__unit=unit, is_active=True).first()
        if handler is None:
            raise Refused(_("“%(name)s” does not belong to that unit.") % {"name": words["handler"][:40]})
    actions.add_task(
        theme.pk, title=words["title"], unit=unit, handler=handler, due_on=_day(row.get("due_on")),
        target=words["target"], evidence_needed=words["evidence_needed"], actor=actor, now=timezone.now(),
    )  # fmt: skip
    return True


def _split(theme: str, subtheme: str) -> tuple[str, str]:
    """The list's own export writes both levels in one cell."""
    if not subtheme and " · " in theme:
        theme, subtheme = theme.split(" · ", 1)
    return theme, subtheme


def _theme(plan: Plan, title: str, below: str, *, actor: Person) -> Theme:
    now = timezone.now()
    theme = plan.themes.filter(parent=None, title=title).first()
    theme = theme or actions.add_theme(plan.pk, title=title, actor=actor, now=now)
    if not below:
        return theme
    found = plan.themes.filter(parent=theme, title=below).first()
    return found or actions.add_theme(plan.pk, title=below, parent=theme, actor=actor, now=now)


def _plan(office: Area, *, year: int, title: str, actor: Person) -> Plan:
    found = Plan.objects.filter(office=office, year=year, title=title).first()
    return found or actions.start_plan(office, year=year, title=title, actor=actor, now=timezone.now())


def _day(value: Any) -> dt.date:
    if value in (None, ""):
        raise Refused(_("the planned day is missing."))
    found = read_time(value, tz=timezone.get_current_timezone())
    return found.date() if isinstance(found, dt.datetime) else found


def _person(username: str) -> Person:
    person = Person.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise Refused(_("Say with --by whose plan it is: the sign-in name of somebody who may plan."))
    return person


def _office(code: str, actor: Person) -> Area:
    offices = Area.objects.offices()
    found = offices.filter(codes__code=code, codes__until__isnull=True).first() if code else actor.office
    if found is None:
        raise Refused(
            _("No working office bears the code %(code)s.") % {"code": code[:30] or "—"}, field="office"
        )
    return found


def _year(value: str) -> int:
    if not value:
        return timezone.localtime(timezone.now()).year
    if not (value.isdecimal() and len(value) == 4):
        raise Refused(_("A year has four digits."), field="year")
    return int(value)
