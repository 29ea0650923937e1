"""What the demo office shows everybody: some answers, its largest topic with what became of it, and a year of open data."""

import datetime as dt

from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.modules.reports.models import HotTopic, OpenDataRules, Report, ShownAnswer
from gongjian.modules.reports.shown.cleaning import cleaned
from gongjian.modules.reports.shown.files import make_due
from gongjian.modules.reports.shown.forms import LICENCE
from gongjian.modules.reports.shown.publishing import (
    FEWEST_PEOPLE,
    lacking,
    last_answer,
    show_answer,
    show_topic,
)
from gongjian.modules.reports.shown.rules import set_open_data

ANSWERS = 9
BECAME = (
    "社区和物业已经到现场看过，定下了整改办法和期限；社区每周去看一次，进展会写在这里。"
    "（示例内容，并非真实情况）"
)


def seed_shown(now: dt.datetime) -> None:
    """Once: an office that shows something, or has decided on open data, is left alone."""
    decided = False
    for office in Area.objects.offices().current().order_by("pk"):
        if not Report.objects.filter(office=office, is_demo=True).exists():
            continue
        if not ShownAnswer.objects.filter(office=office).exists():
            _answers(office, now=now)
            _topic(office, now=now)
        if not OpenDataRules.objects.filter(office=office).exists():
            _open_data(office, now=now)
            decided = True
    if decided:
        make_due(now)


def _answers(office: Area, *, now: dt.datetime) -> None:
    closed = Report.objects.filter(office=office, is_demo=True, item__result="fixed").select_related("item")
    for report in closed.order_by("-item__closed_at", "-pk")[: ANSWERS * 3]:
        answer = last_answer(report)
        if answer is None or lacking(report) or ShownAnswer.objects.filter(office=office).count() >= ANSWERS:
            continue
        show_answer(
            report.pk, title=cleaned(report.item.title)[:80], question=cleaned(report.body or report.item.title),
            reply=cleaned(answer.text), looked=True, actor=None, now=answer.at + dt.timedelta(days=1), is_demo=True,
        )  # fmt: skip


def _topic(office: Area, *, now: dt.datetime) -> None:
    rows = HotTopic.objects.filter(office=office, people__gte=FEWEST_PEOPLE).order_by("-weight", "pk")
    for topic in rows[:2]:
        show_topic(
            topic.pk,
            title=cleaned(str(topic))[:80],
            became=BECAME,
            looked=True,
            actor=None,
            now=now,
            is_demo=True,
        )


def _open_data(office: Area, *, now: dt.datetime) -> None:
    set_open_data(
        office, on=True, first_month=timezone.localdate(now) - dt.timedelta(days=365), with_text=True, licence=str(LICENCE),
        channels=["hotline", "letter"], categories=[], actor=None, now=now,
    )  # fmt: skip
