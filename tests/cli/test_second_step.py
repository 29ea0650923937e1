"""Whoever runs the server helps an administrator who lost her phone and has no colleague to ask."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from gongjian.cli.command import MISUSED, REFUSED, run
from gongjian.core.factors.state import protection_of
from gongjian.core.factors.tests.acts import is_in, knock, with_app
from gongjian.core.people.tests.acts import trail_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    with translation.override("en"):
        yield


def taken_away(name: str) -> int:
    return run(["second-step", "--take-away", name, "--reason", "手机丢失"])


def test_it_is_taken_away_once_and_stands_in_the_trail(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    with_app(cast.administrator)
    assert taken_away("Administrator") == 0
    assert "signs in by the password alone again" in capsys.readouterr().out
    assert not protection_of(cast.administrator).is_on
    assert is_in(knock("administrator"))
    [row] = trail_of("factors.reset")
    assert (row.actor, row.reason) == (None, "手机丢失")
    assert taken_away("administrator") == REFUSED


def test_an_unknown_name_is_said(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert taken_away("nobody") in (MISUSED, REFUSED)
    assert "nobody" in capsys.readouterr().err
