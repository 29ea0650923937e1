"""What the journeys share: the office at work, and people who sign in by typing."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from tests.cast import PASSWORD, Cast
from tests.journeys.scene import Scene

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from gongjian.core.people.models import Person

SignIn = Callable[["Person"], "Page"]


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """The office at work, now."""
    return Scene(cast, now=timezone.now())


@pytest.fixture
def sign_in(new_context: Any, live_server: Any) -> Iterator[SignIn]:
    """A browser of the person's own, in which she has typed her name and password; its errors fail the test."""
    errors: list[str] = []

    def enter(person: "Person") -> "Page":
        page = new_context(base_url=live_server.url).new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto("/account/sign-in/")
        page.get_by_label("登录名").fill(person.username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/desk/")
        return page

    yield enter
    assert errors == []
