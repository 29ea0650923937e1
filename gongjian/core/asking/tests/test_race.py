"""Two draw, or write the same call down, at once: one does, the other is told so."""

from collections.abc import Callable

import pytest
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
from tests.racing import at_once, hold_open, unlock

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
    hold_open(monkeypatch, HANDS, (sampling, "not_drawn_because"), (calling, "may_call_entry"))


def draw(cast: Cast, sample: Sample) -> Callable[[], object]:
    return lambda: draw_sample(sample, by=cast.checker, now=timezone.now())


def call(cast: Cast, home: Respondent) -> Callable[[], object]:
    told = {"outcome": "satisfied", "answers": {"quality": "5"}}
    return lambda: record_call(home, by=cast.checker, now=timezone.now(), **told)


def test_it_is_drawn_once(cast: Cast, sample: Sample, all_look_before_one_writes: None) -> None:
    answers = at_once([draw(cast, sample)] * HANDS, locking=True)
    assert answers.count(None) == 1
    assert all(isinstance(answer, Refused) for answer in answers if answer)
    assert TrailRow.objects.filter(action="asking.draw_sample").count() == 1


def test_one_household_answers_once(cast: Cast, sample: Sample, all_look_before_one_writes: None) -> None:
    drawn = draw_sample(sample, by=cast.checker, now=timezone.now())
    home = drawn.respondents.drawn()[0]
    answers = at_once([call(cast, home)] * HANDS, locking=True)
    assert answers.count(None) == 1
    assert all(isinstance(answer, Refused) for answer in answers if answer)
    assert Call.objects.count() == 1


def test_with_the_locks_off_somebody_gets_no_word_or_a_second_draw(
    cast: Cast, sample: Sample, all_look_before_one_writes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the row's lock the other hands are not refused in words."""
    unlock(monkeypatch, SampleQuerySet, RespondentQuerySet)
    answers = at_once([draw(cast, sample)] * HANDS, locking=False)
    assert not all(isinstance(answer, Refused) for answer in answers if answer) or answers.count(None) > 1
