"""What a list wrote into a file comes back without a difference, and what was changed in the file meanwhile is seen."""

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from gongjian.core.fields.actions import make_field, set_choices, set_values_in_bulk
from gongjian.core.fields.models import FieldType
from gongjian.core.fields.reading import values_of
from gongjian.core.intake.models import Batch
from gongjian.core.intake.straight import bring, let_in, look_over
from gongjian.core.items.models import Item
from gongjian.core.people.models import Person
from gongjian.modules.reports.models import Category, Report
from gongjian.modules.workplan.actions import add_task, add_theme, start_plan
from tests.cast import Cast, make_unit
from tests.items import make_item

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
LISTS = {"reports": "/desk/reports/", "tasks": "/desk/workplan/tasks/"}
FILLED: list[dict[str, Any]] = [
    {"text": "灯杆", "number": 3, "date": dt.date(2026, 3, 9), "yes_no": True, "choice": "1", "choices": ["2", "1"]},
    {"text": "=1+1", "number": "2.5", "yes_no": False, "choice": "2", "choices": ["2"]},
    {"text": "-3 楼", "choices": ["3"], "number": 0},
    {},
]  # fmt: skip


@pytest.fixture
def lists(cast: Cast) -> None:
    """Four reports, known by a number elsewhere or not, and four tasks, each with own fields of every type."""
    for kind in ("report", "task"):
        _own_fields(cast, kind)
    category = Category.objects.create(
        office=cast.office, code="lamp", name="路灯", since=dt.date(2020, 1, 1)
    )
    for place, external in enumerate(("HX001", "", "", "20260305000001234567")):
        at = NOW - dt.timedelta(days=place, minutes=37, seconds=11)
        item = make_item(cast, title=f"路灯{place}不亮", opened_at=at, due_at=at + dt.timedelta(days=3))
        Report.objects.create(
            item=item, office=item.office, channel="phone", body="三天没亮", follow_hash=item.number, likes=place,
            external_id=external, category=category,
        )  # fmt: skip
        _fill(item, place)
    unit = make_unit("城市管理办公室", office=cast.office, kind="department")
    plan = start_plan(cast.office, year=TODAY.year, title="全年工作", actor=cast.secretary, now=NOW)
    theme = add_theme(plan.pk, title="四项重点", actor=cast.secretary, now=NOW)
    below = add_theme(plan.pk, title="老旧小区", parent=theme, actor=cast.secretary, now=NOW)
    for place in range(4):
        task = add_task(
            (theme, below)[place % 2].pk, title=f"楼院 {place}", unit=unit, due_on=dt.date(TODAY.year, 12, 20),
            target="年底前完工", evidence_needed="照片", actor=cast.secretary, now=NOW,
        )  # fmt: skip
        _fill(task.item, place)


def _own_fields(cast: Cast, kind: str) -> None:
    for type in FieldType.values:
        field = make_field(
            cast.office, kind=kind, slug=type, label=f"自设{FieldType(type).label}", type=type, actor=cast.head, now=NOW,
            choices=["来人", "网络、走访", "来信"],
        )  # fmt: skip
    assert field.type == FieldType.FILE


def _fill(item: Item, place: int) -> None:
    set_values_in_bulk({item.pk: FILLED[place]}, actor=None, now=NOW, with_steps=False)


def reader(cast: Cast, ledger: str) -> Person:
    """Who brings rows into this list."""
    found: Person = cast.dispatcher if ledger == "reports" else cast.secretary
    return found


def exported(cast: Cast, ledger: str, file_format: str) -> bytes:
    answer: Any = cast.client_for(reader(cast, ledger)).get(LISTS[ledger], {"export": file_format})
    return b"".join(answer.streaming_content)


def brought(cast: Cast, ledger: str, data: bytes, *, name: str = "list.xlsx") -> Batch:
    options = {"year": str(TODAY.year), "plan": "全年工作"} if ledger == "tasks" else {}
    return bring(
        ledger,
        office=cast.office,
        name=name,
        chunks=[data],
        person=reader(cast, ledger),
        now=NOW,
        options=options,
    )


def counts(batch: Batch) -> list[int]:
    """New, changed, same, bad."""
    return [batch.count(name) for name in ("new", "changed", "same", "bad")]


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
@pytest.mark.parametrize("ledger", LISTS)
def test_an_exported_list_comes_back_without_a_difference(
    cast: Cast, lists: None, ledger: str, file_format: str
) -> None:
    batch = brought(cast, ledger, exported(cast, ledger, file_format), name=f"list.{file_format}")
    told = set(batch.mapping.values())
    assert {"x_text", "x_number", "x_date", "x_yes_no", "x_choice", "x_choices"} <= told
    assert "x_file" not in told and not {"result", "closed", "answered"} & told
    looked = look_over(batch, now=NOW)
    assert counts(looked) == [0, 0, 4, 0], looked.preview


def _edited(data: bytes, changes: dict[tuple[str, str], str]) -> bytes:
    """The workbook with other words in some cells, named by the matter and the heading."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        for (title, head), words in changes.items():
            if row[heads.index("事项")].value == title:
                row[heads.index(head)].value = words
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_what_a_clerk_changed_in_the_file_is_taken_in_by_its_words(cast: Cast, lists: None) -> None:
    several = f"自设{FieldType.CHOICES.label}"
    data = _edited(
        exported(cast, "reports", "xlsx"),
        {
            ("路灯0不亮", several): "来信；来人",
            ("路灯1不亮", several): "网络、走访",
            ("路灯2不亮", several): "电报",
        },
    )
    batch = let_in(brought(cast, "reports", data), person=cast.dispatcher, now=NOW, queued=False)
    assert counts(batch) == [0, 1, 2, 1]
    found = {item.title: item.pk for item in Item.objects.filter(kind="report")}
    held = values_of(found.values())
    assert held[found["路灯0不亮"]]["choices"] == ["1", "3"]
    assert held[found["路灯1不亮"]]["choices"] == ["2"] and held[found["路灯2不亮"]]["choices"] == ["3"]


def test_a_withdrawn_choice_stays_where_it_stands(cast: Cast, lists: None) -> None:
    field = Item.objects.filter(kind="report").first().field_values.get(field__slug="choices").field  # type: ignore[union-attr]
    set_choices(field.pk, ["来人", "来信"], actor=cast.head, now=NOW)
    batch = brought(cast, "reports", exported(cast, "reports", "xlsx"))
    assert counts(look_over(batch, now=NOW)) == [0, 0, 4, 0]


def test_another_offices_list_never_falls_on_a_report_of_the_same_number(cast: Cast, lists: None) -> None:
    data = exported(cast, "reports", "xlsx")
    Item.objects.filter(kind="report").update(opened_at=NOW - dt.timedelta(days=400))
    batch = let_in(brought(cast, "reports", data), person=cast.dispatcher, now=NOW, queued=False)
    assert counts(batch)[:2] == [2, 0]  # the two known by a number elsewhere are still the same


def test_an_outside_workbook_with_a_column_of_links_is_read_as_ever(cast: Cast, lists: None) -> None:
    book = openpyxl.Workbook()
    book.active.append(["编号", "时间", "标题", "内容", "链接"])  # type: ignore[union-attr]
    book.active.append(["K1", "2026-03-05 09:20", "井盖坏了", "会摔人", "https://12345.example/orders/1"])  # type: ignore[union-attr]
    held = io.BytesIO()
    book.save(held)
    batch = brought(cast, "reports", held.getvalue())
    assert [batch.mapping[str(place)] for place in range(4)] == ["number", "opened", "title", "body"]
