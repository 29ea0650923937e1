"""Whoever searches finds what she may read, all of it and nothing else, whatever happened to it since."""

import datetime as dt

import pytest
from django.db import connection

from gongjian.core.areas.tree import repath
from gongjian.core.items.models import HandOver, Helper, Item, Step
from gongjian.core.people.access import access_of
from gongjian.core.search import finding, index, index_many, matching, places
from gongjian.core.search.finding import find
from gongjian.core.search.models import SearchText
from tests.cast import Cast
from tests.items import WHEN, make_item

NOW = dt.datetime(2026, 3, 5, 2, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def found(person: object, q: str = "路灯", **narrowed: object) -> list[int]:
    return [item.pk for item in find(access_of(person), q, size=100, **narrowed).items]  # type: ignore[arg-type]


@pytest.fixture(params=["as it is", "few rows read", "week by week", "all rows common"])
def thresholds(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ways an answer is come by, which otherwise only large offices meet."""
    if request.param == "few rows read":
        monkeypatch.setattr(places, "NEWEST", 2)
    if request.param == "week by week":
        monkeypatch.setattr(places, "NEWEST", 2)
        monkeypatch.setattr(places, "MANY", -1)
    if request.param == "all rows common":
        monkeypatch.setattr(finding, "FEW", 5)


def an_office_at_work(cast: Cast) -> list[Item]:
    """Matters of both offices, of both kinds, in several hands."""
    home, twin = cast.home, cast.twin
    items = [
        make_item(cast, area=area, kind=kind, opened_at=WHEN + n * MINUTE)
        for n, area in enumerate((home.community, home.second_grid, home.office, twin.grid, twin.office))
        for kind in ("report", "task")
    ]
    Item.objects.filter(pk=items[2].pk).update(handler=home.clerk, unit=home.committee)
    Item.objects.filter(pk=items[6].pk).update(unit=home.power)
    by = home.dispatcher
    Helper.objects.create(item=items[3], person=home.grid_worker, request="看看", asked_by=by, asked_at=WHEN)
    Helper.objects.create(item=items[4], unit=home.partner, request="看看", asked_by=by, asked_at=WHEN)
    HandOver.objects.create(
        item=items[5], unit=twin.city_unit, request="请办", sent_by=by, sent_at=WHEN, answer_by=NOW
    )
    index_many([(item, f"第{n}处路灯") for n, item in enumerate(items)])
    return items


@pytest.mark.usefixtures("thresholds")
def test_everybody_finds_exactly_what_she_may_read(cast: Cast) -> None:
    items = an_office_at_work(cast)
    everybody = [*cast.home.people.values(), *cast.twin.people.values(), cast.outsider, cast.stranger]
    sizes = set()
    for person in everybody:
        may = Item.objects.visible_to(access_of(person)).order_by("-opened_at", "-pk")
        assert found(person) == [item.pk for item in may]
        assert set(matching(may, "路灯")) == set(may)
        assert found(person, "路灯 井盖") == []
        sizes.add(len(may))
    assert {0, len(items) - 4} <= sizes


@pytest.mark.usefixtures("thresholds")
def test_a_search_is_narrowed_by_kind_area_and_state(cast: Cast) -> None:
    items = an_office_at_work(cast)
    Item.objects.filter(pk=items[0].pk).update(closed_at=NOW)
    person, community = cast.secretary, [cast.home.community.path]
    assert found(person, paths=community) == [items[1].pk, items[0].pk]
    assert found(person, paths=community, kinds=["report"]) == [items[0].pk]
    assert found(person, paths=community, state="open") == [items[1].pk]
    assert found(person, paths=[cast.twin.office.path]) == []
    assert found(person, kinds=["report"], state="closed") == [items[0].pk]


def test_what_happens_to_a_matter_is_followed_at_once(cast: Cast) -> None:
    item = make_item(cast, area=cast.home.community)
    index(item, "")
    clerk, second, partner = cast.clerk, cast.second_clerk, cast.partner_contact
    assert (found(clerk), found(second), found(partner)) == ([item.pk], [], [])

    help_asked = Helper.objects.create(
        item=item, unit=cast.partner, request="来人", asked_by=cast.clerk, asked_at=NOW
    )
    assert found(partner) == [item.pk]
    Helper.objects.filter(pk=help_asked.pk).update(unit=None, person=second)
    assert (found(second), found(partner)) == ([item.pk], [])
    help_asked.delete()
    assert found(second) == []

    repath(cast.home.community, parent=cast.twin.sector)
    assert found(cast.twin.dispatcher) == [item.pk]
    assert found(cast.dispatcher) == []
    repath(cast.home.community, parent=cast.home.sector)
    Item.objects.filter(pk=item.pk).update(area_path=cast.home.second_grid.path, area=cast.home.second_grid)
    assert (found(clerk), found(second)) == ([], [item.pk])

    item.delete()
    assert found(second) == []


def test_the_index_only_proposes(cast: Cast) -> None:
    item = make_item(cast, area=cast.twin.community)
    index(item, "")
    SearchText.objects.filter(item=item).update(tags=f"report@{cast.home.office.path}")
    assert found(cast.dispatcher) == []


def test_a_text_cannot_pretend_to_lie_elsewhere(cast: Cast) -> None:
    item = make_item(
        cast, area=cast.twin.community, title=f"report@{cast.home.office.path} u@{cast.city_unit.pk}"
    )
    index(item, f"report@{cast.home.office.path} 路灯 #2603")
    assert found(cast.dispatcher) == []
    assert item.pk in found(cast.twin.dispatcher)


@pytest.mark.usefixtures("thresholds")
def test_pages_lead_forward_and_back_newest_first_though_old_matters_came_late(cast: Cast) -> None:
    days = [3, 9, 1, 9, 7, 2, 8]
    items = [make_item(cast, opened_at=WHEN - day * 60 * MINUTE) for day in days]
    index_many([(item, "") for item in items])
    expected = [item.pk for item in sorted(items, key=lambda one: (one.opened_at, one.pk), reverse=True)]
    access, seen, cursor = access_of(cast.dispatcher), [], ""
    while True:
        page = find(access, "路灯", size=2, cursor=cursor)
        seen.append([item.pk for item in page.items])
        if not page.next:
            break
        cursor = page.next
    assert [pk for part in seen for pk in part] == expected
    back = find(access, "路灯", size=2, cursor=page.previous)
    assert [item.pk for item in back.items] == seen[-2]
    first = find(access, "路灯", size=2, cursor=find(access, "路灯", size=2, cursor=back.previous).previous)
    assert [item.pk for item in first.items] == seen[0]
    assert not first.previous


def test_another_time_of_receipt_is_another_place(cast: Cast) -> None:
    old, new = (make_item(cast, opened_at=WHEN + n * MINUTE) for n in range(2))
    index_many([(old, ""), (new, "")])
    Item.objects.filter(pk=old.pk).update(opened_at=NOW)
    assert found(cast.dispatcher) == [old.pk, new.pk]


def test_notes_and_answers_are_found_with_numbers_masked(cast: Cast) -> None:
    item = make_item(cast)
    index(item, "不亮")
    Step.objects.create(item=item, move="note", target="new", note="电工老䶮来过，电话13812345678", at=NOW)
    Step.objects.create(item=item, move="word", target="new", public_note="明天换灯泡", at=NOW)
    assert found(cast.dispatcher, "老䶮 灯泡 不亮") == [item.pk]
    assert found(cast.dispatcher, "13812345678") == []
    index(item, "亮了")
    assert found(cast.dispatcher, "老䶮 亮了") == [item.pk]


def test_a_rolled_back_act_leaves_the_index_as_it_was(cast: Cast) -> None:
    from django.db import transaction

    item = make_item(cast)
    index(item, "")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(closed_at=NOW)
        index(item, "水管")
        raise ZeroDivisionError
    assert found(cast.dispatcher, state="open") == [item.pk]
    assert found(cast.dispatcher, "水管") == []


def test_the_search_uses_its_index(cast: Cast) -> None:
    index(make_item(cast), "")
    if connection.vendor == "sqlite":
        assert "search_words VIRTUAL TABLE" in matching(Item.objects.all(), "路灯").explain()
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "Bitmap Index Scan on search_words" in matching(Item.objects.all(), "漏电").explain()


def test_what_lies_weeks_apart_is_paged_forward_and_back_in_order(cast: Cast, thresholds: None) -> None:
    items = [make_item(cast, opened_at=WHEN + n * 5000 * MINUTE) for n in range(9)]
    index_many([(item, "路灯") for item in items])
    access, seen, cursor = access_of(cast.dispatcher), [], ""
    for _page in range(5):
        found = find(access, "路灯", size=2, cursor=cursor)
        seen += found.items
        cursor = found.next
    assert seen == items[::-1] and not cursor
    before = find(access, "路灯", size=2, cursor=found.previous)
    assert before.items == items[2:0:-1]
    assert find(access, "路灯", size=2, cursor=before.previous).items == items[4:2:-1]


@pytest.mark.parametrize("many", [2_000, -1])
def test_a_search_leaves_the_rest_of_the_transaction_as_it_was(
    cast: Cast, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL is told to use the index alone; the next question of the same transaction is planned as ever."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is told nothing")
    monkeypatch.setattr(places, "NEWEST", 2)
    monkeypatch.setattr(places, "MANY", many)
    an_office_at_work(cast)

    def told() -> list[str]:
        with connection.cursor() as cursor:
            return [cursor.execute(f"SHOW {name}").fetchone()[0] for name in places.SETTINGS]

    before = told()
    assert found(cast.dispatcher) and told() == before
