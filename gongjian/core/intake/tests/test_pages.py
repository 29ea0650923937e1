"""The clerk's journey by the pages, without script; an outsider finds nothing."""

import io
import re
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gongjian.core.intake.models import Batch, SavedMapping
from gongjian.core.intake.tests.books import book_bytes
from gongjian.core.intake.tests.conftest import DAY, YEAR
from gongjian.core.jobs.tasks import Task, run_tasks
from gongjian.modules.workplan.models import Task as PlannedTask
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ROWS = [["四项重点", f"任务{number}", "城市管理办", DAY, "完工"] for number in range(3)]
BAD = ["四项重点", "路灯改造", "城管办", DAY, ""]


def upload(client: Any, data: bytes, *, name: str = "任务.xlsx", **more: Any) -> Any:
    return client.post("/desk/intake/tasks/", {"file": SimpleUploadedFile(name, data), **more})


def brought(cast: Cast, client: Any, data: bytes, **more: Any) -> str:
    """The address of the import that an upload began."""
    answer = upload(client, data, office=cast.office.pk, **more)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return str(answer["Location"])


def chosen(client: Any, url: str, **more: Any) -> Any:
    """Send the columns as they are suggested on the page."""
    page = client.get(url).content.decode()
    given = {}
    for name, options in re.findall(r'<select name="(column_\d+)".*?>(.*?)</select>', page, re.DOTALL):
        picked = re.search(r'value="([^"]*)" selected', options)
        given[name] = picked[1] if picked else ""
    return client.post(f"{url}columns/", {**given, "option_year": YEAR, "option_plan": "全年工作", **more})


def test_clerk_brings_a_workbook_mends_what_stayed_out_and_brings_it_again(cast: Cast) -> None:
    client = cast.client_for(cast.secretary)
    assert "/desk/intake/tasks/" in client.get("/desk/workplan/tasks/").content.decode()
    url = brought(cast, client, book_bytes([*ROWS, BAD], title="重点任务"))
    assert chosen(client, url).status_code == 302
    page = client.get(url).content.decode()
    assert "城管办" in page and "导入 3 行" in page
    client.post(f"{url}confirm/")
    assert PlannedTask.objects.count() == 0
    run_tasks(timezone.now())
    assert PlannedTask.objects.count() == 3
    page = client.get(url).content.decode()
    assert "城管办" in page
    came_in = re.search(r'href="([^"]*\?intake=[^"]*)"', page)
    assert came_in and "任务2" in client.get(came_in[1]).content.decode()
    assert cast.client_for(cast.outsider).get(came_in[1]).status_code == 400
    file = client.get(f"{url}left-out/")
    mended = mend(file.content, {"城管办": "城市管理办"})
    again = brought(cast, client, mended, name="未导入.xlsx")
    assert chosen(client, again).status_code == 302
    assert "导入 1 行" in client.get(again).content.decode()
    client.post(f"{again}confirm/")
    run_tasks(timezone.now())
    assert sorted(PlannedTask.objects.values_list("item__title", flat=True)) == [
        "任务0",
        "任务1",
        "任务2",
        "路灯改造",
    ]


def mend(data: bytes, words: dict[str, str]) -> bytes:
    """The workbook with some words typed over."""
    held = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as source, ZipFile(held, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            for old, new in words.items():
                part = re.sub(
                    rb"(<t[^>]*>)" + old.encode() + b"</t>", rb"\g<1>" + new.encode() + b"</t>", part
                )
            target.writestr(name, part)
    return held.getvalue()


def test_a_double_click_on_import_starts_one_task(cast: Cast) -> None:
    client = cast.client_for(cast.secretary)
    url = brought(cast, client, book_bytes(ROWS))
    chosen(client, url)
    for once in ("a", "a", "b"):
        client.post(f"{url}confirm/", {"once": once})
    assert Task.objects.filter(kind="intake.run").count() == 1
    run_tasks(timezone.now())
    assert PlannedTask.objects.count() == 3


def test_a_missing_required_column_is_said_and_the_choice_is_kept(cast: Cast) -> None:
    client = cast.client_for(cast.secretary)
    url = brought(cast, client, book_bytes(ROWS))
    answer = chosen(client, url, column_2="")
    assert answer.status_code == 422 and "责任单位" in answer.content.decode()
    assert 'value="due_on" selected' in answer.content.decode()


def test_clerk_says_that_the_heading_stands_elsewhere(cast: Cast) -> None:
    client = cast.client_for(cast.secretary)
    url = brought(cast, client, book_bytes(ROWS, title="重点任务"))
    client.post(f"{url}look/", {"sheet": 0, "first": 1, "last": 1})
    assert Batch.objects.get().heading["last"] == 1
    client.post(f"{url}look/", {"sheet": 0, "first": 2, "last": 2})
    assert Batch.objects.get().heading["names"][:2] == ["主题", "任务"]


def test_the_choice_of_columns_is_remembered_and_can_be_named(cast: Cast) -> None:
    client = cast.client_for(cast.secretary)
    odd = book_bytes(ROWS, heading=["甲", "乙", "丙", "丁", "戊"])
    url = brought(cast, client, odd)
    fields = {
        f"column_{place}": name for place, name in enumerate(["theme", "title", "unit", "due_on", "target"])
    }
    assert chosen(client, url, save_as="区里的表", **fields).status_code == 302
    again = brought(cast, client, odd)
    assert 'value="due_on" selected' in client.get(again).content.decode()
    assert SavedMapping.objects.filter(name="区里的表").count() == 1
    assert b'"theme"' in client.get(f"{again}columns.json").content


@pytest.mark.parametrize("data", [b"", b"not a workbook at all", b"PK\x03\x04broken", b"\x00" * 500])
def test_a_file_that_is_no_workbook_gets_a_sentence(cast: Cast, data: bytes) -> None:
    client = cast.client_for(cast.secretary)
    answer = client.get(brought(cast, client, data))
    assert answer.status_code == 200
    assert Batch.objects.get().problem or Batch.objects.get().state == "choosing"


def test_the_example_workbook_comes_in_by_itself(cast: Cast) -> None:
    client = cast.client_for(cast.secretary)
    data = client.get("/desk/intake/tasks/example.xlsx").content
    url = brought(cast, client, data, name="example.xlsx")
    chosen(client, url, option_year=YEAR - 1)
    batch = Batch.objects.get()
    assert (batch.count("new"), batch.count("bad")) == (1, 0), batch.preview


def test_an_outsider_finds_no_import_of_another_office(cast: Cast) -> None:
    client = cast.client_for(cast.secretary)
    url = brought(cast, client, book_bytes(ROWS))
    outsider = cast.client_for(cast.outsider)
    for tail in ("", "left-out/", "columns.json"):
        assert outsider.get(url + tail).status_code == 404
    for tail in ("look/", "columns/", "confirm/", "stop/", "go-on/"):
        assert outsider.post(url + tail).status_code == 404
    assert upload(outsider, book_bytes(ROWS), office=cast.office.pk).status_code == 422
    assert cast.client_for(cast.grid_worker).get("/desk/intake/tasks/").status_code == 403


def test_a_colleague_sees_the_import_but_gets_no_rows_in_clear(cast: Cast) -> None:
    client = cast.client_for(cast.secretary)
    url = brought(cast, client, book_bytes([BAD]))
    chosen(client, url)
    client.post(f"{url}confirm/")
    run_tasks(timezone.now())
    colleague = cast.client_for(cast.head)
    assert colleague.get(url).status_code == 200
    assert colleague.get(f"{url}left-out/").status_code == 403
