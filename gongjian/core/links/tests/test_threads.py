"""Tying matters, reading threads both ways, and what an outsider sees of them."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.core.items.models import Item
from gongjian.core.links import doctor
from gongjian.core.links.actions import link, unlink
from gongjian.core.links.models import ITEM, Link, LinkKind
from gongjian.core.links.walking import chain_of, thread_of
from gongjian.core.people.access import access_of
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.lib.worktime import SHANGHAI
from tests.cast import Cast
from tests.items import make_item

NOW = dt.datetime(2026, 3, 3, 9, 0, tzinfo=SHANGHAI)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(cast: Cast) -> list[Item]:
    """Two reports, a task that came of both, and a task that came of that one."""
    first, second = make_item(cast, title="楼道灯不亮"), make_item(cast, title="楼道太黑")
    project, payment = (
        make_item(cast, title="楼道亮灯", kind="task"),
        make_item(cast, title="买灯", kind="task"),
    )
    for report in (first, second):
        link(project, to=report, kind=LinkKind.ORIGIN, by=cast.clerk, now=NOW)
    link(payment, to=project, kind=LinkKind.PAYS, by=cast.clerk, now=NOW)
    return [first, second, project, payment]


def test_from_the_payment_back_to_both_residents_and_forward_again(cast: Cast, chain: list[Item]) -> None:
    first, second, _project, payment = chain
    access = access_of(cast.secretary)
    back = thread_of((ITEM, payment.pk), access)
    assert back is not None
    assert [knot.face.title for knot in back.knots()] == ["楼道亮灯", "楼道灯不亮", "楼道太黑"]
    assert all(knot.earlier for knot in back.knots())
    forward = thread_of((ITEM, first.pk), access)
    assert forward is not None
    assert [(knot.face.title, knot.earlier) for knot in forward.knots()] == [
        ("楼道亮灯", False),
        ("买灯", False),
    ]
    assert second.title not in {knot.face.title for knot in forward.knots()}


def test_a_link_said_twice_is_there_once(cast: Cast, chain: list[Item]) -> None:
    _first, _second, project, payment = chain
    again = link(payment, to=project, kind=LinkKind.PAYS, by=cast.head, now=NOW)
    assert again.by == cast.clerk
    assert Link.objects.count() == 3
    assert TrailRow.objects.filter(action="links.link").count() == 3
    with pytest.raises(IntegrityError):
        Link.objects.create(
            kind=again.kind,
            source_model=ITEM,
            source_id=payment.pk,
            target_model=ITEM,
            target_id=project.pk,
            at=NOW,
        )


def test_a_matter_is_linked_neither_with_itself_nor_with_another_office(
    cast: Cast, chain: list[Item]
) -> None:
    elsewhere = make_item(cast, area=cast.twin_community)
    with pytest.raises(Refused, match=r"itself|自己"):
        link(chain[0], to=chain[0], kind=LinkKind.ORIGIN, by=cast.clerk, now=NOW)
    with pytest.raises(Refused, match=r"same office|同一街道"):
        link(chain[0], to=elsewhere, kind=LinkKind.ORIGIN, by=cast.clerk, now=NOW)


def test_taken_off_with_a_reason_it_is_gone_from_the_thread_and_can_be_tied_anew(
    cast: Cast, chain: list[Item]
) -> None:
    project, payment = chain[2:]
    found = Link.objects.going_out(payment).get()
    with pytest.raises(Refused):
        unlink(found, reason=" ", by=cast.head, now=NOW)
    unlink(found, reason="记错了", by=cast.head, now=NOW)
    with pytest.raises(Refused):
        unlink(found, reason="再来一次", by=cast.head, now=NOW)
    thread = thread_of((ITEM, payment.pk), access_of(cast.secretary))
    assert thread is not None
    assert not thread.count
    assert TrailRow.objects.get(action="links.unlink").reason == "记错了"
    assert link(payment, to=project, kind=LinkKind.PAYS, by=cast.head, now=NOW).pk != found.pk


def test_what_one_may_not_read_is_not_in_the_thread_nor_what_lies_behind_it(
    cast: Cast, chain: list[Item]
) -> None:
    first, _second, project, payment = chain
    Item.objects.filter(pk=project.pk).update(
        area=cast.second_community, area_path=cast.second_community.path
    )
    thread = thread_of((ITEM, first.pk), access_of(cast.clerk))
    assert thread is not None
    assert not thread.count
    assert thread_of((ITEM, project.pk), access_of(cast.clerk)) is None
    page = cast.client_for(cast.clerk).get(reverse("links:thread", args=[ITEM, first.pk]))
    assert page.status_code == 200
    assert payment.title not in page.content.decode()
    assert (
        cast.client_for(cast.outsider).get(reverse("links:thread", args=[ITEM, first.pk])).status_code == 404
    )


def test_the_strip_shows_what_is_near_and_costs_one_query_where_nothing_hangs(
    cast: Cast, chain: list[Item]
) -> None:
    access = access_of(cast.secretary)
    strip = chain_of((ITEM, chain[2].pk), access)
    assert [(cell["text"], cell.get("more", 0)) for cell in strip] == [
        ("楼道灯不亮", 1), ("楼道亮灯", 0), ("买灯", 0),
    ]  # fmt: skip
    lonely = make_item(cast)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert chain_of((ITEM, lonely.pk), access) == []
    assert len(asked) == 1


@pytest.mark.parametrize("number", [3, 60])
def test_a_threads_queries_do_not_grow_with_its_rows(cast: Cast, number: int) -> None:
    project = make_item(cast, kind="task")
    for _each in range(number):
        link(project, to=make_item(cast), kind=LinkKind.ORIGIN, by=None, now=NOW)
    access = access_of(cast.secretary)
    with CaptureQueriesContext(connection) as asked:
        thread = thread_of((ITEM, project.pk), access)
    assert thread is not None
    assert thread.count == number
    assert len(asked) <= 5


def test_the_clerk_ties_and_takes_off_on_the_page_a_checker_cannot(cast: Cast) -> None:
    report, other = make_item(cast), make_item(cast, title="另一件")
    client, tie = cast.client_for(cast.clerk), reverse("links:tie", args=[report.pk])
    wrong = client.post(tie, {"kind": "origin", "number": "GJ0000-1"})
    assert wrong.status_code == 422
    done = client.post(tie, {"kind": "origin", "number": other.number.lower(), "note": "入户时提到"})
    assert done.status_code == 302
    page = client.get(done["Location"]).content.decode()
    assert "另一件" in page
    assert "入户时提到" in page
    found = Link.objects.get()
    assert (
        client.post(reverse("links:take_off", args=[report.pk, found.pk]), {"reason": "错了"}).status_code
        == 302
    )
    assert not Link.objects.live().exists()
    assert cast.client_for(cast.checker).get(tie).status_code == 404


def test_programs_read_the_same_thread(cast: Cast, chain: list[Item]) -> None:
    answer = cast.client_for(cast.secretary).get(f"/api/v1/links/items.item/{chain[3].pk}/").json()
    assert [(row["title"], row["side"]) for row in answer["rows"]] == [
        ("楼道亮灯", "earlier"), ("楼道灯不亮", "earlier"), ("楼道太黑", "earlier"),
    ]  # fmt: skip
    assert answer["rows"][1]["before_id"] == chain[2].pk
    assert cast.client_for(cast.outsider).get(f"/api/v1/links/items.item/{chain[3].pk}/").status_code == 404


def test_the_doctor_names_a_link_whose_end_is_gone(cast: Cast, chain: list[Item]) -> None:
    assert doctor.check_links().grade == "good"
    Link.objects.filter(target_id=chain[2].pk).update(target_id=987_654)
    assert doctor.check_links().grade == "bad"
