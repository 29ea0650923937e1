"""The cast's office at work: limits, a category, and reports and tasks at any point of their loops."""

import datetime as dt
import io
from typing import Any

from django.utils import timezone
from PIL import Image

from gongjian.core.clock.models import TimeLimit
from gongjian.core.items import side
from gongjian.core.items.actions import make_move
from gongjian.core.items.models import Item
from gongjian.modules.reports import actions as reports
from gongjian.modules.reports.models import Report
from gongjian.modules.workplan import actions as workplan
from gongjian.modules.workplan.models import Plan, Task
from tests.cast import Cast

LONG_AGO = dt.date(2018, 1, 1)
LIMITS = (
    ("report", "dispatch", 8, "work_hours"),
    ("report", "handle", 5, "calendar_days"),
    ("report", "check", 16, "work_hours"),
    ("report", "close", 60, "calendar_days"),
    ("task", "check", 5, "work_days"),
    ("task", "redo", 20, "work_days"),
)
MANHOLE = "经五路17号院门口的井盖破了，车开过去会陷进去，晚上看不见。"


class Scene:
    """Short ways to put matters where a journey begins. Everything happens at `now` unless told otherwise."""

    def __init__(self, cast: Cast, *, now: dt.datetime) -> None:
        self.cast, self.now = cast, now
        for kind, name, amount, unit in LIMITS:
            TimeLimit.objects.create(
                kind=kind,
                name=name,
                amount=amount,
                unit=unit,
                since=LONG_AGO,
                source="街道办件时限表（2018年）",
            )
        self.roads = reports.save_category(
            office=cast.home.office, code="roads", name="道路", lead_unit=cast.home.city_unit, actor=None,
            now=timezone.make_aware(dt.datetime.combine(LONG_AGO, dt.time(9))),
        )  # fmt: skip

    def reported(self, text: str = MANHOLE, *, now: dt.datetime | None = None, **more: Any) -> Report:
        """What a resident has just sent from the public page."""
        facts = {"area": self.cast.home.community, "text": text, "place": "经五路17号院门口"} | more
        return reports.report_publicly(reports.Told(**facts), now=now or self.now)

    def dispatched(self, *, now: dt.datetime | None = None, **more: Any) -> Report:
        """Sorted, and given to the city unit."""
        report, at = self.reported(now=now, **more), now or self.now
        dispatcher, unit = self.cast.home.dispatcher, self.cast.home.city_unit
        reports.sort_report(report.pk, category=self.roads, unit=unit, actor=dispatcher, now=at)
        return report

    def handling(self, *, now: dt.datetime | None = None, **more: Any) -> Report:
        """In the hands of the unit's head."""
        report = self.dispatched(now=now, **more)
        self.move(report.pk, "accept", "head", now=now)
        return report

    def outside(self, **more: Any) -> Report:
        """With the power company."""
        report = self.handling(**more)
        head, power = self.cast.home.head, self.cast.home.power
        side.hand_over(report.pk, unit=power, request="请检修线路", actor=head, now=self.now)
        return report

    def checking(self, **more: Any) -> Report:
        """Handed in by the head; a second person has to look at it."""
        report = self.handling(**more)
        self.move(report.pk, "submit", "head", note="井盖已经换好", public_note="井盖已经换新。")
        return report

    def closed(self, **more: Any) -> Report:
        """Checked, closed, answered."""
        report = self.checking(**more)
        self.move(report.pk, "check_pass", "checker", result="fixed", public_note="井盖换好了，我们去看过。")
        return report

    def move(self, pk: int, name: str, who: str, *, now: dt.datetime | None = None, **inputs: Any) -> None:
        """One move by somebody of the cast."""
        make_move(pk, name, actor=getattr(self.cast.home, who), now=now or self.now, **inputs)

    def plan(self) -> Plan:
        """Next year's plan with one theme, so that every day of it lies ahead."""
        year = timezone.localtime(self.now).year + 1
        home = self.cast.home
        plan = workplan.start_plan(
            home.office, year=year, title="全年重点工作", actor=home.secretary, now=self.now
        )
        workplan.add_theme(plan.pk, title="四项重点", actor=home.secretary, now=self.now)
        return plan

    def task(self, plan: Plan, *, title: str = "背街小巷路面修补", begun: bool = True) -> Task:
        """A task of the city unit's head, begun or not."""
        home, theme = self.cast.home, plan.themes.earliest("pk")
        task = workplan.add_task(
            theme.pk, title=title, unit=home.city_unit, handler=home.head, due_on=dt.date(plan.year, 6, 30),
            target="23 条", evidence_needed="照片", actor=home.secretary, now=self.now,
        )  # fmt: skip
        if begun:
            self.move(task.pk, "start", "head")
        return task

    @staticmethod
    def item(pk: int) -> Item:
        """The item as it stands now."""
        return Item.objects.get(pk=pk)


def picture() -> bytes:
    """A small photograph."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (120, 130, 140)).save(out, "JPEG")
    return out.getvalue()
