"""Publishing a matter, objecting in its period, the last minute, taking it back."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongjian.core.files.models import Attachment
from gongjian.core.items.models import Item
from gongjian.core.links.models import Link
from gongjian.core.manifest import Module, manifests
from gongjian.core.publicity import registry
from gongjian.core.publicity.actions import choose_pictures, object_to, open_objections, publish, withdraw
from gongjian.core.publicity.kind import PublicKind, PublicPart
from gongjian.core.publicity.models import Objection, Publication
from gongjian.core.refusal import Refused
from gongjian.lib.worktime import SHANGHAI
from tests.cast import Cast
from tests.items import make_item

NOW = dt.datetime(2026, 3, 3, 9, 0, tzinfo=SHANGHAI)
OVER = dt.datetime(2026, 3, 11, 0, 0, tzinfo=SHANGHAI)

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Item:
    """A planned task, of a kind that has a public page with a part of its own."""
    kind = PublicKind(
        "task", "tasks", "年度工作", "web/parts/facts.html", lambda item: {"facts": []},
        summary=lambda item: "一句话", lacking=lambda item: "还没有计划" if item.title == "空" else "",
    )  # fmt: skip
    part = PublicPart("task", "web/parts/empty.html", lambda item: None)
    more = Module(slug="trial", label="trial", publications=(kind,), public_parts=(part,))
    monkeypatch.setattr(registry, "manifests", lambda: (*manifests(), more))
    return make_item(cast, kind="task", title="改造老旧小区，联系 13812345678")


@pytest.fixture
def shown(cast: Cast, task: Item) -> Publication:
    return publish(task, by=cast.secretary, now=NOW)


def test_the_secretary_publishes_once_and_the_title_names_no_number(
    cast: Cast, shown: Publication, task: Item
) -> None:
    again = publish(task, by=cast.secretary, now=NOW, notice_days=0)
    assert again == shown
    assert shown.notice_until == OVER
    assert "13812345678" not in shown.title


@pytest.mark.parametrize(
    ("change", "who", "days", "words"),
    [
        ({}, "clerk", 7, r"own area|本辖区"),
        ({}, "secretary", 61, r"0 to 60|0 到 60"),
        ({"title": "空"}, "secretary", 7, "还没有计划"),
        ({"kind": "report"}, "secretary", 7, r"no public page|没有公开页面"),
    ],
)
def test_what_may_not_be_published_is_refused_in_words(
    cast: Cast, task: Item, change: dict[str, Any], who: str, days: int, words: str
) -> None:
    Item.objects.filter(pk=task.pk).update(**change)
    with pytest.raises(Refused, match=words):
        publish(task, by=getattr(cast, who), now=NOW, notice_days=days)
    assert not Publication.objects.exists()


def test_an_objection_of_the_last_minute_is_a_report_one_moment_later_it_is_too_late(
    cast: Cast, shown: Publication, task: Item
) -> None:
    last = OVER - dt.timedelta(seconds=1)
    taken = object_to(shown, text="钱花在哪里了？", now=last, phone="13900001111")
    assert taken.item.kind == "report"
    assert Link.objects.of(task).get().earlier == ("items.item", task.pk)
    assert open_objections(task) == 1
    with pytest.raises(Refused, match=r"over|已结束"):
        object_to(shown, text="我也有意见", now=OVER)
    assert Objection.objects.count() == 1


def test_everybody_reads_the_page_and_objects_once_however_often_the_button_is_pressed(
    cast: Cast, task: Item
) -> None:
    now = timezone.now()
    shown = publish(task, by=cast.secretary, now=now)
    anyone = Client()
    for name, args in (("public:kinds", []), ("public:list", ["tasks"]), ("public:page", [shown.uid])):
        page = anyone.get(reverse(name, args=args))
        assert page.status_code == 200, name
        assert "13812345678" not in page.content.decode()
    address = reverse("public:object", args=[shown.uid])
    empty = anyone.post(address, {"text": " "})
    assert empty.status_code == 422
    answers = [anyone.post(address, {"text": "没有通知我们楼", "once": "k-1"}) for _press in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    assert Objection.objects.count() == 1
    assert anyone.get(answers[0]["Location"]).status_code == 200
    at_desk = cast.client_for(cast.secretary).get(reverse("publicity:one", args=[shown.pk])).content.decode()
    assert Objection.objects.get().item.number in at_desk


def test_taken_back_it_says_only_that_and_can_be_published_anew(
    cast: Cast, shown: Publication, task: Item
) -> None:
    with pytest.raises(Refused):
        withdraw(shown, why="", by=cast.secretary, now=NOW)
    withdraw(shown, why="数字有误", by=cast.secretary, now=NOW)
    gone = Client().get(reverse("public:page", args=[shown.uid]))
    assert gone.status_code == 410
    assert "数字有误" in gone.content.decode()
    assert "改造老旧小区" not in gone.content.decode()
    with pytest.raises(Refused):
        object_to(shown, text="迟了", now=NOW)
    with pytest.raises(Refused):
        withdraw(shown, why="再来", by=cast.secretary, now=NOW)
    assert publish(task, by=cast.secretary, now=NOW) != shown


def test_only_chosen_pictures_of_this_matter_are_shown(cast: Cast, shown: Publication, task: Item) -> None:
    def picture(item: Item) -> Attachment:
        return Attachment.objects.create(office=item.office, item=item, sha256="0" * 64, size=1, at=NOW)

    mine, other, elsewhere = picture(task), picture(task), picture(make_item(cast))
    assert choose_pictures(shown, chosen=[mine.pk], by=cast.secretary, now=NOW) == 1
    page = Client().get(reverse("public:page", args=[shown.uid])).content.decode()
    assert str(mine.uid) in page
    assert str(other.uid) not in page
    with pytest.raises(Refused):
        choose_pictures(shown, chosen=[elsewhere.pk], by=cast.secretary, now=NOW)
    assert choose_pictures(shown, chosen=[], by=cast.secretary, now=NOW) == 1


def test_the_neighbouring_office_sees_nothing_at_its_desk(cast: Cast, shown: Publication) -> None:
    stranger = cast.client_for(cast.outsider)
    for name, args in (
        ("publicity:one", [shown.pk]),
        ("publicity:withdraw", [shown.pk]),
        ("publicity:publish", [shown.item_id]),
    ):
        assert stranger.get(reverse(name, args=args)).status_code == 404, name
    assert shown.title not in stranger.get(reverse("publicity:list")).content.decode()


def test_publishing_by_the_page(cast: Cast, task: Item) -> None:
    client = cast.client_for(cast.secretary)
    address = reverse("publicity:publish", args=[task.pk])
    answer = client.post(address, {"title": "老旧小区改造", "days": 5})
    assert answer.status_code == 302
    assert Publication.objects.get().title == "老旧小区改造"
    assert client.post(address, {"title": "", "days": 99}).status_code == 422


def test_a_list_of_many_costs_as_many_queries_as_one_of_few(
    cast: Cast, shown: Publication, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for _each in range(30):
        publish(make_item(cast, kind="task", title="一件"), by=cast.secretary, now=NOW)

    def page() -> HttpResponse:
        return Client().get(reverse("public:list", args=["tasks"]))  # type: ignore[return-value]

    with django_assert_max_num_queries(5):
        assert page().status_code == 200
