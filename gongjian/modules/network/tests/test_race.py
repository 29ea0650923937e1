"""Two officials confirm the same unit at once: one of them does, the other is told that it was decided."""

import contextlib
import threading
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection

from gongjian.core.orgs.models import Membership
from gongjian.core.refusal import Refused
from gongjian.modules.network import actions
from gongjian.modules.network.actions import joining as verbs
from gongjian.modules.network.models import Joining, JoiningQuerySet
from gongjian.modules.network.tests.test_network import FACTS, NOW, PASSWORD
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
OFFICIALS = 2


@pytest.fixture
def all_look_before_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Widen the gap between looking and writing: whoever has looked waits for the other, at most half a second."""
    meeting, find = threading.Barrier(OFFICIALS), verbs._unit_of

    def wait_and_find(*args: Any, **kwargs: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(timeout=0.5)
        return find(*args, **kwargs)

    monkeypatch.setattr(verbs, "_unit_of", wait_and_find)


def confirm_both(cast: Cast, *, locking: bool) -> list[Exception | None]:
    """What each was told: None for a unit that is in."""
    row = actions.apply_to_join(cast.office, facts=FACTS, now=NOW, sign_in_name="chunhe", password=PASSWORD)
    start, answers = threading.Barrier(OFFICIALS), []

    def one() -> None:
        connection.ensure_connection()
        if not locking and connection.vendor == "sqlite":
            connection.transaction_mode = None
        start.wait()
        try:
            actions.confirm_joining(row, actor=cast.secretary, now=NOW)
            answers.append(None)
        except (Refused, OperationalError, IntegrityError) as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _official in range(OFFICIALS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_unit_is_confirmed_by_one_of_two(cast: Cast, all_look_before_one_writes: None) -> None:
    answers = confirm_both(cast, locking=True)
    assert answers.count(None) == 1
    assert [getattr(answer, "code", "") for answer in answers if answer] == ["wrong_state"]
    row = Joining.objects.get()
    assert row.state == "member" and Membership.objects.filter(unit=row.unit).count() == 1


def test_with_the_lock_off_both_go_ahead(
    cast: Cast, all_look_before_one_writes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both find it undecided; PostgreSQL lets both through or stops the second at a constraint, SQLite breaks off."""
    monkeypatch.setattr(JoiningQuerySet, "select_for_update", lambda rows, **_options: rows)
    answers = confirm_both(cast, locking=False)
    told = [answer for answer in answers if isinstance(answer, Refused) and answer.code == "wrong_state"]
    assert not told
