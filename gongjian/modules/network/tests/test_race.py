"""Two officials confirm the same unit at once: one of them does, the other is told that it was decided."""

from functools import partial

import pytest

from gongjian.core.orgs.models import Membership
from gongjian.modules.network import actions
from gongjian.modules.network.actions import joining as verbs
from gongjian.modules.network.models import Joining, JoiningQuerySet
from gongjian.modules.network.tests.test_network import FACTS, NOW, PASSWORD
from tests.cast import Cast
from tests.racing import Answers, at_once, codes, hold_open, unlock

pytestmark = pytest.mark.django_db(transaction=True)
OFFICIALS = 2


@pytest.fixture
def all_look_before_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    hold_open(monkeypatch, OFFICIALS, (verbs, "_unit_of"), before=True)


def confirm_both(cast: Cast, *, locking: bool) -> Answers:
    """What each was told: None for a unit that is in."""
    row = actions.apply_to_join(cast.office, facts=FACTS, now=NOW, sign_in_name="chunhe", password=PASSWORD)
    act = partial(actions.confirm_joining, row, actor=cast.secretary, now=NOW)
    return at_once([act] * OFFICIALS, locking=locking)


def test_a_unit_is_confirmed_by_one_of_two(cast: Cast, all_look_before_one_writes: None) -> None:
    answers = confirm_both(cast, locking=True)
    assert answers.count(None) == 1
    assert codes(answers) == {"wrong_state"}
    row = Joining.objects.get()
    assert row.state == "member" and Membership.objects.filter(unit=row.unit).count() == 1


def test_with_the_lock_off_both_go_ahead(
    cast: Cast, all_look_before_one_writes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both find it undecided; PostgreSQL lets both through or stops the second at a constraint, SQLite breaks off."""
    unlock(monkeypatch, JoiningQuerySet)
    answers = confirm_both(cast, locking=False)
    assert "wrong_state" not in codes(answers)
