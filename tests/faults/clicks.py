"""Every form that somebody can reach: found by following links, filled in as a person might, and sent."""

import datetime as dt
import io
import random
import re
import threading
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from lxml import html
from lxml.etree import ParserError
from PIL import Image

from gongjian.cli.demo import SEED, seed_of
from gongjian.core.kept_rows import forget_all
from gongjian.core.manifest import manifests
from gongjian.core.people.models import Person
from gongjian.core.people.roles import Role
from tests.cast import give, make_person
from tests.conformance.addresses import all_addresses, registered_models
from tests.conformance.world import everyone_at, offices

WORKING_STATE = {"Bucket", "SignInSession", "Done", "Unsealed"}
PAGES_OF_A_KIND = 3
CLICKS = 4
Given = dict[str, Any]


def make_office() -> dict[str, Person | None]:
    """All that the modules' seeds bring, and who looks at it: everybody's roles in one, the administrator, a resident."""
    with transaction.atomic():  # one wait for the disk instead of thousands
        for manifest in manifests():
            if manifest.seeds:
                seed_of(manifest.seeds)(now=timezone.now(), rng=random.Random(SEED))
    home, _twin = offices()
    administrator = make_person("administrator", username="the-administrator", office=home)
    give(administrator, role=Role.ADMINISTRATOR, area=home)
    return {"insider": everyone_at(home, "insider"), "administrator": administrator, "": None}


def browser(person: Person | None) -> Client:
    """A browser of the person; an error of the server is an answer."""
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    return client


@dataclass
class Found:
    """A form on a page: whose, where, what its fields hold, and what may be put into those that wait to be filled in."""

    who: str
    page: str
    action: str
    name: str
    given: Given = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


def find_forms(who: str, person: Person | None) -> Iterator[Found]:
    """One form of each kind, by following links from all pages without a number in their address."""
    client, seen, kinds, known = browser(person), set[str](), Counter[str](), set[str]()
    starts = [
        reverse(one.name)
        for one in all_addresses()
        if not one.converters and not one.foreign and one.name[-1] != ":"
    ]
    waiting = deque(starts)
    while waiting:
        address = waiting.popleft()
        if address in seen or (kind := kind_of(address)) is None or kinds[kind] >= PAGES_OF_A_KIND:
            continue
        seen.add(address)
        answer = client.get(address)
        if (
            answer.status_code != 200
            or answer.streaming
            or "html" not in answer["Content-Type"]
            or not answer.content
        ):
            continue
        kinds[kind] += 1
        try:
            tree = html.fromstring(answer.content)
        except ParserError:  # a part of a page that has nothing in it
            continue
        waiting.extend(
            urljoin(address, link.get("href")).partition("#")[0]
            for link in tree.iter("a")
            if link.get("href")
        )
        for form in tree.iter("form"):
            if (form.get("method") or "get").lower() == "post":
                for found in filled_in(form, who=who, page=address):
                    if found.name not in known:
                        known.add(found.name)
                        yield found


def kind_of(address: str) -> str | None:
    """The view behind an address with the words in it, without its numbers; None for other sites and for files."""
    split = urlsplit(address)
    if split.netloc or split.scheme not in ("", "http") or "export=" in split.query:
        return None
    try:
        match = resolve(split.path)
    except Resolver404:
        return None
    words = [str(value) for value in match.kwargs.values() if not re.search(r"\d", str(value))]
    return " ".join([match.view_name, *words, *re.findall(r"(?:tab|kind)=\w+", split.query)])


def filled_in(form: Any, *, who: str, page: str) -> Iterator[Found]:
    """The form as often as it has buttons that mean different things."""
    action = urljoin(page, form.get("action") or "")
    base = kind_of(action)
    if base is None:
        return
    given, files = values_of(form)
    buttons = [one for one in form.iter("button") if (one.get("type") or "submit") == "submit"]
    for button in buttons or [None]:
        pressed = (
            {button.get("name"): button.get("value", "")} if button is not None and button.get("name") else {}
        )
        target = (
            urljoin(page, button.get("formaction"))
            if button is not None and button.get("formaction")
            else action
        )
        said = " ".join(f"{name}={value}" for name, value in pressed.items() if not value.isdigit())
        yield Found(who, page, target, f"{kind_of(target)} {said}".strip(), given | pressed, files)


def values_of(form: Any) -> tuple[Given, dict[str, str]]:
    """What a person might fill in: what stands there already, the first choice, or words that fit the field's name."""
    given: Given = {}
    files: dict[str, str] = {}
    for one in form.xpath(".//input|.//select|.//textarea"):
        name, kind = one.get("name"), (one.get("type") or one.tag).lower()
        if not name or name == "csrfmiddlewaretoken" or one.get("disabled") is not None:
            continue
        if kind in ("submit", "button", "image", "reset"):
            continue
        if kind == "file":
            files[name] = one.get("accept") or ""
        elif one.tag == "select":
            options = [option.get("value") or "" for option in one.iter("option") if option.get("value")]
            chosen = [
                option.get("value") for option in one.iter("option") if option.get("selected") is not None
            ]
            given[name] = next((value for value in chosen if value), options[0] if options else "")
        elif kind in ("radio", "checkbox"):
            if (
                one.get("checked") is not None
                or (kind == "radio" and name not in given)
                or kind == "checkbox"
            ):
                given.setdefault(name, one.get("value", "on"))
        else:
            here = (one.text or "") if one.tag == "textarea" else (one.get("value") or "")
            given[name] = here.strip() or words_for(name, kind, one)
    return given, files


LEFT_EMPTY = ("website",)  # a trap for programs
WORDS = {
    "sign_in_name": "new-colleague",
    "phone": "13900139000", "amount": "12.50", "code": "lamps", "year": str(timezone.localdate().year), "email": "a@example.org",
    "link": "https://example.org/1", "url": "https://example.org/1", "lat": "34.77", "lon": "113.68", "percent": "50",
    "username": "new-colleague", "password": "river-lamp-42-bridge",
}  # fmt: skip


def words_for(name: str, kind: str, one: Any) -> str:
    """A value for an empty field."""
    if name in LEFT_EMPTY:
        return ""
    for word, value in WORDS.items():
        if word in name:
            return value
    day = timezone.localdate() + dt.timedelta(days=30)
    if kind == "date":
        return str(one.get("min") or day.isoformat())
    if kind == "datetime-local":
        return f"{day.isoformat()}T09:30"
    if kind == "time":
        return "09:30"
    if kind == "number":
        return str(one.get("min") or 1)
    return f"办公楼门口的路灯不亮{name}"


def everything() -> Counter[str]:
    """How many rows there are of each model, without what only keeps the machinery going."""
    return Counter(
        {
            model.__name__: model._base_manager.count()
            for model in registered_models()
            if model.__name__ not in WORKING_STATE
        }
    )


def upload(accept: str) -> SimpleUploadedFile:
    """A small picture, or a table where no picture is wanted."""
    if "image" in accept or not accept:
        out = io.BytesIO()
        Image.new("RGB", (60, 40), (120, 130, 140)).save(out, "JPEG")
        return SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg")
    return SimpleUploadedFile("a.csv", "编号,标题\n1,路灯\n".encode(), "text/csv")


def send(client: Client, action: str, given: Given, files: dict[str, str]) -> HttpResponse:
    """The form, once; a file is sent anew each time."""
    return client.post(action, given | {name: upload(accept) for name, accept in files.items()})  # type: ignore[return-value]


def tried(
    client: Client, action: str, given: Given, files: dict[str, str]
) -> tuple[HttpResponse, Counter[str]]:
    """What one submission answers and which rows it makes, in a transaction that is taken back."""
    before = everything()
    with transaction.atomic():
        answer = send(client, action, given, files)
        after = everything()
        transaction.set_rollback(True)
    forget()
    return answer, after - before


def forget() -> None:
    """What this process remembers of rows that were taken back."""
    cache.clear()
    forget_all()


def clicked(
    person: Person | None, action: str, given: Given, files: dict[str, str], *, times: int = CLICKS
) -> list[HttpResponse]:
    """The answers of the same form sent several times at the same instant, each from a line of its own of one browser."""
    first = browser(person)
    start, answers = threading.Barrier(times), list[HttpResponse]()

    def click() -> None:
        client = Client(raise_request_exception=False)
        client.cookies = first.cookies
        connection.ensure_connection()
        start.wait()
        try:
            answers.append(send(client, action, given, files))
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
