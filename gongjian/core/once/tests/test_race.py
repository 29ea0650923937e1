"""A form sent several times at the same instant is done once; without its key it is done each time."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from gongjian.core.once.actions import do_once
from gongjian.core.once.models import Done
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.refusal import Refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
SUBMISSIONS = 8


def submit_all(cast: Cast, key: str, work: Callable[[int], dict[str, Any]]) -> list[object]:
    """The answers of eight submissions that start together, outcomes and errors alike."""
    start, answers = threading.Barrier(SUBMISSIONS), []

    def submit(number: int) -> None:
        start.wait()
        try:
            answers.append(do_once(key, "orgs.add", lambda: work(number), person=cast.administrator))
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=submit, args=(number,)) for number in range(SUBMISSIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def add_unit(cast: Cast) -> Callable[[int], dict[str, Any]]:
    def work(number: int) -> dict[str, Any]:
        unit = Unit.objects.create(
            office=cast.office, area=cast.office, kind=UnitKind.STATION, name=f"养护站{number}"
        )
        time.sleep(0.05)  # long enough for the others to arrive
        return {"url": f"/desk/orgs/{unit.pk}/"}

    return work


def stations() -> int:
    return Unit.objects.filter(kind=UnitKind.STATION).count()


def test_eight_clicks_with_the_same_key_have_one_effect_and_one_answer(cast: Cast) -> None:
    answers = submit_all(cast, "one-form", add_unit(cast))
    assert stations() == 1
    assert len(answers) == SUBMISSIONS
    assert all(answer == answers[0] for answer in answers)
    assert Done.objects.count() == 1


def test_without_the_key_each_of_them_has_its_effect(cast: Cast) -> None:
    submit_all(cast, "", add_unit(cast))
    assert stations() == SUBMISSIONS


def test_a_refused_act_leaves_the_key_free_for_the_next_try(cast: Cast) -> None:
    def refuse() -> dict[str, Any]:
        add_unit(cast)(0)
        raise Refused("not now")

    with pytest.raises(Refused):
        do_once("one-form", "orgs.add", refuse, person=cast.administrator)
    assert (stations(), Done.objects.count()) == (0, 0)
    assert do_once("one-form", "orgs.add", lambda: {"url": "/"}, person=cast.administrator) == {"url": "/"}


def test_when_the_first_of_several_fails_another_is_done(cast: Cast) -> None:
    tries: list[int] = []

    def work(number: int) -> dict[str, Any]:
        tries.append(number)
        outcome = add_unit(cast)(number)
        if len(tries) == 1:
            raise Refused("not now")
        return outcome

    answers = submit_all(cast, "one-form", work)
    assert stations() == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert sum(isinstance(answer, dict) for answer in answers) == SUBMISSIONS - 1


def test_a_killed_submission_leaves_nothing_and_can_be_repeated(cast: Cast) -> None:
    def killed() -> dict[str, Any]:
        add_unit(cast)(0)
        raise SystemExit

    with pytest.raises(SystemExit):
        do_once("one-form", "orgs.add", killed, person=cast.administrator)
    assert stations() == 0
    do_once("one-form", "orgs.add", lambda: add_unit(cast)(1), person=cast.administrator)
    assert stations() == 1


def test_somebody_elses_key_or_another_act_is_refused(cast: Cast) -> None:
    with transaction.atomic():
        do_once("one-form", "orgs.add", lambda: {"url": "/"}, person=cast.administrator)
    for act, person in (("orgs.add", cast.outsider), ("orgs.close", cast.administrator), ("orgs.add", None)):
        with pytest.raises(Refused):
            do_once("one-form", act, lambda: {"url": "/x"}, person=person)
