"""What the list of projects takes in from the sheet that offices keep (项目清单): partners and milestones in one cell each."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gongjian.core.areas.models import Area
from gongjian.core.intake.spec import Entry, FieldKind, Intake, IntakeField, Key, Known, Place
from gongjian.core.intake.trying import each
from gongjian.core.items.flow import WITHDRAWN
from gongjian.core.items.withdrawing import withdraw_items
from gongjian.core.orgs.models import PARTY, Unit
from gongjian.core.refusal import Refused
from gongjian.modules.projects import actions
from gongjian.modules.projects.models import Orientation, Project, ProjectField

APART = re.compile(r"[、；;，,\n]+")
CHANGED = ("field", "orientation", "text", "cost_yuan", "households", "people", "difficulty")
DAY = re.compile(r"^(.*?)[（(](\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?[）)]$")


def fields_of(place: Place) -> list[tuple[str, str]]:
    """The office's fields by name."""
    rows = ProjectField.objects.for_office(place.office.pk).current(timezone.localtime(place.now).date())
    return [(str(one.pk), one.name) for one in rows]


class ProjectTaker:
    """A project is known in the office by its title."""

    def key_of(self, values: Mapping[str, Any]) -> Key:
        """The title."""
        return (str(values.get("title", "")),)

    def check(self, entry: Entry, place: Place) -> None:
        """Somebody brings it; the days run forwards; the sponsor is a Party organisation; milestones can be read."""
        values = entry.values
        if place.actor is None:
            raise Refused(_("projects are brought in by somebody who proposes them"))
        if values.get("sponsor") and values["sponsor"].kind not in PARTY:
            raise Refused(_("the sponsor is no Party organisation"))
        if values["end_on"] < values["start_on"]:
            raise Refused(_("the project ends before it begins"))
        milestones_of(values.get("milestones", ""))

    def known(self, keys: Sequence[Key], place: Place) -> Mapping[Key, Known]:
        """The office's projects of these titles."""
        found = Project.objects.filter(item__office=place.office, item__title__in={key[0] for key in keys})
        return {(one.item.title,): _known(one) for one in found.exclude(item__state=WITHDRAWN).with_all()}

    def add(self, entries: Sequence[Entry], place: Place) -> Sequence[int | Refused]:
        """Each by the same acts as on the page."""
        return each(entries, lambda one: _add(one, place))

    def change(self, entry: Entry, known: Known, names: Sequence[str], place: Place) -> None:
        """What the file says anew; sponsor, days, partners and milestones change on the project's own page."""
        if set(names) - set(CHANGED):
            raise Refused(
                _("sponsor, place, days, partners and milestones are changed on the project's own page")
            )
        _change(known.id, {name: entry.values[name] for name in names}, place)

    def withdraw(self, ids: Sequence[int], place: Place, *, reason: str) -> Mapping[int, Refused]:
        """Projects that were brought in by mistake leave the list."""
        answers = withdraw_items(ids, reason=reason, actor=place.actor, now=place.now)
        return {pk: answer for pk, answer in answers.items() if isinstance(answer, Refused)}

    def put_back(self, pk: int, values: Mapping[str, Any], place: Place) -> None:
        """As it was before the file."""
        _change(pk, dict(values), place)


def partners_of(text: str, office: Area) -> list[Unit]:
    """The units of this office that a cell names; refuses a name that is none."""
    names = [part.strip() for part in APART.split(text or "") if part.strip()]
    units = {
        unit.name: unit for unit in Unit.objects.of_office(office.pk).filter(name__in=names, active=True)
    }
    if missing := [name for name in names if name not in units]:
        raise Refused(_("no unit of this office is called %(names)s") % {"names": "、".join(missing)})
    return [units[name] for name in dict.fromkeys(names)]


def milestones_of(text: str) -> list[tuple[str, dt.date]]:
    """Milestones in a cell: 勘察（2026-03-01）；施工（2026-04-01）."""
    found = []
    for part in re.split(r"[；;\n]+", text or ""):
        if not part.strip():
            continue
        match = DAY.match(part.strip())
        if match is None:
            raise Refused(
                _("“%(part)s” cannot be read; write for example 勘察（2026-03-01）；施工（2026-04-01）")
                % {"part": part}
            )
        try:
            found.append((match[1].strip(), dt.date(*map(int, match.group(2, 3, 4)))))
        except ValueError:
            raise Refused(_("%(day)s is no day") % {"day": "-".join(match.group(2, 3, 4))}) from None
    return found


def _add(entry: Entry, place: Place) -> int:
    values, actor = entry.values, place.actor
    assert actor is not None
    area = values.get("area") or place.office
    plan = actions.Plan(
        title=values["title"], orientation=values.get("orientation") or Orientation.URGENT_NEED, sponsor=values["sponsor"],
        start_on=values["start_on"], end_on=values["end_on"], field=_field(values.get("field")), text=values.get("text", ""),
        cost=_fen(values.get("cost_yuan")), households=values.get("households") or 0, people=values.get("people") or 0,
        difficulty=values.get("difficulty") or 1,
    )  # fmt: skip
    made = actions.propose_project(area, plan=plan, actor=actor, now=place.now, place=values.get("place", ""))
    for unit in partners_of(values.get("partners", ""), place.office):
        actions.add_partner(
            made.pk, unit=unit, gives=_("as agreed"), since=plan.start_on, actor=actor, now=place.now
        )
    for title, day in milestones_of(values.get("milestones", "")):
        actions.add_milestone(made.pk, title=title, due_on=day, actor=actor, now=place.now)
    return made.pk


def _change(pk: int, given: dict[str, Any], place: Place) -> None:
    told = {}
    for name, value in given.items():
        if name == "cost_yuan":
            told["cost"] = _fen(value)
        elif name == "field":
            told["field"] = _field(value)
        else:
            told[name] = value or (0 if name in ("households", "people") else "")
    actions.change_project(pk, actor=place.actor, now=place.now, **told)


def _field(code: str | None) -> ProjectField | None:
    return ProjectField.objects.get(pk=int(code)) if code else None


def _fen(yuan: Any) -> int:
    return round((yuan or 0) * 100)


def _known(project: Project) -> Known:
    item = project.item
    values = {
        "title": item.title, "orientation": project.orientation, "field": str(project.field_id or ""), "sponsor": project.sponsor,
        "area": item.area, "place": item.place, "start_on": project.start_on, "end_on": project.end_on, "text": project.text,
        "cost_yuan": project.cost / 100, "households": project.households, "people": project.people,
        "difficulty": project.difficulty,
    }  # fmt: skip
    return Known(project.pk, item.title, values)


def _example() -> dict[str, object]:
    begin = timezone.localdate() + dt.timedelta(days=10)
    return {
        "title": "三个楼院更换楼道灯", "orientation": Orientation.URGENT_NEED, "field": "照明", "sponsor": "文化路街道党工委",
        "start_on": begin, "end_on": begin + dt.timedelta(days=60), "cost_yuan": 12000, "households": 86, "people": 240,
        "difficulty": 2,
    }  # fmt: skip


INTAKE = Intake(
    permission="projects.propose",
    taker=ProjectTaker(),
    fields=(
        IntakeField(name="title", label=gettext_lazy("Project"), required=True, longest=200,
                    synonyms=("项目名称", "项目", "名称", "实施项目")),
        IntakeField(name="orientation", label=gettext_lazy("Orientation"), kind=FieldKind.CHOICE,
                    choices=list(Orientation.choices), synonyms=("项目来源", "定位", "三个导向", "导向")),
        IntakeField(name="field", label=gettext_lazy("Field"), kind=FieldKind.CHOICE, choices=fields_of,
                    synonyms=("领域", "项目类别", "类别", "分类")),
        IntakeField(name="sponsor", label=gettext_lazy("Sponsoring organisation"), kind=FieldKind.UNIT, required=True,
                    synonyms=("责任党组织", "牵头党组织", "党组织", "主办支部", "责任支部")),
        IntakeField(name="start_on", label=gettext_lazy("Begins on"), kind=FieldKind.DATE, required=True,
                    synonyms=("开始时间", "启动时间", "开工日期", "开始日期")),
        IntakeField(name="end_on", label=gettext_lazy("Ends on"), kind=FieldKind.DATE, required=True,
                    synonyms=("完成时限", "完成时间", "结束日期", "竣工日期")),
        IntakeField(name="text", label=gettext_lazy("Plan"), longest=5000, synonyms=("项目内容", "实施内容", "主要内容", "措施")),
        IntakeField(name="cost_yuan", label=gettext_lazy("Planned cost in yuan"), kind=FieldKind.NUMBER,
                    synonyms=("预算", "预算（元）", "资金", "经费", "计划资金（元）")),
        IntakeField(name="households", label=gettext_lazy("Households"), kind=FieldKind.WHOLE, synonyms=("受益户数", "户数")),
        IntakeField(name="people", label=pgettext_lazy("who benefits", "People"), kind=FieldKind.WHOLE, synonyms=("受益人数", "人数")),
        IntakeField(name="difficulty", label=gettext_lazy("Difficulty"), kind=FieldKind.WHOLE, synonyms=("难度", "难度系数")),
        IntakeField(name="area", label=gettext_lazy("Area"), kind=FieldKind.AREA, synonyms=("社区", "所属社区", "区域")),
        IntakeField(name="place", label=pgettext_lazy("of a project", "Place"), synonyms=("地点", "实施地点", "地址")),
        IntakeField(name="partners", label=gettext_lazy("Partners"), longest=500, synonyms=("共建单位", "参与单位", "协作单位"),
                    help=gettext_lazy("Names of units, apart by commas.")),
        IntakeField(name="milestones", label=gettext_lazy("Milestones"), longest=1000, synonyms=("节点", "时间节点", "进度安排"),
                    help=gettext_lazy("For example 勘察（2026-03-01）；施工（2026-04-01）.")),
    ),
    example=(_example(),),
    exported={name: name for name in (
        "title", "orientation", "field", "sponsor", "start_on", "end_on", "text", "households", "people", "difficulty",
    )},
)  # fmt: skip
