"""An import is taken back as a whole: what it added leaves, what it changed is as before, what was touched since stays."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from gongjian.core.intake import undoing
from gongjian.core.intake.models import Batch, Kept, Replaced
from gongjian.core.intake.steps import take_step
from gongjian.core.intake.sweeping import sweep
from gongjian.core.intake.tests.conftest import DAY, NOW
from gongjian.core.intake.undoing import outlook, take_back
from gongjian.core.items.actions import add_note, make_move
from gongjian.core.items.models import Clock, Item, Step
from gongjian.core.jobs.tasks import run_tasks
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.modules.workplan.models import Task
from tests.cast import Cast

ROWS = [["四项重点", f"任务{number}", "城市管理办", DAY, "完工"] for number in range(6)]
LATER = NOW + dt.timedelta(hours=1)
Brings = Callable[..., Batch]


def back(batch: Batch, *, now: dt.datetime = LATER, person: Any = None) -> Batch:
    """Take it back and do the work."""
    take_back(batch, reason="拿错了文件", person=person or batch.person, now=now)
    run_tasks(max(timezone.now(), now) + dt.timedelta(seconds=1))
    return Batch.objects.select_related("office", "person").get(pk=batch.pk)


def states() -> list[str]:
    return list(Item.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.django_db
def test_what_came_in_by_mistake_leaves_the_list_and_its_history_stays(imported: Brings) -> None:
    batch = back(imported(ROWS))
    assert batch.state == Batch.State.UNDONE and batch.undo["back"] == 6 and batch.undo["kept"] == 0
    assert states() == ["withdrawn"] * 6 and not Clock.objects.filter(stopped_at__isnull=True).exists()
    item = Item.objects.first()
    assert item and item.closed_at == LATER and item.due_at is None
    assert [step.move for step in item.steps.order_by("pk")] == ["open", "withdraw"]
    assert item.steps.last().note == "拿错了文件" and item.steps.last().actor == batch.person
    assert TrailRow.objects.filter(item=item, action="workplan.withdraw", reason="拿错了文件").count() == 1
    assert TrailRow.objects.filter(action="intake.took_back").get().changes["back"] == 6


@pytest.mark.django_db
def test_the_mended_file_brings_the_same_rows_in_anew(imported: Brings) -> None:
    back(imported(ROWS))
    assert imported(ROWS).counts["new"] == 6
    assert sorted(states()) == ["planned"] * 6 + ["withdrawn"] * 6


@pytest.mark.django_db
def test_what_the_file_changed_says_again_what_it_said_before(imported: Brings) -> None:
    imported(ROWS)
    changed = imported([[*row[:4], "另一个目标"] for row in ROWS])
    assert changed.counts["changed"] == 6 and Replaced.objects.count() == 6
    batch = back(changed)
    assert batch.undo["back"] == 6 and states() == ["planned"] * 6
    assert set(Task.objects.values_list("target", flat=True)) == {"完工"}


@pytest.mark.django_db
def test_a_row_that_somebody_has_touched_since_stays_with_the_reason(imported: Brings, cast: Cast) -> None:
    batch = imported(ROWS)
    touched = Item.objects.order_by("pk")[2]
    add_note(touched, "已经去看过", actor=cast.secretary, now=LATER)
    told = outlook(batch)
    assert (told.withdrawn, told.put_back, told.staying) == (5, 0, 1)
    assert told.reasons[0][0] == 4 and cast.secretary.name in told.reasons[0][1]
    batch = back(batch, now=LATER + dt.timedelta(hours=1))
    assert batch.undo["back"] == 5 and states()[2] == "planned"
    kept = Kept.objects.get()
    assert kept.row == 4 and cast.secretary.name in kept.reason


@pytest.mark.django_db
def test_a_row_changed_by_a_later_file_stays_until_that_one_is_taken_back(imported: Brings) -> None:
    first = imported(ROWS)
    imported([[*ROWS[0][:4], "另一个目标"]])
    assert outlook(first).staying == 1
    assert back(first).undo["kept"] == 1 and states().count("withdrawn") == 5


@pytest.mark.django_db
def test_a_week_later_or_without_a_reason_nothing_is_taken_back(imported: Brings, cast: Cast) -> None:
    batch = imported(ROWS)
    with pytest.raises(Refused):
        take_back(batch, reason=" ", person=cast.secretary, now=LATER)
    with pytest.raises(Refused):
        take_back(batch, reason="晚了", person=cast.secretary, now=NOW + dt.timedelta(days=8))
    with pytest.raises(Refused):
        take_back(batch, reason="别人", person=cast.grid_worker, now=LATER)
    assert states() == ["planned"] * 6


@pytest.mark.django_db
def test_stopped_half_way_it_goes_on_where_it_was(imported: Brings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "CHUNK", 2)
    batch = take_back(imported(ROWS), reason="拿错了文件", person=None, now=LATER, queued=False)

    def killed(done: int, total: int | None, note: str = "") -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_step(batch, now=LATER, tell=killed)
    assert states().count("withdrawn") == 4
    batch = Batch.objects.select_related("office", "person").get()
    assert take_step(batch, now=LATER).state == Batch.State.UNDONE
    assert states() == ["withdrawn"] * 6 and Step.objects.filter(move="withdraw").count() == 6


@pytest.mark.django_db
def test_the_page_shows_first_what_would_happen(imported: Brings, cast: Cast) -> None:
    batch = imported(ROWS)
    client, url = cast.client_for(cast.secretary), f"/desk/intake/batches/{batch.uid}/take-back/"
    assert url in client.get(f"/desk/intake/batches/{batch.uid}/").text
    assert ">6<" in client.get(url).text and states() == ["planned"] * 6
    assert client.post(url, {"reason": ""}).status_code == 422
    for _twice in range(2):
        client.post(url, {"reason": "拿错了文件", "once": "same"})
    assert Batch.objects.get().state == Batch.State.UNDOING
    run_tasks(timezone.now() + dt.timedelta(seconds=1))
    page = client.get(f"/desk/intake/batches/{batch.uid}/").text
    assert "拿错了文件" in page and url not in page
    assert cast.client_for(cast.grid_worker).get(url).status_code == 404


@pytest.mark.django_db
def test_what_rows_said_before_is_not_kept_longer_than_the_workbook(imported: Brings) -> None:
    imported(ROWS)
    imported([[*row[:4], "另一个目标"] for row in ROWS])
    sweep(NOW + dt.timedelta(days=31))
    assert not Replaced.objects.exists()


def race(batch: Batch, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Somebody moves a row between the look at it and its taking back."""
    looked, moved = threading.Event(), threading.Event()
    seen = undoing._touched

    def slow(batch: Batch, ids: Any) -> Any:
        found = seen(batch, ids)
        looked.set()
        moved.wait(1.5)
        return found

    monkeypatch.setattr(undoing, "_touched", slow)

    def move() -> None:
        looked.wait(20)
        try:
            make_move(
                Item.objects.order_by("pk")[0].pk, "drop", note="不做了", actor=cast.secretary, now=LATER
            )
        except Refused:
            pass
        finally:
            moved.set()
            connection.close()

    thread = threading.Thread(target=move)
    thread.start()
    take_step(batch, now=LATER)
    thread.join()
    item = Item.objects.order_by("pk").first()
    assert item is not None
    return [step.move for step in item.steps.order_by("pk")]


@pytest.mark.django_db(transaction=True)
def test_nobody_moves_a_row_between_the_look_and_the_taking_back(
    imported: Brings, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = take_back(imported(ROWS[:1]), reason="拿错了文件", person=None, now=LATER, queued=False)
    assert race(batch, cast, monkeypatch) == ["open", "withdraw"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writers wait for the whole chunk anyway")
def test_without_the_lock_a_moved_row_would_be_taken_back_unseen(
    imported: Brings, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the move that comes in between is not seen by the look, only by the state."""
    monkeypatch.setattr(undoing, "lock_items", lambda ids: None)
    batch = take_back(imported(ROWS[:1]), reason="拿错了文件", person=None, now=LATER, queued=False)
    assert race(batch, cast, monkeypatch) == ["open", "drop"]
    assert not Kept.objects.filter(reason__contains=cast.secretary.name).exists()
