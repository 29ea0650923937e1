import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from gongjian.core.jobs.kinds import TaskKind, task_kinds
from gongjian.core.jobs.models import Heartbeat, JobState, Task
from gongjian.core.jobs.runner import Worker
from gongjian.core.jobs.tasks import enqueue, run_tasks
from gongjian.core.manifest import Job
from gongjian.core.trail.models import TrailRow
from tests.cast import Cast

DESK = "/desk/jobs/"
MINE = "/desk/jobs/tasks/"


@pytest.fixture
def begin(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Task]:
    """Put a task of a made-up kind into the queue."""
    monkeypatch.setitem(task_kinds(), "test.bring", TaskKind("test.bring", "导入测试", lambda turn: None))
    return lambda **more: enqueue("test.bring", **({"payload": {}, "now": timezone.now()} | more))


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_a_clerk_finds_her_tasks_and_nobody_elses(cast: Cast, begin: Callable[..., Task]) -> None:
    begin(person=cast.clerk, label="三月诉求.xlsx")
    begin(person=cast.head, label="别人的.xlsx")
    text = text_of(cast.client_for(cast.clerk).get(MINE))
    assert "三月诉求.xlsx" in text and "别人的" not in text
    assert "还没有后台任务" in text_of(cast.client_for(cast.secretary).get(MINE))


def test_she_leaves_a_task_and_comes_back_to_its_progress(cast: Cast, begin: Callable[..., Task]) -> None:
    task = begin(person=cast.clerk, label="三月诉求.xlsx")
    Task.objects.update(state="running", done=30, total=120, note="正在读第 2 张表")
    client = cast.client_for(cast.clerk)
    for address in (f"{MINE}{task.uid}/", f"{MINE}{task.uid}/progress/"):
        text = text_of(client.get(address))
        assert "30 / 120" in text and "正在读第 2 张表" in text and 'value="25"' in text
        assert f'data-task="{MINE}{task.uid}/progress/"' in text
    Task.objects.update(state="done", url="/desk/reports/")
    text = text_of(client.get(f"{MINE}{task.uid}/progress/"))
    assert "data-task" not in text and "/desk/reports/" in text and "已完成" in text


def test_an_outsider_finds_no_task_of_another_office(cast: Cast, begin: Callable[..., Task]) -> None:
    task = begin(person=cast.clerk)
    for person in (cast.outsider, cast.head, cast.twin.administrator):
        client = cast.client_for(person)
        for tail in ("", "progress/"):
            assert client.get(f"{MINE}{task.uid}/{tail}").status_code == 404
        for tail in ("cancel/", "again/"):
            assert client.post(f"{MINE}{task.uid}/{tail}").status_code == 404
    assert str(task.uid) not in text_of(cast.client_for(cast.twin.administrator).get(DESK))


def test_the_administrator_sees_her_offices_tasks_and_stops_one(
    cast: Cast, begin: Callable[..., Task]
) -> None:
    task = begin(person=cast.clerk, label="三月诉求.xlsx")
    client = cast.client_for(cast.administrator)
    text = text_of(client.get(DESK))
    assert "三月诉求.xlsx" in text and cast.clerk.name in text
    client.post(f"{MINE}{task.uid}/cancel/", {"once": "a"})
    assert run_tasks(timezone.now()) == []
    answer = client.post(f"{MINE}{task.uid}/cancel/", {"once": "b"}, follow=True)
    assert "任务已经结束" in text_of(answer)
    assert "三月诉求.xlsx" in text_of(client.get(DESK, {"tab": "ended"}))


def test_a_failed_task_is_seen_with_its_reason_and_begun_again(
    cast: Cast, begin: Callable[..., Task]
) -> None:
    task = begin(person=cast.clerk)
    Task.objects.update(state="failed", error="磁盘已满", ended_at=timezone.now())
    client = cast.client_for(cast.administrator)
    assert "磁盘已满" in text_of(client.get(DESK, {"tab": "failed"}))
    for _press in range(2):
        client.post(f"{MINE}{task.uid}/again/", {"once": "c"})
    assert [one.state for one in run_tasks(timezone.now())] == ["done"]


def test_only_the_administrator_looks_after_background_work(cast: Cast) -> None:
    assert cast.client_for(cast.clerk).get(DESK).status_code == 403
    assert cast.client_for(cast.clerk).post(f"{DESK}run/", {"name": "items.remind"}).status_code == 403
    assert cast.client_for(cast.administrator).get(DESK, {"tab": "odd"}).status_code == 404
    assert cast.client_for(cast.administrator).get(DESK, {"cursor": "x"}).status_code == 422


def test_a_job_is_run_at_once_when_the_administrator_asks(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[dt.datetime] = []
    job, now = Job("test.job", "试运行", 86_400, runs.append), timezone.now()
    monkeypatch.setattr("gongjian.core.jobs.actions.all_jobs", lambda: (job,))
    monkeypatch.setattr("gongjian.core.jobs.reading.all_jobs", lambda: (job,))
    Worker((job,)).run_due(now)
    client = cast.client_for(cast.administrator)
    client.post(f"{DESK}run/", {"name": "test.job", "once": "d"})
    assert "即将运行" in text_of(client.get(DESK))
    assert Worker((job,)).run_due(now + dt.timedelta(seconds=5)) == ["test.job"]
    assert Worker((job,)).run_due(now + dt.timedelta(seconds=10)) == []
    assert TrailRow.objects.get(action="jobs.run_now").actor == cast.administrator
    assert "没有这个定时任务" in text_of(client.post(f"{DESK}run/", {"name": "no"}, follow=True))


def test_the_quick_ones_need_no_button(cast: Cast) -> None:
    answer = cast.client_for(cast.administrator).post(f"{DESK}run/", {"name": "trail.seal"}, follow=True)
    assert "每隔几秒" in text_of(answer)


def test_a_failed_job_says_why_and_when_it_is_next_due(cast: Cast) -> None:
    now = timezone.now()
    JobState.objects.create(name="items.remind", began_at=now, ended_at=now, error="ValueError: odd")
    text = text_of(cast.client_for(cast.administrator).get(DESK))
    assert "上次运行出错" in text and "ValueError: odd" in text and "下次运行" in text


def test_silent_workers_are_told_of(cast: Cast) -> None:
    client, now = cast.client_for(cast.administrator), timezone.now()
    assert "gongjian worker" in text_of(client.get(DESK))
    beat = Heartbeat.objects.create(holder="w", host="server", pid=7, started_at=now, seen_at=now)
    text = text_of(client.get(DESK))
    assert "server · 7" in text and "gongjian worker" not in text
    beat.seen_at = now - dt.timedelta(minutes=4)
    beat.save()
    assert "gongjian worker" in text_of(client.get(DESK))


def test_ten_thousand_tasks_are_paged(
    cast: Cast, begin: Callable[..., Task], django_assert_max_num_queries: Callable[..., object]
) -> None:
    facts = {"kind": "test.bring", "state": "done", "office": cast.office, "person": cast.clerk}
    now = timezone.now()
    rows = [Task(**facts, made_at=now, next_at=now, ended_at=now) for _n in range(10_000)]
    Task.objects.bulk_create(rows, batch_size=500)
    client = cast.client_for(cast.administrator)
    first = client.get(DESK, {"tab": "ended"})
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        second = client.get(DESK, {"tab": "ended", "cursor": first.context["page"].next})
    seen = [line.task.pk for answer in (first, second) for line in answer.context["lines"]]
    assert len(set(seen)) == 60 and seen == sorted(seen, reverse=True)
