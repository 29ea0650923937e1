"""A double click changes nothing: every form sent several times at the same instant does what one submission does."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse

from gongjian.core.once.models import Done
from tests.faults.clicks import (
    CLICKS,
    Found,
    browser,
    clicked,
    everything,
    find_forms,
    forget,
    make_office,
    tried,
)
from tests.faults.served import tell
from tests.faults.weakened import no_keys
from tests.journeys.conftest import scene  # noqa: F401
from tests.journeys.test_bad_input import CHINESE, FORMS, KEY, Form, World

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = (403, 404, 409, 422)
AS_OFTEN_AS_ASKED = {
    "reports by_phone": "looking somebody up is written down each time",
    "reports reveal": "looking a number up is written down each time",
    "reports:by_phone": "the same, as the page has it",
    "reports:reveal": "the same, as the page has it",
    "people:sign_out_everywhere": "whatever is open at that moment ends, and each time that is written down",
    "people:sign_in": "each try at a password is counted",
    "act=export": "each answer is a file of its own, and each file that leaves the office is written down",
}
"""Forms of which each submission counts, and why that is right."""


def wrong(answers: list[HttpResponse], alone: HttpResponse, *, times: int = CLICKS) -> Iterator[str]:
    """What is wrong with the answers: an error of the server, a refusal without words, nobody done what was done alone."""
    found = Counter(answer.status_code for answer in answers)
    if len(answers) != times:
        yield f"{times - len(answers)} got no answer"
    if any(status >= 500 for status in found):
        yield f"answers {dict(found)}"
    if alone.status_code < 400 and not any(answer.status_code < 400 for answer in answers):
        yield f"one alone answers {alone.status_code}, together {dict(found)}"
    for answer in answers:
        if answer.status_code in REFUSED and not CHINESE.search(answer.content.decode()):
            yield f"{answer.status_code} without words"


def told(made: Counter[str], alone: Counter[str]) -> str:
    """How what several made differs from what one makes."""
    odd = {
        name: (made[name], alone[name]) for name in made.keys() | alone.keys() if made[name] != alone[name]
    }
    return ", ".join(f"{name}: {many} instead of {one}" for name, (many, one) in sorted(odd.items()))


def click_all(world: World, forms: list[Form]) -> tuple[list[str], int]:
    """Every form four times at once, each on matters of its own; what differs from one submission, and how many did
    something."""
    found, done = [], 0
    for form in forms:
        fresh = World(world.scene)
        fresh._made["plan"] = world.plan  # one of its name a year
        person = getattr(fresh.home, form.who) if form.who else None
        files = {name: "image" for name, value in form.good(fresh).items() if hasattr(value, "read")}
        given = {name: value for name, value in form.good(fresh).items() if name not in files} | {
            "once": f"{KEY} {form.name}"
        }
        address = form.where(fresh)
        alone, expected = tried(browser(person), address, given, files)
        before = everything()
        answers = clicked(person, address, given, files)
        made = everything() - before
        done += bool(expected)
        found += [f"{form.name}: {one}" for one in wrong(answers, alone)]
        if made != expected and form.name not in AS_OFTEN_AS_ASKED:
            found.append(f"{form.name}: {told(made, expected)}")
    return found, done


@pytest.fixture
def world(scene: Any) -> World:  # noqa: F811
    """The office at work."""
    return World(scene)


def test_four_clicks_on_some_forms_of_every_day_do_what_one_does(world: World) -> None:
    found, done = click_all(world, FORMS[::8])
    assert found == []
    assert done > len(FORMS[::8]) * 0.6


@pytest.mark.long
def test_four_clicks_on_the_forms_of_every_day_do_what_one_does(world: World) -> None:
    found, done = click_all(world, FORMS)
    assert found == []
    assert done > len(FORMS) * 0.8


def test_without_the_keys_some_are_done_several_times(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Done.objects, "create", Done.objects.create)  # put back afterwards
    no_keys()
    some = [
        form
        for form in FORMS
        if form.name in ("act note", "reports word", "public start", "workplan progress")
    ]
    found, _done = click_all(world, some)
    assert len(found) == len(some), found


def click_found(person: Any, form: Found) -> tuple[list[str], bool, HttpResponse]:
    """One form found on a page: what is wrong when it is sent several times, and whether one submission does something."""
    alone, expected = tried(browser(person), form.action, form.given, form.files)
    before = everything()
    answers = clicked(person, form.action, form.given, form.files)
    forget()
    made = everything() - before
    found = [f"{form.name} on {form.page}: {one}" for one in wrong(answers, alone)]
    if made != expected and not set(form.name.split()) & AS_OFTEN_AS_ASKED.keys():
        found.append(f"{form.name} on {form.page}: {told(made, expected)}")
    return found, bool(expected), alone


@pytest.mark.long
def test_four_clicks_on_every_form_that_can_be_reached_do_what_one_does() -> None:
    found: list[str] = []
    done: Counter[bool] = Counter()
    known: set[str] = set()
    for who, person in make_office().items():
        for form in find_forms(who, person):
            if form.name in known:
                continue
            known.add(form.name)
            odd, did, _alone = click_found(person, form)
            found += odd
            done[did] += 1
    tell(
        f"{done.total()} kinds of forms, {done[True]} of them wrote something, each sent {CLICKS} times at once"
    )
    assert found == [], "\n".join(found)
    assert done[True] > 100
