"""The administrator looks after backups on one page, and reads no matter by it."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from gongjian.core.backup.found import backups
from gongjian.core.backup.making import make_backup
from gongjian.core.backup.verifying import verify_backup
from gongjian.core.jobs.models import Task
from gongjian.core.jobs.tasks import run_tasks
from gongjian.core.trail.models import TrailRow
from tests.cast import Cast

PAGE = "/desk/backups/"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> Path:
    settings.HOME, settings.KEYS, settings.MEDIA_ROOT = tmp_path, tmp_path / "keys", tmp_path / "files"
    settings.BACKUP_FOLDER = tmp_path / "backups"
    return tmp_path


def test_she_sees_that_there_is_none_has_one_made_and_finds_it_good(cast: Cast) -> None:
    client = cast.client_for(cast.administrator)
    text = client.get(PAGE).content.decode()
    assert "还没有备份" in text and "立即备份" in text
    client.post(f"{PAGE}make/", {"once": "a1"})
    client.post(f"{PAGE}make/", {"once": "a2"})  # a second click while the first is waiting
    assert Task.objects.filter(kind="backup.make").count() == 1
    assert "data-task" in client.get(PAGE).content.decode()
    [task] = run_tasks(timezone.now())
    assert task.state == "done", task.error
    text = client.get(PAGE).content.decode()
    [made] = backups()
    assert made.path.name in text and "已检查，完好" in text and "立即备份" in text
    assert TrailRow.objects.filter(action="backup.make", actor=cast.administrator).exists()


def test_nobody_else_opens_it_and_nothing_is_given_out(cast: Cast) -> None:
    for person in (cast.secretary, cast.auditor, cast.clerk):
        client = cast.client_for(person)
        assert client.get(PAGE).status_code == 403
        assert client.post(f"{PAGE}make/", {"once": "b"}).status_code == 403
    assert cast.client_for(None).get(PAGE).status_code == 302
    text = cast.client_for(cast.administrator).get(PAGE).content.decode()
    assert '.gjbackup"' not in text and not Task.objects.filter(kind="backup.make").exists()


def test_the_page_asks_few_questions_however_many_there_are(
    cast: Cast, django_assert_max_num_queries
) -> None:
    made = make_backup(now=timezone.now())
    verify_backup(made.path, now=timezone.now())
    for number in range(40):
        made.path.with_name(f"gongjian-{number}.gjbackup").write_bytes(made.path.read_bytes())
    client = cast.client_for(cast.administrator)
    client.get(PAGE)
    with django_assert_max_num_queries(12):
        assert client.get(PAGE).status_code == 200


def test_a_damaged_one_is_shown_as_such(cast: Cast) -> None:
    made = make_backup(now=timezone.now())
    made.path.write_bytes(made.path.read_bytes()[:20])
    text = cast.client_for(cast.administrator).get(PAGE).content.decode()
    assert "不能使用" in text and "缺少结尾" in text
