"""A program sends a workbook and learns what became of it."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gongjian.core.intake.models import Batch
from gongjian.core.intake.tests.books import book_bytes
from gongjian.core.intake.tests.conftest import DAY, YEAR
from gongjian.core.jobs.tasks import run_tasks
from gongjian.modules.workplan.models import Task
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/ledgers/tasks/imports/"
ROWS = [["四项重点", f"任务{number}", "城市管理办", DAY, "完工"] for number in range(2)]
BAD = ["四项重点", "路灯改造", "城管办", DAY, ""]


def send(cast: Cast, data: bytes, *, person: Any = None, **more: Any) -> Any:
    client = cast.client_for(person or cast.secretary)
    options = json.dumps({"year": YEAR, "plan": "全年工作"})
    return client.post(ROOT, {"file": SimpleUploadedFile("a.xlsx", data), "options": options, **more})


def test_a_program_brings_a_workbook_in_once_and_reads_what_stayed_out(cast: Cast) -> None:
    for _time in range(2):
        answer = send(cast, book_bytes([*ROWS, BAD]), once="one")
        assert answer.status_code == 202, answer.content
    run_tasks(timezone.now())
    client = cast.client_for(cast.secretary)
    told = client.get(f"{ROOT}{answer.json()['uid']}/").json()
    assert (told["state"], told["new"], told["bad"]) == ("done", 2, 1)
    [row] = client.get(f"{ROOT}{told['uid']}/left-out/").json()
    assert row["row"] == 4 and "城管办" in row["reason"]
    assert client.get(f"{ROOT}{told['uid']}/left-out/?after=4").json() == []
    assert Task.objects.count() == 2 and Batch.objects.count() == 1


def test_a_look_writes_nothing(cast: Cast) -> None:
    told = send(cast, book_bytes([*ROWS, BAD]), look="true").json()
    assert (told["state"], told["new"], told["bad"]) == ("ready", 2, 1)
    run_tasks(timezone.now())
    assert not Task.objects.exists()
    assert len(cast.client_for(cast.secretary).get(f"{ROOT}{told['uid']}/left-out/").json()) == 1


def test_a_mapping_of_ones_own_is_taken(cast: Cast) -> None:
    odd = book_bytes(ROWS, heading=["a1", "b1", "c1", "d1", "e1"])
    columns = {"a1": "theme", "b1": "title", "c1": "unit", "d1": "due_on", "e1": ""}
    assert send(cast, odd).status_code == 409
    assert send(cast, odd, mapping=json.dumps({"columns": columns})).status_code == 202
    assert send(cast, odd, mapping="no such name").json()["field"] == "mapping"


@pytest.mark.parametrize("more", [{"mapping": "{"}, {"options": "[]"}, {"sheet": "没有"}])
def test_what_cannot_be_used_is_refused_in_words(cast: Cast, more: dict[str, str]) -> None:
    answer = send(cast, book_bytes(ROWS), **more)
    assert answer.status_code == 409 and answer.json()["reason"]


def test_bad_files_and_strangers_are_refused(cast: Cast) -> None:
    assert send(cast, b"nothing").status_code == 409
    assert send(cast, book_bytes(ROWS), person=cast.grid_worker).status_code == 403
    assert send(cast, book_bytes(ROWS), office=cast.twin_office.pk).status_code == 404
    uid = send(cast, book_bytes(ROWS), look="true").json()["uid"]
    outsider = cast.client_for(cast.outsider)
    for tail in ("", "left-out/"):
        assert outsider.get(f"{ROOT}{uid}/{tail}").status_code == 404
    assert outsider.get(f"{ROOT}7/").status_code == 404
    assert cast.client_for(None).get(f"{ROOT}{uid}/").status_code == 401
