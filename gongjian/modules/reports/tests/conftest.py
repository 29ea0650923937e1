"""What the module's tests share: time limits, a category, and reports in every state."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from PIL import Image

from gongjian.core.clock.models import TimeLimit
from gongjian.core.items.actions import make_move
from gongjian.modules.reports import actions
from gongjian.modules.reports.models import Report

NOW = timezone.make_aware(dt.datetime(2026, 3, 5, 9))  # a Thursday
LIMITS = (("dispatch", "", 2), ("handle", "", 24), ("handle", "lighting", 16), ("check", "", 8))


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@pytest.fixture
def limits(db):
    first = dt.date(2018, 1, 1)
    for name, category, hours in LIMITS:
        TimeLimit.objects.create(
            kind="report",
            name=name,
            category=category,
            amount=hours,
            unit="work_hours",
            since=first,
            source="test",
        )
    TimeLimit.objects.create(
        kind="report", name="close", amount=15, unit="calendar_days", since=first, source="test"
    )


@pytest.fixture
def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (120, 130, 140)).save(out, "JPEG")
    return out.getvalue()


class Office:
    """One office at work: short ways to bring a report to any point of its loop."""

    def __init__(self, cast, picture: bytes) -> None:
        self.cast, self.picture = cast, picture
        self.roads = self._category("roads", "道路")
        self.lighting = self._category("lighting", "路灯")

    def _category(self, code: str, name: str):
        return actions.save_category(
            office=self.cast.office, code=code, name=name, lead_unit=self.cast.city_unit, actor=None, now=NOW
        )

    def told(self, text: str = "经五路井盖破了，车开过去会陷进去。", **more: object) -> Report:
        told = actions.Told(**{"area": self.cast.community, "text": text, "place": "经五路17号院门口"} | more)
        return actions.report_publicly(told, now=NOW)

    def move(self, report: Report, name: str, who: str, *, at: dt.datetime = NOW, **inputs: object):
        return make_move(report.pk, name, actor=getattr(self.cast, who), now=at, **inputs)

    def dispatched(self, **more: object) -> Report:
        report = self.told(**more)
        actions.sort_report(
            report.pk, category=self.roads, unit=self.cast.city_unit, actor=self.cast.dispatcher, now=NOW
        )
        return self.fresh(report)

    def handling(self, **more: object) -> Report:
        report = self.dispatched(**more)
        self.move(report, "accept", "head")
        return self.fresh(report)

    def checking(self, **more: object) -> Report:
        report = self.handling(**more)
        self.move(report, "submit", "head", note="井盖换好了", public_note="井盖已经换新。")
        return self.fresh(report)

    def closed(self, **more: object) -> Report:
        report = self.checking(**more)
        self.move(report, "check_pass", "checker", result="fixed", public_note="井盖换好了，我们去看过。")
        return self.fresh(report)

    def fresh(self, report: Report) -> Report:
        return Report.objects.select_related("item__area", "item__office").get(pk=report.pk)


@pytest.fixture
def office(cast, limits, picture) -> Office:
    return Office(cast, picture)


@pytest.fixture
def new_report(office: Office) -> Report:
    """One that has just come in."""
    return office.told()
