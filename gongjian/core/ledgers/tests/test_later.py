"""An export of many rows: written in the background, given to whoever asked alone, swept after a week."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from gongjian.core.jobs.models import Task
from gongjian.core.jobs.tasks import run_tasks
from gongjian.core.ledgers import later, views
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
