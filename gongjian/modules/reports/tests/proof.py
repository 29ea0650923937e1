"""What the tests of proof share: a month of closed reports of two units, and both draws announced before it."""

import datetime as dt
from typing import Any

from django.utils import timezone

from gongjian.core.asking.actions import Asked, commit_sample, keep_questionnaire
from gongjian.core.asking.actions.spans import Span
from gongjian.core.asking.models import Sample
from gongjian.modules.reports import actions
from gongjian.modules.reports.models import InspectionPlan, Report
from gongjian.modules.reports.proving.actions import announce_inspection
from gongjian.modules.reports.proving.ended import CLOSED_REPORTS
from gongjian.modules.reports.tests.conftest import NOW, Office

SINCE, UNTIL = dt.date(2026, 3, 6), dt.date(2026, 4, 1)
AFTER = timezone.make_aware(dt.datetime(2026, 4, 1, 9))
SEED = bytes(range(32))


def day(number: int, *, hour: int = 10) -> dt.datetime:
    """A moment of March."""
    return timezone.make_aware(dt.datetime(2026, 3, number, hour))


def announced_call(office: Office, *, size: int = 4, **more: Any) -> Sample:
    """A call-back on March's closed reports, announced on the fifth."""
    cast = office.cast
    asked = [Asked("how", "scale", "办得怎么样", most=5, required=False)]
    kept = keep_questionnaire(
        cast.office,
        slug="report-call",
        use="call",
        title="诉求回访",
        questions=asked,
        by=cast.checker,
        now=NOW,
    )
    facts: dict[str, Any] = {
        "title": "三月回访",
        "area": cast.office,
        "span": Span(CLOSED_REPORTS, SINCE, UNTIL),
        "by": cast.checker,
    }
    return commit_sample(kept, size=size, now=NOW, seed=SEED, **facts | more)


def announced_inspection(office: Office, *, share: int = 50, **more: Any) -> InspectionPlan:
    """A re-inspection of March's closed reports, announced on the fifth."""
    facts: dict[str, Any] = {
        "since": SINCE,
        "until": UNTIL,
        "by": office.cast.checker,
        "now": NOW,
        "seed": SEED,
    }
    return announce_inspection(office.cast.office, share=share, **facts | more)


def closed_on(
    office: Office, at: dt.datetime, *, unit: str = "city_unit", head: str = "head", **told: Any
) -> Report:
    """A report handled by a unit, handed in by its head, and passed by the checker at that moment."""
    cast = office.cast
    report = office.told(**told)
    found = getattr(cast, unit)
    actions.sort_report(report.pk, category=office.roads, unit=found, actor=cast.dispatcher, now=NOW)
    office.move(report, "accept", head)
    office.move(report, "submit", head, at=at, note="做好了", public_note="已经修好。")
    office.move(report, "check_pass", "checker", at=at, result="fixed", public_note="修好了，去看过。")
    return office.fresh(report)


def march(office: Office) -> list[Report]:
    """Six closed by the city department and two by the community one; all but one left a number, one was too late."""
    made = [
        closed_on(office, day(9 + n), text=f"井盖第{n}处破了，请来修。", phone=f"1380000{n:04}", name="张三")
        for n in range(6)
    ]
    made += [
        closed_on(office, day(20 + n), unit="community_unit", head="second_head", text=f"门口灯第{n}盏不亮了。",
                  phone=f"1390000{n:04}", name="李四")
        for n in range(2)
    ]  # fmt: skip
    made.append(closed_on(office, day(25), text="没有留电话的一件事，请处理。"))
    made.append(
        closed_on(office, AFTER, text="四月才办结的一件事，请处理。", phone="13700000000", name="王五")
    )
    return made
