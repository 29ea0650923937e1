"""Two draw, or write the same call down, at once: one does, the other is told so."""

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.utils import timezone

from gongjian.core.asking.actions import (
    add_respondents,
    calling,
    commit_sample,
    draw_sample,
    record_call,
    sampling,
)
from gongjian.core.asking.models import Call, Questionnaire, Respondent, Sample
from gongjian.core.asking.models.sample import RespondentQuerySet, SampleQuerySet
from gongjian.core.asking.tests.test_samples import HOMES, hand_in
from gongjian.core.items.models import Item
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 3


@pytest.fixture
def sample(cast: Cast, work: Item, questions: Questionnaire) -> Sample:
    now = timezone.now()
    made = commit_sample(questions, title="扶手", size=8, item=work, by=cast.checker, now=now)
    add_respondents(made, entries=HOMES, by=cast.checker, now=now)
    hand_in(made)
    return made


@pytest.fixture
def all_look_before_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Widen the gap between looking and writing: whoever has looked waits for the others, at most half a second."""
    meeting = threading.Barrier(HANDS)

    def waiting(look: Callable[..., Any]) -> Callable[..., Any]:
        def look_and_wait(*args: Any, **kwargs: Any) -> Any:
            seen = look(*args, **kwargs)
            with contextlib.suppress(threading.BrokenBarrierError):
                meeting.wait(timeout=0.5)
            return seen

        return look_and_wait

    monkeypatch.setattr(sampling, "not_drawn_because", waiting(sampling.not_drawn_because))
    monkeypatch.setattr(calling, "may_call_entry", waiting(calling.may_call_entry))


def at_once(act: Callable[[], object], *, locking: bool) -> list[Exception | None]:
    """What each hand was told: None where it was done."""
    start, answers = threading.Barrier(HANDS), []

    def one() -> None:
        connection.ensure_connection()
        if not locking and connection.vendor == "sqlite":
            connection.transaction_mode = None
        start.wait()
        try:
            act()
            answers.append(None)
        except (Refused, OperationalError, IntegrityError) as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def draw(cast: Cast, sample: Sample) -> Callable[[], object]:
    return lambda: draw_sample(sample, by=cast.checker, now=timezone.now())


def call(cast: Cast, home: Respondent) -> Callable[[], object]:
    told = {"outcome": "satisfied", "answers": {"quality": "5"}}
    return lambda: record_call(home, by=cast.checker, now=timezone.now(), **told)


def test_it_is_drawn_once(cast: Cast, sample: Sample, all_look_before_one_writes: None) -> None:
    answers = at_once(draw(cast, sample), locking=True)
    assert answers.count(None) == 1
    assert all(isinstance(answer, Refused) for answer in answers if answer)
    assert TrailRow.objects.filter(action="asking.draw_sample").count() == 1


def test_one_household_answers_once(cast: Cast, sample: Sample, all_look_before_one_writes: None) -> None:
    drawn = draw_sample(sample, by=cast.checker, now=timezone.now())
    home = drawn.respondents.drawn()[0]
    answers = at_once(call(cast, home), locking=True)
    assert answers.count(None) == 1
    assert all(isinstance(answer, Refused) for answer in answers if answer)
    assert Call.objects.count() == 1


def test_with_the_locks_off_somebody_gets_no_word_or_a_second_draw(
    cast: Cast, sample: Sample, all_look_before_one_writes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the row's lock the other hands are not refused in words."""
    for rows in (SampleQuerySet, RespondentQuerySet):
        monkeypatch.setattr(rows, "select_for_update", lambda found, **options: found, raising=False)
    answers = at_once(draw(cast, sample), locking=False)
    assert not all(isinstance(answer, Refused) for answer in answers if answer) or answers.count(None) > 1
