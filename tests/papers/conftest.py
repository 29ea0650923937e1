"""What tests of papers share: an office with reports, and forms as a district sends them."""

import datetime as dt
import io
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.utils import timezone, translation
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, Font, Side

from gongjian.core.papers import actions
from gongjian.core.papers.filling import fill, prepare
from gongjian.core.papers.lexicon import ledger_of
from gongjian.core.papers.models import Paper
from gongjian.core.people.access import access_of
from gongjian.modules.reports.actions import Told, register_report, save_category
from gongjian.modules.reports.models import Report

NOW = timezone.make_aware(dt.datetime(2026, 3, 5, 9))
BOX = Border(*[Side(style="thin")] * 4)


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def reports(cast) -> list[Report]:
    """Five reports: three in the first community, two in the second, with likes; and one next door."""
    save_category(
        office=cast.office, code="roads", name="道路", lead_unit=cast.city_unit, actor=None, now=NOW
    )
    told = [(cast.community, "井盖破损"), (cast.community, "路灯不亮"), (cast.community, "垃圾未清"),
            (cast.second_community, "=1+1 噪音"), (cast.second_community, "𠮷祥里漏水䶮")]  # fmt: skip
    made = [_report(area, text, cast.dispatcher, number) for number, (area, text) in enumerate(told, start=1)]
    _report(cast.twin_community, "邻街机密事项", cast.twin.dispatcher, 9)
    return made


def _report(area: Any, text: str, actor: Any, number: int) -> Report:
    told = Told(area=area, text=f"{text}，请尽快处理，谢谢。", title=text, external_id=f"W{number}")
    report = register_report(told, channel="phone", actor=actor, now=NOW + dt.timedelta(minutes=number))
    Report.objects.filter(pk=report.pk).update(likes=number)
    return report


def book(cells: Mapping[str, Any], **sheets: Mapping[str, Any]) -> bytes:
    """A workbook of boxed cells; other sheets by name."""
    made = Workbook()
    made.active.title = "表"
    for name, held in {"表": cells, **sheets}.items():
        sheet = made[name] if name in made.sheetnames else made.create_sheet(name)
        for ref, value in held.items():
            sheet[ref] = value
            sheet[ref].border = BOX
            sheet[ref].font = Font(name="宋体", size=12)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.fixture
def keep(cast) -> Callable[..., Paper]:
    """Take a form in as the dispatcher does."""

    def take_in(
        data: bytes,
        *,
        name: str = "月报",
        file_name: str = "月报.xlsx",
        slug: str = "reports",
        by: Any = None,
    ) -> Paper:
        person = by or cast.dispatcher
        return actions.add_paper(
            name, office=person.office, ledger=ledger_of(slug), file_name=file_name, data=data, actor=person,
            access=access_of(person), now=NOW,
        )  # fmt: skip

    return take_in


@pytest.fixture
def filled(cast) -> Callable[..., Any]:
    """Fill a paper as somebody; the workbook that comes of it."""

    def run(paper: Paper, *, by: Any = None, now: dt.datetime = NOW, **asked: Any) -> Any:
        person = by or cast.dispatcher
        work = prepare(paper, person=person, access=access_of(person), now=now, **asked)
        return load_workbook(io.BytesIO(fill(work).data))

    return run
