"""Planned tasks as another system sees them."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from gongjian.core.items.actions import make_move
from gongjian.modules.workplan import actions
from gongjian.modules.workplan.models import ProgressNote, Task
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(cast: Cast) -> Task:
    now = timezone.now()
    year = timezone.localtime(now).year + 1
    plan = actions.start_plan(cast.office, year=year, title="全年工作", actor=cast.secretary, now=now)
    theme = actions.add_theme(plan.pk, title="四项重点", actor=cast.secretary, now=now)
    day = dt.date(year, 6, 30)
    return actions.add_task(
        theme.pk,
        title="修车棚",
        unit=cast.city_unit,
        handler=cast.head,
        due_on=day,
        actor=cast.secretary,
        now=now,
    )


def test_another_system_reads_the_tasks_by_the_ledgers_filters(cast: Cast, task: Task) -> None:
    client = cast.client_for(cast.head)
    rows = client.get("/api/v1/workplan/?state=planned").json()
    assert (rows["count"], rows["rows"][0]["title"], rows["rows"][0]["progress"]) == (1, "修车棚", 0)
    assert client.get("/api/v1/workplan/?state=done").json()["count"] == 0
    refused = client.get("/api/v1/workplan/?colour=red")
    assert refused.status_code == 409
    assert "colour" in refused.json()["reason"]


def test_progress_is_reported_once_per_key_and_refused_in_words(cast: Cast, task: Task) -> None:
    client = cast.client_for(cast.head)
    address, body = f"/api/v1/workplan/{task.pk}/progress/", {"percent": 40, "text": "过半", "once": "k"}
    assert client.post(address, body, content_type="application/json").status_code == 409
    make_move(task.pk, "start", actor=cast.head, now=timezone.now())
    for _time in range(2):
        answer = client.post(address, body, content_type="application/json")
        assert (answer.status_code, answer.json()["progress"]) == (200, 40)
    assert ProgressNote.objects.count() == 1


def test_somebody_elses_task_is_not_there(cast: Cast, task: Task) -> None:
    client = cast.client_for(cast.outsider)
    assert client.get(f"/api/v1/workplan/{task.pk}/").status_code == 404
    assert client.get("/api/v1/workplan/").json()["count"] == 0


def test_progress_is_not_told_of_a_task_that_somebody_changed_meanwhile(cast: Cast, task: Task) -> None:
    client, address = cast.client_for(cast.head), f"/api/v1/workplan/{task.pk}/"
    make_move(task.pk, "start", actor=cast.head, now=timezone.now())
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304

    def tell(percent: int, tag: str) -> Any:
        body = {"percent": percent, "text": "进展"}
        return client.post(
            f"{address}progress/", body, content_type="application/json", headers={"if-match": tag}
        )

    told = tell(40, tag)
    assert told.status_code == 200
    late = tell(30, tag)
    assert (late.status_code, late.json()["code"]) == (412, "changed")
    assert tell(60, told.headers["ETag"]).json()["progress"] == 60
