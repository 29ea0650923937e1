"""The desks of several people of one office, each in a browser of its own; what is wrong with any page is kept together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, expect

from gongjian.core.people.models import Person
from tests.browser.test_dispatcher_keyboard import signed_in
from tests.cast import Cast


@dataclass
class Desks:
    """Whoever sits down at one finds the inbox."""

    live_server: Any
    new_context: Any
    cast: Cast
    serious_faults: Callable[[Page], list[str]]
    wrong: list[str] = field(default_factory=list)

    def of(self, person: Person, *, phone: bool = False) -> Page:
        """The person's browser. A form sent back (422) is no complaint; every other error on the console is."""
        size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 800}
        page: Page = self.new_context(viewport=size).new_page()
        page.set_default_timeout(8_000)
        page.on("console", lambda told: self._complain(told.type, told.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        signed_in(page, self.live_server, self.cast, person)
        self.go(page, "/desk/")
        return page

    def go(self, page: Page, path: str) -> None:
        """Open a page by its path, as from a bookmark."""
        page.goto(f"{self.live_server.url}{path}")

    def look(self, page: Page, heading: str = "") -> None:
        """Keep what is wrong with the page as it stands: what axe finds, and scrolling sideways."""
        if heading:
            expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        self.wrong += [f"{page.url}: {fault}" for fault in self.serious_faults(page)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            self.wrong.append(f"{page.url}: scrolls sideways")

    def _complain(self, kind: str, text: str) -> None:
        if kind == "error" and "422" not in text:
            self.wrong.append(text)


def make(page: Page, label: str, **filled: str) -> None:
    """Make a move from the page of its matter: its button, then its form with what is filled in by label, then send it."""
    page.locator("section.ask").get_by_role("link", name=label, exact=True).click()
    for name, text in filled.items():
        page.get_by_label(name).fill(text)
    page.get_by_role("button", name=label, exact=True).click()


def fact(page: Page, label: str) -> Locator:
    """What stands beside a label in a list of facts."""
    return page.locator(f"dt:text-is('{label}') + dd")
