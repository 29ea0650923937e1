"""Many hands at one matter over HTTP: one wins, the others are told why not, and no answer is an error of the server."""

import random
import threading
from collections import Counter
from collections.abc import Callable

import pytest

from gongjian.core.items.models import Item, Step
from tests.faults.conftest import Serving
from tests.faults.hands import Desk, Hand, Memory
from tests.faults.served import Answer, Served, program
from tests.faults.whole import halves

pytestmark = pytest.mark.django_db(transaction=True)
Desks = Callable[[Served], Desk]
CLOSINGS, MOVERS, ITEMS, TRIES = 20, 64, 5, 4
CLOSING = {"name": "check_pass", "result": "fixed", "public_note": "路灯已经修好，感谢您的反映。"}


def at_once(acts: list[Callable[[], Answer]]) -> list[Answer]:
    """The answers of calls that start together."""
    start, answers = threading.Barrier(len(acts)), []

    def one(act: Callable[[], Answer]) -> None:
        start.wait()
        answers.append(act())

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def ready_to_close(desk: Desk) -> int:
    """A report that waits for its check."""
    hand = Hand(desk, Memory(), seed=1)
    hand._begin("report")
    _kind, pk, moves = hand.open[0]
    for who, name, values in moves[:-1]:
        assert hand.programs[who].send(f"items/{pk}/moves/", {"name": name, **values}).status == 200
    hand.close()
    return int(pk)


def close_together(desk: Desk, pk: int) -> list[Answer]:
    """Twenty checkers' programs close the same matter at the same moment."""

    def close() -> Answer:
        with program(desk.port, desk.tokens["checker"]) as caller:
            return caller.send(f"items/{pk}/moves/", CLOSING)

    return at_once([close] * CLOSINGS)


def test_one_of_twenty_closings_wins_and_nineteen_are_told_why_not(
    serving: Serving, make_desk: Desks
) -> None:
    desk = make_desk(serving(worker=False, workers=2))
    pk = ready_to_close(desk)
    answers = close_together(desk, pk)
    assert Counter(answer.status for answer in answers) == {200: 1, 409: CLOSINGS - 1}
    assert all(answer.json["reason"] and answer.json["code"] for answer in answers if answer.status == 409)
    assert Step.objects.filter(item=pk, move="check_pass").count() == 1
    assert halves() == []


def test_without_the_lock_several_closings_win(serving: Serving, make_desk: Desks) -> None:
    desk = make_desk(serving(worker=False, workers=4, off="locks"))
    pk = ready_to_close(desk)
    answers = close_together(desk, pk)
    won = sum(answer.status == 200 for answer in answers)
    assert won > 1 or any(answer.status >= 500 for answer in answers), Counter(
        answer.status for answer in answers
    )
    assert won < 2 or halves() != []


def test_sixty_four_movers_at_five_matters_leave_each_with_one_history(
    serving: Serving, make_desk: Desks
) -> None:
    desk = make_desk(serving(worker=False))
    hand = Hand(desk, Memory(), seed=2)
    for _number in range(ITEMS):
        hand._begin("report")
    hand.close()
    ids = [pk for _kind, pk, _moves in hand.open]
    seen: list[Answer] = []

    def wander(number: int) -> Answer:
        """One mover's tries, whatever the matter's state."""
        rng, told = random.Random(number), []
        for _try in range(TRIES):
            who, name, values = rng.choice(desk.moves("report"))
            with program(desk.port, desk.tokens[who]) as caller:
                told.append(caller.send(f"items/{rng.choice(ids)}/moves/", {"name": name, **values}))
        seen.extend(told)
        return told[-1]

    at_once([lambda number=number: wander(number) for number in range(MOVERS)])  # type: ignore[misc]
    found = Counter(answer.status for answer in seen)
    assert set(found) <= {200, 403, 409}, found
    assert all(answer.json["reason"] for answer in seen if answer.status != 200)
    assert found[200] == Step.objects.exclude(move="open").count()
    for item in Item.objects.all():
        names = list(item.steps.order_by("id").values_list("move", flat=True))
        assert names == ["open", "dispatch", "accept", "submit", "check_pass"][: len(names)]
    assert halves() == []
