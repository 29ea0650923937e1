"""An export of many rows: written in the background, given to whoever asked alone, swept after a week."""

import csv
import datetime as dt
import io
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from gongjian.core.jobs import turn as turns
from gongjian.core.jobs.models import Task
from gongjian.core.jobs.tasks import Turn, run_tasks
from gongjian.core.ledgers import later, views, writing
from gongjian.core.ledgers.models import LedgerFile
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports.models import Report
from tests.cast import Cast
from tests.items import make_item

pytestmark = pytest.mark.django_db
LIST = reverse("reports:ledger")


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Two rows are too many to wait for; files lie in a folder of the test's own."""
    monkeypatch.setattr(views, "AT_ONCE", 2)
    monkeypatch.setattr(later, "folder", lambda: tmp_path / "exports")
    return tmp_path / "exports"


@pytest.fixture
def reports(cast: Cast) -> None:
    for title in ("甲", "乙", "丙", "丁"):
        item = make_item(cast, title=title, area=cast.second_community if title == "丁" else None)
        Report.objects.create(
            item=item, office=item.office, channel="phone", body="", follow_hash=item.number
        )


def test_a_large_export_is_written_in_the_background_and_fetched_by_its_owner(
    cast: Cast, reports: None
) -> None:
    browser = cast.client_for(cast.head)
    answer = browser.get(LIST, {"export": "csv", "columns": "title"})
    again = browser.get(LIST, {"export": "csv", "columns": "title"})
    task = Task.objects.get()
    assert answer.url == again.url == reverse("jobs:task", args=[task.uid])
    [ran] = run_tasks(timezone.now())
    assert (ran.state, ran.error) == ("done", "")
    body = b"".join(browser.get(ran.url).streaming_content)  # type: ignore[attr-defined]
    rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert sorted(row["事项"] for row in rows) == sorted("甲乙丙丁")
    assert all(row["链接"].startswith("http://testserver/desk/reports/") for row in rows)
    for person in (cast.clerk, cast.outsider, cast.administrator):
        assert cast.client_for(person).get(ran.url).status_code == 404
    assert TrailRow.objects.get(action="ledgers.exported").changes["rows"] == 4


@pytest.mark.django_db(transaction=True)
def test_others_who_write_meanwhile_do_not_stop_an_export(
    cast: Cast, reports: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "CHUNK", 1)
    monkeypatch.setattr(turns, "TELL_EVERY", 0.0)
    tell, told = Turn.progress, list[int]()

    def tell_after_others(turn: Turn, done: int, *more: Any) -> None:
        other = threading.Thread(target=lambda: (Report.objects.update(body="x"), connection.close()))
        other.start()
        other.join()
        told.append(done)
        tell(turn, done, *more)

    monkeypatch.setattr(Turn, "progress", tell_after_others)
    cast.client_for(cast.head).get(LIST, {"export": "csv"})
    [ran] = run_tasks(timezone.now())
    assert (ran.state, ran.error, told) == ("done", "", [1, 2, 3, 4, 4])


def test_what_a_dead_worker_leaves_of_a_workbook_lies_where_it_is_swept(
    cast: Cast, reports: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "CHUNK", 1)
    lying: list[int] = []

    def see(turn: Turn, *_told: Any) -> None:
        lying.append(len(list(home.iterdir())))

    monkeypatch.setattr(Turn, "progress", see)
    cast.client_for(cast.head).get(LIST, {"export": "xlsx"})
    run_tasks(timezone.now())
    assert lying[0] > 1, "the rows lie somewhere else"
    assert len(list(home.iterdir())) == 1


@pytest.mark.parametrize("missed", ["before its row", "before its end"])
def test_a_worker_that_died_leaves_no_second_file(cast: Cast, reports: None, home: Path, missed: str) -> None:
    cast.client_for(cast.head).get(LIST, {"export": "csv"})
    [ran] = run_tasks(timezone.now())
    if missed == "before its row":  # the file was put there, and the transaction was not committed
        LedgerFile.objects.all().delete()
    Task.objects.update(state="waiting")
    [again] = run_tasks(timezone.now())
    assert (again.state, again.url) == ("done", ran.url)
    assert LedgerFile.objects.count() == len(list(home.iterdir())) == 1
    assert TrailRow.objects.filter(action="ledgers.exported").count() == 1 + (missed == "before its row")


def test_a_clerk_gets_at_once_the_few_that_she_may_read(cast: Cast, reports: None) -> None:
    answer = cast.client_for(cast.second_clerk).get(LIST, {"export": "csv"})
    assert answer.status_code == 200
    assert not Task.objects.exists()


def test_what_she_may_no_longer_read_is_not_written(cast: Cast, reports: None) -> None:
    cast.client_for(cast.head).get(LIST, {"export": "xlsx"})
    cast.head.is_active = False
    cast.head.save()
    run_tasks(timezone.now())
    assert not LedgerFile.objects.filter(rows__gt=0).exists()


def test_a_week_later_the_file_is_gone(cast: Cast, reports: None, home: Path) -> None:
    browser = cast.client_for(cast.head)
    browser.get(LIST, {"export": "xlsx"})
    [ran] = run_tasks(timezone.now())
    assert later.sweep_exports(timezone.now()) == 0
    assert len(list(home.iterdir())) == 1
    assert later.sweep_exports(timezone.now() + dt.timedelta(days=8)) == 1
    assert list(home.iterdir()) == []
    assert browser.get(ran.url).status_code == 404
