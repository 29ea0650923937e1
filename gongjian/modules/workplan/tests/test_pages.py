"""The pages of the year's work, as people use them."""

import datetime as dt
import json
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from gongjian.cli.command import run
from gongjian.core.trail.models import TrailRow
from gongjian.modules.workplan import actions
from gongjian.modules.workplan.models import Plan, Task
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast: Cast) -> Plan:
    now = timezone.now()
    year = timezone.localtime(now).year + 1
    plan = actions.start_plan(cast.office, year=year, title="全年工作", actor=cast.secretary, now=now)
    theme = actions.add_theme(plan.pk, title="四项重点", actor=cast.secretary, now=now)
    for number in range(3):
        actions.add_task(
            theme.pk, title=f"=任务{number}", unit=cast.city_unit, handler=cast.head, now=now, actor=cast.secretary,
            due_on=dt.date(year, 3 + number, 1),
        )  # fmt: skip
    return plan


def test_secretary_makes_plan_theme_and_task_by_the_forms(cast: Cast) -> None:
    client = cast.client_for(cast.secretary)
    year = timezone.localtime(timezone.now()).year + 1
    answer = client.post(
        "/desk/workplan/plans/new/", {"office": cast.office.pk, "year": year, "title": "年度计划"}
    )
    plan = Plan.objects.get()
    assert answer.status_code == 302
    client.post(f"/desk/workplan/plans/{plan.pk}/themes/new/", {"title": "一个稳定"})
    theme = plan.themes.get()
    form = {"theme": theme.pk, "title": "排查隐患", "unit": cast.city_unit.pk, "due_on": f"{year}-05-01"}
    answer = client.post(f"/desk/workplan/plans/{plan.pk}/tasks/new/", form, follow=True)
    assert "排查隐患" in answer.content.decode()
    assert "一个稳定" in answer.content.decode()


def test_a_refused_form_keeps_what_was_typed(cast: Cast, plan: Plan) -> None:
    client = cast.client_for(cast.secretary)
    theme = plan.themes.get()
    form = {"theme": theme.pk, "title": "很费劲才写好的话", "unit": cast.city_unit.pk, "due_on": "2001-01-01"}
    answer = client.post(f"/desk/workplan/plans/{plan.pk}/tasks/new/", form)
    assert answer.status_code == 422
    assert "很费劲才写好的话" in answer.content.decode()
    assert Task.objects.count() == 3


def test_the_same_form_sent_twice_makes_one_theme(cast: Cast, plan: Plan) -> None:
    client = cast.client_for(cast.secretary)
    form = {"title": "一个保证", "once": "a-key"}
    for _time in range(2):
        assert client.post(f"/desk/workplan/plans/{plan.pk}/themes/new/", form).status_code == 302
    assert plan.themes.filter(title="一个保证").count() == 1


def test_the_list_is_exported_and_the_trail_says_so(cast: Cast, plan: Plan) -> None:
    client = cast.client_for(cast.secretary)
    answer = client.get("/desk/workplan/tasks/?export=xlsx&state=planned")
    rows = list(openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)
    assert [row[1] for row in rows[1:]] == ["=任务0", "=任务1", "=任务2"]
    row = TrailRow.objects.get(action="ledgers.exported")
    assert (row.changes["rows"], row.actor) == (3, cast.secretary)
    assert row.office == cast.office


def test_a_csv_cell_cannot_become_a_formula(cast: Cast, plan: Plan) -> None:
    answer = cast.client_for(cast.secretary).get("/desk/workplan/tasks/?export=csv")
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    assert "'=任务0" in text
    assert ",=任务" not in text


def test_the_owner_reports_progress_and_adds_proof_by_the_forms(cast: Cast, plan: Plan) -> None:
    task = Task.objects.first()
    client = cast.client_for(cast.head)
    client.post(f"/desk/items/{task.pk}/move/start/", {})
    answer = client.post(
        f"/desk/workplan/{task.pk}/progress/", {"percent": "35", "text": "半数完成"}, follow=True
    )
    assert "半数完成" in answer.content.decode()
    answer = client.post(
        f"/desk/workplan/{task.pk}/evidence/", {"text": "验收单", "link": "https://x.example/a"}, follow=True
    )
    assert "https://x.example/a" in answer.content.decode()


def test_the_auditor_reads_and_changes_nothing(cast: Cast, plan: Plan) -> None:
    task = Task.objects.first()
    client = cast.client_for(cast.auditor)
    assert client.get(f"/desk/workplan/{task.pk}/").status_code == 200
    answer = client.post(f"/desk/workplan/{task.pk}/progress/", {"percent": "35", "text": "半数完成"})
    assert answer.status_code == 403
    assert client.get(f"/desk/workplan/plans/{plan.pk}/tasks/new/").status_code == 403


def sheet(rows: list[list[object]], path: str) -> str:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


HEAD = ["主题", "任务", "责任单位", "责任人", "完成时限", "目标", "佐证"]


def test_a_spreadsheet_of_tasks_goes_in_once_and_bad_rows_are_named(cast: Cast, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    year = timezone.localtime(timezone.now()).year + 1
    path = sheet(
        [
            HEAD,
            ["四项重点 · 老旧小区", "修车棚", "城市管理办", "程管", dt.date(year, 6, 30), "6 处", "照片"],
            ["一个稳定", "查隐患", "城市管理办", "", f"{year}/7/1", "", ""],
            ["一个稳定", "无主的事", "没有的单位", "", f"{year}/7/1", "", ""],
            ["一个稳定", "没日子", "城市管理办", "", "七月", "", ""],
        ],
        f"{tmp_path}/plan.xlsx",
    )
    given = ["--by", "secretary", "--year", str(year), "--plan", "全年工作", "--json"]

    def bring() -> dict[str, Any]:
        assert run(["import", "tasks", path, *given]) == 0
        return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]

    first = bring()
    assert (first["new"], first["same"]) == (2, 0), first
    assert [one["row"] for one in first["bad_rows"]] == [4, 5]
    assert (again := bring())["new"] == 0 and again["same"] == 2
    assert Task.objects.count() == 2
    assert str(Task.objects.get(item__title="修车棚").theme) == "四项重点 · 老旧小区"
