"""Whatever is typed wrong gets a sentence that says what and where; nothing typed is lost, nothing half-done remains."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongjian.core.items import more_time, side
from gongjian.core.items.models import Item
from gongjian.modules.reports.actions.drafting import keep_what, keep_where
from gongjian.modules.reports.follow import token_of
from tests.cast import Cast
from tests.conformance.addresses import registered_models
from tests.journeys.scene import Scene, picture

pytestmark = pytest.mark.django_db
Given = dict[str, Any]
WORKING_STATE = {"Bucket", "SignInSession"}
CHINESE = re.compile(r"[\u4e00-\u9fff]{4,}")
KEY = "the-key-of-this-form"


@dataclass(frozen=True)
class Form:
    """A form as it is sent rightly: by whom, where to, with what. `bad` are wrong values beyond those of the fields."""

    name: str
    who: str
    where: Callable[["World"], str]
    good: Callable[["World"], Given]
    bad: tuple[tuple[str, Callable[["World"], Any]], ...] = ()
    wrong_people: tuple[str, ...] = ("auditor", "stranger")
    once: bool = True


class World:
    """One matter at each point, made when it is asked for."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.home, self.now = scene, scene.cast.home, scene.now
        self.twin = scene.cast.twin
        self._made: dict[str, Any] = {}

    def made(self, name: str) -> Any:
        """The matter of this name; the same one at every call."""
        if name not in self._made:
            self._made[name] = getattr(self, f"_{name}")()
        return self._made[name]

    def __getattr__(self, name: str) -> Any:
        makers = ("new", "other", "dispatched", "handling", "checking", "closed", "plan", "begun", "help", "urging",
                  "handover", "extension", "pause", "granted", "draft")  # fmt: skip
        if name not in makers:
            raise AttributeError(name)
        return self.made(name)

    def _new(self) -> Any:
        return self.scene.reported("楼道灯坏了", name="李四光", phone="13900139000")

    def _other(self) -> Any:
        return self.scene.reported("楼道灯一直不亮")

    def _dispatched(self) -> Any:
        return self.scene.dispatched()

    def _handling(self) -> Any:
        return self.scene.handling()

    def _checking(self) -> Any:
        return self.scene.checking()

    def _closed(self) -> Any:
        return self.scene.closed()

    def _plan(self) -> Any:
        return self.scene.plan()

    def _begun(self) -> Any:
        return self.scene.task(self.plan)

    def _help(self) -> Any:
        unit = self.home.community_unit
        return side.ask_help(
            self.handling.pk, actor=self.home.head, unit=unit, request="请帮忙", now=self.now
        )

    def _urging(self) -> Any:
        return side.urge(self.handling.pk, actor=self.home.secretary, text="请今天办完", now=self.now)

    def _handover(self) -> Any:
        pk = self.scene.handling().pk
        return side.hand_over(
            pk, actor=self.home.head, unit=self.home.partner, request="请来看", now=self.now
        )

    @property
    def clock(self) -> Any:
        """The handling clock of the matter in hand."""
        return self.scene.item(self.handling.pk).clocks.get(name="handle")

    def _extension(self) -> Any:
        asked = {"amount": 2, "unit": "work_days", "reason": "缺料", "now": self.now}
        return more_time.ask_extension(self.clock.pk, actor=self.home.head, **asked)

    def _pause(self) -> Any:
        return more_time.ask_pause(self.clock.pk, actor=self.home.head, reason="等人回家", now=self.now)

    def _draft(self) -> Any:
        draft = keep_what(None, text="井盖破了", pictures=[], without_pictures=False, now=self.now)
        return (
            keep_where(draft, area=self.home.community, place="门口", lat=None, lon=None, now=self.now)
            or draft
        )


def item_form(name: str, who: str, matter: str, good: Callable[[World], Given], **more: Any) -> Form:
    """A move, or an act that begins something."""
    kind = "move" if matter.startswith("move:") else "act"
    attribute = matter.split(":")[-1]

    def where(world: World) -> str:
        pk = getattr(world, attribute).pk
        return (
            reverse("items:move", args=[pk, name])
            if kind == "move"
            else reverse("items:act", args=[pk, name, 0])
        )

    return Form(f"{kind} {name}", who, where, good, **more)


def reply_form(name: str, who: str, row: str, good: Callable[[World], Given]) -> Form:
    """The answer to somebody's request."""

    def where(world: World) -> str:
        asked = getattr(world, row)
        pk = asked.clock.item_id if hasattr(asked, "clock_id") else asked.item_id
        return reverse("items:act", args=[pk, name, asked.pk])

    return Form(f"act {name}", who, where, good)


def report_form(name: str, who: str, matter: str, good: Callable[[World], Given], **more: Any) -> Form:
    """A form of the reports' desk."""

    def where(world: World) -> str:
        return reverse(f"reports:{name}", args=[getattr(world, matter).pk] if matter else [])

    return Form(f"reports {name}", who, where, good, **more)


def public_form(
    name: str, argument: Callable[[World], Any], good: Callable[[World], Given], **more: Any
) -> Form:
    """A form for residents, where nobody is the wrong person."""

    def where(world: World) -> str:
        value = argument(world)
        return reverse(f"public_reports:{name}", args=[] if value is None else [value])

    return Form(f"public {name}", "", where, good, wrong_people=(), **more)


def plan_form(name: str, who: str, matter: str, good: Callable[[World], Given], **more: Any) -> Form:
    """A form of the year's work."""

    def where(world: World) -> str:
        return reverse(f"workplan:{name}", args=[getattr(world, matter).pk] if matter else [])

    return Form(f"workplan {name}", who, where, good, **more)


def photo() -> SimpleUploadedFile:
    """A picture as a browser sends it."""
    return SimpleUploadedFile("a.jpg", picture(), "image/jpeg")


def no_picture(_world: World) -> SimpleUploadedFile:
    """A file that only says that it is a picture."""
    return SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")


def twins_unit(world: World) -> int:
    """A unit of the office next door."""
    return int(world.twin.city_unit.pk)


FOREIGN_UNIT = ("unit", twins_unit)
OUTSIDE_UNIT = ("unit", lambda world: world.home.power.pk)
FORMS = [
    item_form("dispatch", "dispatcher", "move:new", lambda w: {"unit": w.home.city_unit.pk, "note": "请看"},
              bad=(FOREIGN_UNIT, OUTSIDE_UNIT, ("handler", lambda w: w.home.second_head.pk))),
    item_form("accept", "head", "move:dispatched", lambda w: {"note": "收到"},
              bad=(("handler", lambda w: w.home.second_head.pk),)),
    item_form("return_to_desk", "head", "move:dispatched", lambda w: {"note": "不归我们管"}),
    item_form("fix_at_once", "head", "move:handling", lambda w: {"note": "当场换好", "pictures": photo()},
              bad=(("pictures", no_picture), ("pictures", lambda w: "")),),
    item_form("submit", "head", "move:handling", lambda w: {"note": "办好了", "public_note": "办好了。"},
              bad=(("pictures", no_picture),)),
    item_form("refuse", "dispatcher", "move:new", lambda w: {"note": "不归街道管", "public_note": "请找区里。"}),
    item_form("check_pass", "checker", "move:checking", lambda w: {"result": "fixed", "public_note": "修好了。"},
              bad=(("result", lambda w: "merged"),), wrong_people=("auditor", "stranger", "head")),
    item_form("check_fail", "checker", "move:checking", lambda w: {"note": "还在响"}),
    item_form("reopen", "secretary", "move:closed", lambda w: {"note": "又坏了"}),
    item_form("note", "dispatcher", "handling", lambda w: {"note": "打过电话"}),
    item_form("help", "head", "handling", lambda w: {"unit": w.home.community_unit.pk, "request": "请帮忙"},
              bad=(FOREIGN_UNIT, ("unit", lambda w: ""))),
    item_form("hand-over", "head", "handling", lambda w: {"unit": w.home.power.pk, "request": "请检修"},
              bad=(("unit", lambda w: w.home.city_unit.pk), ("unit", lambda w: w.twin.power.pk))),
    item_form("extension", "head", "handling",
              lambda w: {"clock": w.clock.pk, "amount": 2, "unit": "work_days", "reason": "缺料"},
              bad=(("amount", lambda w: 61), ("amount", lambda w: -1), ("amount", lambda w: "1.5"))),
    item_form("pause", "head", "handling", lambda w: {"clock": w.clock.pk, "reason": "等人回家"}),
    item_form("urge", "secretary", "handling", lambda w: {"text": "请今天办完"}),
    reply_form("answer-help", "second_head", "help", lambda w: {"answer": "已去看过"}),
    reply_form("answer-urging", "head", "urging", lambda w: {"answer": "今天办完"}),
    reply_form("accept-hand-over", "partner_contact", "handover", lambda w: {}),
    reply_form("end-hand-over", "partner_contact", "handover", lambda w: {"outcome": "done", "answer": "办好了"}),
    reply_form("decide-extension", "secretary", "extension", lambda w: {"grant": "yes", "answer": "同意"}),
    reply_form("decide-pause", "secretary", "pause", lambda w: {"grant": "no", "answer": "不必停"}),
    report_form("new", "dispatcher", "",
                lambda w: {"channel": "hotline", "external_id": "ZZ1", "title": "噪音", "text": "夜里施工",
                           "area": w.home.community.pk, "place": "门口", "phone": "13900139000", "name": "王五"},
                bad=(("area", lambda w: w.twin.community.pk), ("external_id", lambda w: ""), ("phone", lambda w: "123"),
                     ("channel", lambda w: "web"), ("pictures", no_picture)),
                wrong_people=("auditor", "stranger", "secretary")),
    report_form("sort", "dispatcher", "",
                lambda w: {"report": w.new.pk, "category": w.scene.roads.pk, "unit": w.home.city_unit.pk, "note": "请看"},
                bad=(FOREIGN_UNIT, OUTSIDE_UNIT)),
    report_form("by_phone", "dispatcher", "", lambda w: {"phone": "13900139000"}, bad=(("phone", lambda w: "139001"),),
                once=False),
    report_form("merge", "dispatcher", "new", lambda w: {"into": w.other.item.number, "note": "同一件"},
                bad=(("into", lambda w: w.new.item.number), ("into", lambda w: w.closed.item.number),
                     ("into", lambda w: "9999-0001"))),
    report_form("category", "dispatcher", "new", lambda w: {"category": w.scene.roads.pk}),
    report_form("word", "head", "handling", lambda w: {"text": "师傅已在路上"}),
    report_form("reveal", "dispatcher", "new", lambda w: {"reason": "回电核实"}, bad=(("reason", lambda w: "看"),),
                once=False),
    report_form("new_category", "dispatcher", "", lambda w: {"code": "lamps", "name": "路灯", "order": 5},
                bad=(("code", lambda w: "路灯"), ("lead_unit", twins_unit))),
    report_form("new_template", "dispatcher", "", lambda w: {"title": "已修好", "text": "已经修好。", "active": "on"}),
    public_form("start", lambda w: None, lambda w: {"text": "路灯不亮"}, bad=(("pictures", no_picture),)),
    public_form("where", lambda w: w.draft.pk, lambda w: {"area": w.home.community.pk, "place": "门口"}, once=False,
                bad=(("area", lambda w: w.scene.cast.city.pk), ("lat", lambda w: "95"), ("lon", lambda w: "east"))),
    public_form("reply", lambda w: w.draft.pk, lambda w: {"wants_reply": "yes", "phone": "13900139000", "name": "王五"},
                bad=(("phone", lambda w: ""), ("phone", lambda w: "123")), once=False),
    public_form("rate", lambda w: token_of(w.closed), lambda w: {"verdict": "unsatisfied", "comment": "还在响"}),
    public_form("add", lambda w: token_of(w.handling), lambda w: {"text": "更严重了"}, bad=(("pictures", no_picture),)),
    plan_form("new_plan", "secretary", "",
              lambda w: {"office": w.home.office.pk, "year": timezone.localdate().year, "title": "全年工作"},
              bad=(("office", lambda w: w.twin.office.pk), ("year", lambda w: timezone.localdate().year - 5))),
    plan_form("new_theme", "secretary", "plan", lambda w: {"title": "一个稳定"},
              bad=(("title", lambda w: w.plan.themes.first().title),)),
    plan_form("new_task_in", "secretary", "plan",
              lambda w: {"theme": w.plan.themes.first().pk, "title": "排查", "unit": w.home.city_unit.pk,
                         "due_on": f"{w.plan.year}-05-01", "target": "九小场所", "evidence_needed": "台账"},
              bad=(FOREIGN_UNIT, OUTSIDE_UNIT, ("handler", lambda w: w.home.second_head.pk),
                   ("due_on", lambda w: "2001-01-01"), ("due_on", lambda w: timezone.localdate().isoformat()),
                   ("area", lambda w: w.twin.community.pk))),
    plan_form("progress", "head", "begun", lambda w: {"percent": 50, "text": "完成一半"}),
    plan_form("evidence", "head", "begun", lambda w: {"text": "照片在柜里", "link": "https://example.org/1"},
              bad=(("link", lambda w: "javascript:alert(1)"), ("pictures", no_picture))),
]  # fmt: skip
IN_EVERY_OFFICE = ("reports by_phone", "reports new_category", "reports new_template")
BY_NAME = [pytest.param(one, id=one.name) for one in FORMS]


@pytest.fixture
def world(scene: Scene) -> World:
    """The office at work."""
    return World(scene)


def browser_of(world: World, part: str) -> Client:
    """A browser of somebody of the cast ("": of a resident); an error of the server is an answer."""
    cast = world.scene.cast
    person = (
        getattr(cast, part)
        if part in ("stranger", "outsider")
        else getattr(cast.home, part)
        if part
        else None
    )
    client = cast.client_for(person)
    client.raise_request_exception = False
    return client


def everything() -> dict[str, Any]:
    """How many rows there are of each model, and how every item stands."""
    counts = {
        model.__name__: model._base_manager.count()
        for model in registered_models()
        if model.__name__ not in WORKING_STATE
    }
    return counts | {"items": list(Item.objects.order_by("pk").values_list())}


def sent(client: Client, form: Form, address: str, given: Given) -> HttpResponse:
    """The form as a browser sends it, with a fresh file for every file."""
    for value in given.values():
        if hasattr(value, "seek"):
            value.seek(0)
    return client.post(address, {"once": ""} | given)


def wrong_values(name: str, asked: forms.Field) -> Iterator[Any]:
    """What a person, or a program, might put into a field of this type."""
    if isinstance(asked, forms.FileField | forms.BooleanField):
        return
    if asked.required:
        yield ""
    if isinstance(asked, forms.ModelChoiceField):
        yield from ("999999", "abc", "-1", "9" * 30)
    elif isinstance(asked, forms.ChoiceField):
        yield from ("nonsense", "1' OR '1'='1")
    elif isinstance(asked, forms.IntegerField | forms.FloatField):
        yield from ("many", "1e400", "9" * 30, "-99999")
    elif isinstance(asked, forms.DateField):
        yield from ("31/31/2026", "2026-02-30", "yesterday", "99999-01-01")
    elif isinstance(asked, forms.CharField):
        yield "字" * ((asked.max_length or 5000) + 1)
        if asked.required:
            yield "   \n\t "


def all_wrong(world: World, form: Form, fields: dict[str, forms.Field]) -> Iterator[tuple[str, Any]]:
    """Each wrong value with its field."""
    for name, asked in fields.items():
        for value in wrong_values(name, asked):
            yield name, value
    for name, value in form.bad:
        yield name, value(world)


def lost(page: str, given: Given, *, broken: str) -> list[str]:
    """Words that were typed and stand no longer in the page."""
    plain = unescape(page)
    return [
        name
        for name, value in given.items()
        if isinstance(value, str) and value.strip() and name not in (broken, "once") and value not in plain
    ]


def fields_of(client: Client, form: Form, world: World, address: str) -> dict[str, forms.Field]:
    """The fields, as the page itself offers them."""
    if form.name in ("public rate", "public add"):
        page = client.get(address.removesuffix("rate/").removesuffix("add/"))
        return dict(page.context[f"{form.name.split()[1]}_form"].fields)
    page = client.get(address)
    assert page.status_code == 200, f"{form.name} is not open to {form.who}: {page.status_code}"
    return dict(page.context["form"].fields)


@pytest.mark.parametrize("form", BY_NAME)
def test_wrong_input_gets_a_sentence_and_nothing_is_lost_or_half_done(world: World, form: Form) -> None:
    address, good, client = form.where(world), form.good(world), browser_of(world, form.who)
    fields = fields_of(client, form, world, address)
    tries = list(all_wrong(world, form, fields))
    before, wrong = everything(), []
    for name, value in tries:
        given = good | {name: value}
        answer = sent(client, form, address, given)
        page = answer.content.decode()
        shown = f"{name}={str(value)[:20]!r}"
        if answer.status_code != 422:
            wrong.append(f"{shown} answers {answer.status_code}")
            continue
        told = page.partition('role="alert"')[2].partition("</div>\n  </div>")[0]
        if not CHINESE.search(told):
            wrong.append(f"{shown} is refused without a sentence")
        if gone := lost(page, given, broken=name):
            wrong.append(f"{shown} loses {gone}")
        if (
            name in fields
            and isinstance(value, str)
            and 0 < len(value) < 5000
            and type(fields[name]) is forms.CharField
        ):
            wrong += [f"{shown} is not shown again"] if escape(value.strip()) not in page else []
    assert wrong == [], "\n".join(wrong)
    assert tries or not fields
    assert everything() == before


@pytest.mark.parametrize("form", BY_NAME)
def test_the_same_words_typed_rightly_are_taken_and_sent_twice_count_once(world: World, form: Form) -> None:
    address, good, client = form.where(world), form.good(world), browser_of(world, form.who)
    before = everything()
    first = sent(client, form, address, good | {"once": KEY})
    assert first.status_code in (200, 302), first.content.decode()[:3000]
    after = everything()
    assert (after != before) or form.name == "public where"
    if form.once:
        second = sent(client, form, address, good | {"once": KEY})
        assert second.status_code in (302, 403, 404, 422)
        assert everything() == after


@pytest.mark.parametrize("form", [one for one in BY_NAME if one.values[0].once and one.values[0].who])
def test_a_key_used_for_something_else_is_refused(world: World, form: Form) -> None:
    client = browser_of(world, form.who)
    pk = world.scene.reported("别的事").pk if form.who == "dispatcher" else None
    elsewhere = reverse("reports:category", args=[pk]) if pk else reverse("people:language")
    words = {"category": world.scene.roads.pk} if pk else {"language": "zh-hans"}
    assert client.post(elsewhere, words | {"once": KEY}).status_code == 302
    address, good = form.where(world), form.good(world)
    before = everything()
    answer = sent(client, form, address, good | {"once": KEY})
    assert answer.status_code == 422
    assert CHINESE.search(answer.content.decode().partition('role="alert"')[2][:1500])
    assert everything() == before


@pytest.mark.parametrize(
    ("form", "part"),
    [
        pytest.param(one, part, id=f"{one.name} {part}")
        for one in FORMS
        for part in (
            *one.wrong_people,
            *(("outsider",) if one.who and one.name not in IN_EVERY_OFFICE else ()),
        )
    ],
)
def test_the_wrong_person_changes_nothing(world: World, form: Form, part: str) -> None:
    address, good = form.where(world), form.good(world)
    before = everything()
    answer = sent(browser_of(world, part), form, address, good)
    assert answer.status_code in (403, 404) or (part == "outsider" and answer.status_code in (302, 422))
    assert answer.status_code == 302 or CHINESE.search(answer.content.decode())
    assert everything() == before


WRONG_ORDER = [
    ("dispatcher", "closed", "dispatch", {"note": "再派一次"}),
    ("head", "handling", "accept", {"note": "再收一次"}),
    ("head", "checking", "submit", {"note": "再交一次"}), ("checker", "closed", "check_fail", {"note": "再查一次"}),
    ("secretary", "checking", "reopen", {"note": "先重开"}),
    ("dispatcher", "handling", "refuse", {"note": "不收", "public_note": "不收。"}),
]  # fmt: skip


@pytest.mark.parametrize(("who", "matter", "move", "words"), WRONG_ORDER)
def test_a_step_out_of_order_says_so_and_keeps_the_words(
    world: World, who: str, matter: str, move: str, words: Given
) -> None:
    item = world.scene.item(getattr(world, matter).pk)
    given = words | ({"unit": world.home.city_unit.pk} if move == "dispatch" else {})
    before = everything()
    answer = browser_of(world, who).post(reverse("items:move", args=[item.pk, move]), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert str(item.flow.states[item.state].label) in page.partition('role="alert"')[2]
    assert all(word in page for word in words.values())
    assert everything() == before


@pytest.mark.parametrize("name", ["start", "where", "reply", "rate", "add"])
def test_a_form_with_nothing_in_it_is_no_error(world: World, name: str) -> None:
    form = next(one for one in FORMS if one.name == f"public {name}")
    address, before = form.where(world), everything()
    answer = browser_of(world, "").post(address, {})
    assert answer.status_code in (200, 422)
    assert everything() == before


def test_a_task_of_a_year_that_is_over_is_refused_by_name(world: World, cast: Cast) -> None:
    form = next(one for one in FORMS if one.name == "workplan new_task_in")
    address, day = form.where(world), dt.date(world.plan.year + 1, 1, 1)
    answer = browser_of(world, "secretary").post(address, form.good(world) | {"due_on": day.isoformat()})
    assert answer.status_code == 422
    assert str(world.plan.year) in answer.content.decode().partition('role="alert"')[2]
