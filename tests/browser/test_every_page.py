"""Everybody opens every page that her menu and its links lead to, on a phone and on a desk, by day and by night."""

import fcntl
import json
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from tests.browser.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
ROLES = {
    "secretary": 25, "dispatcher": 35, "head": 30, "clerk": 25, "grid_worker": 20, "checker": 20, "partner_contact": 8,
    "branch_secretary": 8, "finance_clerk": 8,
    "auditor": 20, "administrator": 25,
}  # fmt: skip
MOST_OF_A_KIND = 1
DETAILS = ("reports:detail", "workplan:detail", "public_reports:follow")
MOST_DETAILS = 8
NAMES_OF_COLUMNS = {
    "areas:bring": {"code", "name", "parent", "level"},
    "public_reports:open_data_fields": {
        "answer", "category", "code", "community", "days", "key", "no", "partly", "received", "result", "satisfied", "state",
        "text", "time", "unsatisfied", "yes",
    },
}  # fmt: skip
NO_PAGES = (
    "files:", "public_reports:points", "public_reports:answers_feed", "programmes_public:activities", "areas_public:",
)  # fmt: skip
ALIKE = ("measures:one", "ledgers:keep", "bulk:begin", "papers:for_ledger")
TELLING = ("tab", "look", "template")

LATIN = re.compile(r"[A-Za-z][a-z]+(?:[ '’-]+[A-Za-z]+)+|[A-Za-z]{3,}")
LATIN_IS_FINE = re.compile(
    r"https?://\S+|localhost\S*|\b(?:Ctrl|Enter|English)\b|PDF|CSV|Excel|Word|docx|xls[xmb]?|ods|"
    r"GONGJIAN_[A-Z_…]+|gongjian [a-z]+(?: --[a-z]+)?|UTF-8|BOM|GJ[\d-]+|\b[a-z]+\.[a-z_]+\b|roads|EN\s*glish|SHA-256|[0-9a-f]{32,}|"
    r"Open311(?: GeoReport v2)?|JSON|XML|jurisdiction_id|service_code|api_key|…[\w-]{4}(?=\s)|"
    r"\b(?:administrator|secretary|second_head|head|dispatcher|second_clerk|clerk|grid_worker|checker|"
    r"branch_secretary|finance_clerk|partner_contact|auditor|resident|stranger|outsider)\b"
)
SEEN = """() => {
  const foreign = [...document.querySelectorAll('main [lang="en"]')];  // spoken as English, and meant to be
  for (const one of foreign) one.hidden = true;
  const said = [document.title, document.body.innerText];
  for (const one of foreign) one.hidden = false;
  for (const one of document.querySelectorAll('[aria-label],[placeholder],[title],[alt]')) {
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) said.push(one.getAttribute(name) || '');
  }
  const parts = (document.querySelector('main') || document.body).querySelectorAll('*');
  return {
    headings: document.querySelectorAll('h1').length,
    texts: said.join('\\n'),
    bones: [...new Set([...parts].map((one) => one.tagName + '.' + (one.getAttribute('class') || '')))],
    links: [...document.querySelectorAll('a[href]:not([download])')].map((one) => one.href),
  };
}"""
TOO_WIDE = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return '';
  const out = [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
  return wide + ' px: ' + out.slice(0, 3).map((one) => one.tagName + '.' + one.className).join(', ');
}"""

pytestmark = pytest.mark.usefixtures("db")
Ask = Callable[..., list[str]]
CONTRAST = "color-contrast"
ANY_KIND = ""


class LookedAt:
    """The parts of pages that axe was asked about, by kind of page; the processes of one test run keep them together."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def add(self, kind: str, parts: set[str]) -> tuple[bool, bool]:
        """Whether some of the parts are new to this kind, and whether some are new to every kind; then they are not."""
        with self._file.open("a+") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            held.seek(0)
            known = json.loads(held.read() or "{}")
            new = tuple(not parts <= set(known.get(name, [])) for name in (kind, ANY_KIND))
            for name in (kind, ANY_KIND):
                known[name] = sorted(parts | set(known.get(name, [])))
            held.truncate(0)
            held.write(json.dumps(known))
        return new


@pytest.fixture
def db(served: Served) -> None:
    """In place of pytest-django's: what the module has written stays until the module is done."""


@dataclass
class Round:
    """One person's walk through the pages: what she opened, and what was wrong there."""

    served: Served
    context: "BrowserContext"
    faults_of: Ask
    seen: dict[str, list[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def walk(self, starts: list[str]) -> None:
        """From the given addresses to whatever they link to, one of each kind of page."""
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self._listen()
        queue = deque(starts)
        while queue:
            url = queue.popleft()
            kind = self._kind(url)
            if kind is None or not self._wants(kind, url):
                continue
            self.seen.setdefault(kind, []).append(_bare(url))
            queue.extend(self._open(kind, url))

    def _kind(self, url: str) -> str | None:
        """The name of the page, with what makes it a different one; None for other places and for files."""
        parts = urlsplit(url)
        if parts.netloc and not self.served.url.endswith(parts.netloc):
            self.wrong.append(f"a link leads out of the house: {url}")
            return None
        try:
            match = resolve(parts.path)
        except Resolver404:
            self.wrong.append(f"a link leads nowhere: {url}")
            return None
        if match.view_name.startswith(NO_PAGES) or "export" in parts.query:
            return None
        query = parse_qs(parts.query)
        if match.view_name in ALIKE:
            return match.view_name
        more = [str(value) for name, value in match.kwargs.items() if name == "name"]
        more += [query[name][0] for name in TELLING if name in query]
        return " ".join([match.view_name, *more])

    def _wants(self, kind: str, url: str) -> bool:
        before = self.seen.get(kind, [])
        most = MOST_DETAILS if kind in DETAILS else MOST_OF_A_KIND
        return _bare(url) not in before and len(before) < most

    def _listen(self) -> None:
        def console(message: Any) -> None:
            if message.type in ("error", "warning"):
                self._blame(f"console: {message.text} {message.location.get('url', '')}")

        def request(asked: Any) -> None:
            if not asked.url.startswith((self.served.url, "data:", "blob:")):
                self._blame(f"asks another host: {asked.url}")

        self.page.on("console", console)
        self.page.on("pageerror", lambda error: self._blame(f"script: {error}"))
        self.page.on("request", request)

    def _blame(self, words: str) -> None:
        self.wrong.append(f"{self.here}: {words}")

    here = ""

    def _open(self, kind: str, url: str) -> list[str]:
        self.here = url
        answer = self.page.goto(url)
        if answer is None or answer.status >= 400:
            self._blame(f"answers {answer and answer.status}")
            return []
        if "html" not in answer.headers.get("content-type", ""):
            return []
        seen = self.page.evaluate(SEEN)
        if seen["headings"] != 1:
            self._blame(f"has {seen['headings']} h1")
        latin = set(LATIN.findall(LATIN_IS_FINE.sub(" ", seen["texts"])))
        for words in sorted(latin - NAMES_OF_COLUMNS.get(kind, set())):
            self._blame(f"speaks English: {words}")
        self._look(kind, set(seen["bones"]))
        return [one.partition("#")[0] for one in seen["links"] if one.startswith("http")]

    def _look(self, kind: str, bones: set[str]) -> None:
        """Whether it fits both sizes; what axe says, unless it was asked about pages of this kind with the same parts.

        Axe takes its time, and most of it for contrasts: they are asked for by day and by night where there is a part that
        no page had before. The first page of each round is asked about in every look.
        """
        first = len(self.seen) == 1
        looked_at = LookedAt(Path(settings.HOME) / "looked-at.json")
        new, unlike = (first or one for one in looked_at.add(kind, bones))
        for size, name in ((PHONE, "phone"), (DESK, "desk")):
            self.page.set_viewport_size(size)
            if wide := self.page.evaluate(TOO_WIDE):
                self._blame(f"scrolls sideways on a {name} by {wide}")
            if first or (new and size == PHONE):
                self._ask(name, without="" if unlike else CONTRAST)
        if unlike:
            self.page.emulate_media(color_scheme="dark")
            self._ask("desk at night", only=CONTRAST)
            self.page.emulate_media(color_scheme="light")

    def _ask(self, look: str, **rules: str) -> None:
        for fault in self.faults_of(self.page, **rules):
            self._blame(f"{look}: {fault}")


def _bare(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + "?" + parts.query


@pytest.mark.parametrize("part", ROLES)
def test_everybody_can_use_every_page_she_reaches(
    part: str, served: Served, new_context: Any, serious_faults: Ask
) -> None:
    context = new_context(base_url=served.url, viewport=DESK, reduced_motion="reduce")
    context.add_cookies(served.cookies_of(getattr(served.cast.home, part)))
    person = getattr(served.cast.home, part)
    slips = [url for url in served.desk if "slip" not in url or _own(url, person)]
    walk = Round(served, context, serious_faults)
    walk.walk(["/desk/", *slips])
    assert walk.wrong == [], "\n".join(walk.wrong)
    assert len(walk.seen) >= ROLES[part], sorted(walk.seen)


def _own(url: str, person: Any) -> bool:
    from gongjian.core.items.models import Item

    return Item.objects.filter(pk=resolve(url).kwargs["pk"], reporter=person).exists()


def test_a_resident_can_use_every_public_page(served: Served, new_context: Any, serious_faults: Ask) -> None:
    context = new_context(base_url=served.url, viewport=DESK, reduced_motion="reduce")
    walk = Round(served, context, serious_faults)
    walk.walk(served.public)
    assert walk.wrong == [], "\n".join(walk.wrong)
    assert len(walk.seen) >= 9, sorted(walk.seen)


def test_faults_are_found_where_there_are_some(page: Any, serious_faults: Ask) -> None:
    """The control: a form without a name for its field, a text that nobody can read by night."""
    page.set_content(
        '<html lang="zh"><title>t</title><main><h1>h</h1><style>@media (prefers-color-scheme: dark) '
        "{ p { color: #111; background: #000 } }</style><p>看不见</p><input></main></html>"
    )
    assert [one.partition(":")[0] for one in serious_faults(page)] == ["label"]
    assert [one.partition(":")[0] for one in serious_faults(page, without=CONTRAST)] == ["label"]
    page.emulate_media(color_scheme="dark")
    assert [one.partition(":")[0] for one in serious_faults(page, only=CONTRAST)] == [CONTRAST]
