"""The auditor follows one report from its first word to its last, and can change nothing on the way."""

import itertools
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from gongjian.core.items import more_time, side
from gongjian.core.items.acts import ACTS
from gongjian.core.items.models import Item, Step
from gongjian.core.manifest import flows
from gongjian.core.people.models import Holding
from gongjian.core.trail.models import TrailRow
from gongjian.modules.reports.models import Report
from gongjian.modules.reports.views.desk.setting_up import save_template
from tests.cast import Cast
from tests.conformance.addresses import Address, all_addresses, registered_models
from tests.journeys.conftest import SignIn
from tests.journeys.scene import MANHOLE, Scene

NAME, PHONE = "李四光", "13900139000"
SPACES = ("items", "reports", "workplan", "people_desk")
CHANGING = re.compile(r"/(move|act|merge|category|word|publish|reveal|new|progress|evidence)/")
WORKING_STATE = {"SignInSession", "Bucket"}


def test_the_auditor_reads_a_report_from_first_word_to_last(
    cast: Cast, scene: Scene, sign_in: SignIn
) -> None:
    report = scene.closed(name=NAME, phone=PHONE, wants_reply=True)
    scene.reported("树枝挡住了路灯")
    item = scene.item(report.pk)
    page = sign_in(cast.home.auditor)
    page.get_by_role("searchbox").first.fill("井盖")
    page.keyboard.press("Enter")
    found = page.get_by_role("main").get_by_role("link", name=item.title)
    expect(found).to_have_count(1)
    found.click()

    expect(page.get_by_role("heading", level=1)).to_have_text(item.title)
    main = page.get_by_role("main")
    for words in (MANHOLE, "井盖已经换好", "井盖换好了，我们去看过。", "李*", "139****9000"):
        expect(main).to_contain_text(words)
    for words in (NAME, PHONE):
        assert words not in page.content()
    course = page.locator("[aria-labelledby=course] li:not(.next)")
    told = list(Step.objects.filter(item=item).values_list("actor__name", flat=True))
    expect(course).to_have_count(len(told))
    for line, actor in zip(reversed(course.all()), told, strict=True):
        expect(line).to_contain_text(actor or "")
    assert page.locator("main form[method=post], main input[type=file]").count() == 0
    ways = [link.get_attribute("href") or "" for link in main.get_by_role("link").all()]
    assert [way for way in ways if CHANGING.search(way)] == []

    page.goto(reverse("trail:list"))
    page.get_by_text("筛选操作留痕").click()
    page.get_by_label("事项编号").fill(item.number)
    page.get_by_role("button", name="查看").click()
    rows = page.locator("main ul.list > li")
    expect(rows).to_have_count(TrailRow.objects.filter(item=item).count())
    expect(rows.filter(has_not_text=item.number)).to_have_count(0)
    for who in (cast.home.dispatcher, cast.home.head, cast.home.checker):
        expect(rows.filter(has_text=who.name).first).to_be_visible()
    assert page.locator("main form[method=post]").count() == 0


class Ids:
    """Real ids for every argument of an address, so that nothing is refused for want of an object."""

    def __init__(self, scene: Scene) -> None:
        home = scene.cast.home
        self.home = home
        open_reports = [
            scene.reported("楼道灯坏了"),
            scene.dispatched(),
            scene.handling(),
            scene.outside(),
            scene.checking(),
        ]
        self.reports = [one.pk for one in (*open_reports, scene.closed())]
        plan = scene.plan()
        self.plans = [plan.pk]
        self.tasks = [scene.task(plan).pk]
        at, handled = scene.now, self.reports[2]
        clock = scene.item(handled).clocks.get(name="handle")
        self.rows = [
            side.ask_help(handled, actor=home.head, unit=home.community_unit, request="请帮忙", now=at),
            side.urge(handled, actor=home.secretary, text="请今天办完", now=at),
            more_time.ask_extension(
                clock.pk, actor=home.head, amount=1, unit="work_days", reason="缺料", now=at
            ),
        ]
        self.clock = clock.pk
        self.template = save_template(
            office=home.office, template=None, title="已修好", text="已经修好。", category=None, active=True,
            actor=home.dispatcher, now=at,
        )  # fmt: skip

    def of(self, address: Address, argument: str) -> list[Any]:
        """Values worth trying for one argument of an address."""
        space, _colon, name = address.name.partition(":")
        if argument == "name":
            return (
                [*ACTS]
                if name == "act"
                else sorted({move.name for flow in flows().values() for move in flow.moves})
            )
        if argument == "uid":
            return [uuid.UUID(int=7)]
        if argument == "target":
            return [0, *sorted({row.pk for row in self.rows})]
        if argument == "code":
            return ["roads"]
        if space == "people_desk":
            return (
                [Holding.objects.get(person=self.home.head).pk] if name == "end_role" else [self.home.head.pk]
            )
        if space == "workplan":
            return self.plans if name in ("plan_of", "new_theme", "new_task_in") else self.tasks
        if name == "edit_template":
            return [self.template.pk]
        return self.reports if space == "reports" else [*self.reports, *self.tasks]

    def words(self) -> dict[str, Any]:
        """Something sensible for every field that any form has."""
        home, today = self.home, timezone.localdate().isoformat()
        return {
            "note": "改一下", "reason": "有需要", "text": "改一下", "answer": "好的", "request": "帮忙", "title": "新的",
            "public_note": "办好了。", "result": "fixed", "outcome": "done", "grant": "yes", "public": "no",
            "unit": home.city_unit.pk, "handler": home.head.pk, "person": home.head.pk, "clock": self.clock, "amount": 1,
            "category": Report.objects.exclude(category=None)[0].category_id, "report": self.reports[0],
            "into": Item.objects.get(pk=self.reports[1]).number, "phone": PHONE, "channel": "phone", "percent": 50,
            "area": home.community.pk, "place": "门口", "code": "lamps", "name": "路灯", "order": 5, "office": home.office.pk,
            "year": timezone.localdate().year, "due_on": today, "since": today, "until": today, "role": "checker",
            "username": "somebody", "password": "river-lamp-42-bridge", "stand_in": home.dispatcher.pk,
            "away_from": today, "away_until": today,
        }  # fmt: skip


def posting_addresses() -> list[Address]:
    """Where items, reports, the year's work and people can be posted to, but for what residents may send."""
    return [
        one for one in all_addresses()
        if one.name.split(":")[0] in SPACES and not one.foreign and not one.is_public and "POST" in one.view.methods
    ]  # fmt: skip


def filled(address: Address, ids: Ids) -> Iterator[str]:
    """The address with every combination of ids."""
    values = [ids.of(address, argument) for argument in address.converters]
    for chosen in itertools.product(*values):
        yield reverse(address.name, kwargs=dict(zip(address.converters, chosen, strict=True)))


def everything() -> dict[str, Any]:
    """How many rows of each kind there are, and how every item stands."""
    counts = {
        model.__name__: model._base_manager.count()
        for model in registered_models()
        if model.__name__ not in WORKING_STATE
    }
    return counts | {"items": list(Item.objects.order_by("pk").values_list())}


@pytest.mark.django_db
def test_whatever_the_auditor_sends_is_refused_and_changes_nothing(cast: Cast, scene: Scene) -> None:
    ids = Ids(scene)
    client = cast.client_for(cast.home.auditor)
    client.raise_request_exception = False
    before, tried, wrong = everything(), 0, []
    for address in posting_addresses():
        for path in filled(address, ids):
            tried += 1
            status = client.post(path, ids.words()).status_code
            if status not in (403, 404, 405):
                wrong.append(f"{path} answers {status}")
    assert wrong == []
    assert tried > 200
    assert everything() == before


@pytest.mark.django_db
def test_the_same_words_of_somebody_entitled_do_change_something(cast: Cast, scene: Scene) -> None:
    """The control: it is the auditor who is refused, not the words."""
    ids = Ids(scene)
    before = everything()
    note = reverse("items:act", args=[ids.reports[0], "note", 0])
    assert cast.client_for(cast.home.dispatcher).post(note, ids.words()).status_code == 302
    assert everything() != before


@pytest.mark.django_db
def test_no_page_that_the_auditor_opens_offers_a_form(cast: Cast, scene: Scene) -> None:
    ids = Ids(scene)
    client = cast.client_for(cast.home.auditor)
    for address in posting_addresses():
        for path in filled(address, ids):
            assert client.get(path).status_code in (302, 403, 404, 405), f"GET {path}"
