"""Two people confirm the same proposal at once: every row is answered once, and no capacity is given away twice."""

import threading
from typing import Any

import pytest
from django.db import OperationalError, connection

from gongjian.core.refusal import Refused
from gongjian.modules.exchange.capacity import left_in
from gongjian.modules.exchange.matching import proposing
from gongjian.modules.exchange.matching.proposing import confirm_rows
from gongjian.modules.exchange.models import Answer, ExchangeCategory, Match, Proposal
from gongjian.modules.exchange.models.matching import ProposedMatchQuerySet
from gongjian.modules.exchange.tests.test_matching import NOW, give, kind, propose, want
from tests.cast import Cast

__all__ = ["kind"]
pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, NEEDS = 2, 3


@pytest.fixture
def proposal(cast: Cast, kind: ExchangeCategory) -> Proposal:
    """Three needs of one session each for the three sessions that are left."""
    give(cast, kind, capacity=NEEDS)
    for number in range(NEEDS):
        want(cast, kind, f"第{number}处讲座", quantity=1)
    return propose(cast)


@pytest.fixture
def all_look_before_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has looked at a row waits for the other, at most half a second."""
    meeting, look = threading.Barrier(PEOPLE), proposing._locked

    def look_and_wait(*args: Any, **kwargs: Any) -> Any:
        row = look(*args, **kwargs)
        try:
            meeting.wait(timeout=0.5)
        except threading.BrokenBarrierError:
            return row
        return row

    monkeypatch.setattr(proposing, "_locked", look_and_wait)


def confirm_at_once(cast: Cast, made: Proposal, *, locking: bool) -> list[Any]:
    start, answers = threading.Barrier(PEOPLE), []
    chosen = list(made.rows.matched().values_list("pk", flat=True))

    def one(person: Any) -> None:
        connection.ensure_connection()
        if not locking and connection.vendor == "sqlite":
            connection.transaction_mode = None
        start.wait()
        try:
            answers.append(confirm_rows(made, chosen=chosen, actor=person, now=NOW))
        except (Refused, OperationalError) as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(who,)) for who in (cast.secretary, cast.dispatcher)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _sum(answers: list[Any], word: str) -> int:
    return sum(told[word] for told in answers)


def test_two_people_confirm_at_once_and_nothing_is_given_twice(
    cast: Cast, proposal: Proposal, all_look_before_one_writes: None
) -> None:
    answers = confirm_at_once(cast, proposal, locking=True)
    assert _sum(answers, Answer.CONFIRMED) == NEEDS
    assert _sum(answers, Answer.REFUSED) == 0
    assert Match.objects.count() == NEEDS
    match = Match.objects.select_related("resource").first()
    assert match is not None
    assert left_in(match.resource, match.first_day) == 0


def test_with_the_lock_off_a_row_is_answered_twice(
    cast: Cast, proposal: Proposal, all_look_before_one_writes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The need's own lock still keeps the capacity, so the second answer is a refusal that overwrites the first; SQLite,
    with transactions that begin as readers, breaks off."""
    monkeypatch.setattr(ProposedMatchQuerySet, "select_for_update", lambda rows, **_options: rows)
    answers = confirm_at_once(cast, proposal, locking=False)
    broken_off = any(isinstance(told, OperationalError) for told in answers)
    assert broken_off or _sum(answers, Answer.REFUSED) > 0
