import pytest
from django.utils import timezone

from gongjian.core.jobs.doctor import check_jobs
from gongjian.core.jobs.models import Heartbeat, JobState, Task

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    return [(finding.grade, finding.words) for finding in check_jobs()]


def test_the_doctor_misses_a_worker() -> None:
    assert [grade for grade, _words in told()] == ["warning"]
    now = timezone.now()
    Heartbeat.objects.create(holder="w", host="server", pid=7, started_at=now, seen_at=now)
    assert [grade for grade, _words in told()] == ["good"]


def test_the_doctor_names_what_is_in_trouble() -> None:
    now = timezone.now()
    Heartbeat.objects.create(holder="w", host="server", pid=7, started_at=now, seen_at=now)
    JobState.objects.create(name="items.remind", error="ValueError: odd")
    Task.objects.create(kind="x", state="failed", made_at=now, next_at=now, ended_at=now)
    Task.objects.create(kind="x", made_at=now, next_at=now.replace(year=2020))
    words = " ".join(words for _grade, words in told())
    assert len(told()) == 3 and "items.remind: ValueError: odd" in words
