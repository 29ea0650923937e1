"""One code, eight hands: exactly one gets in. With the lock off more do, which shows that the test can see it."""

import datetime as dt

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from gongjian.core.factors.actions import make_codes, proving
from gongjian.core.factors.actions.proving import use_app, use_recovery_code
from gongjian.core.factors.tests.acts import shown, with_app
from gongjian.lib import totp
from tests.cast import Cast
from tests.racing import at_once, broken_off, hold_open, unlock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
HANDS = 4


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> dt.datetime:
    return timezone.now()


def test_a_code_of_the_app_lets_one_in(cast: Cast, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = with_app(cast.clerk)
    code = shown(secret)
    answers = at_once([lambda: use_app(cast.clerk, code, now=now)] * HANDS, locking=True)
    assert answers.count(None) == 1 and not broken_off(answers)


def test_without_the_lock_a_code_lets_several_in(
    cast: Cast, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = with_app(cast.clerk)
    code = shown(secret)
    hold_open(monkeypatch, HANDS, (totp, "matching_step"))
    unlock(monkeypatch, QuerySet)
    answers = at_once([lambda: use_app(cast.clerk, code, now=now)] * HANDS, locking=False)
    assert answers.count(None) > 1 or broken_off(answers)


def test_a_recovery_code_lets_one_in(cast: Cast, now: dt.datetime) -> None:
    with_app(cast.clerk)
    _first, [code, *_rest] = make_codes(cast.clerk, now=now)
    answers = at_once([lambda: use_recovery_code(cast.clerk, code, now=now)] * HANDS, locking=True)
    assert answers.count(None) == 1 and not broken_off(answers)


def test_without_the_lock_a_recovery_code_lets_several_in(
    cast: Cast, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_app(cast.clerk)
    _first, [code, *_rest] = make_codes(cast.clerk, now=now)
    hold_open(monkeypatch, HANDS, (proving, "note_erased"), before=True)
    unlock(monkeypatch, QuerySet)
    answers = at_once([lambda: use_recovery_code(cast.clerk, code, now=now)] * HANDS, locking=False)
    assert answers.count(None) > 1 or broken_off(answers)
