"""The same rows as map, board and chart: same filters, same scope, same numbers."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gongjian.core.items.models import Item
from gongjian.core.looks import places
from gongjian.modules.reports.models import Report
from tests.cast import Cast
from tests.conformance.growing import grow
from tests.journeys.scene import Scene

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(dt.datetime(2026, 3, 18, 10, 0))
LIST, MOST_QUERIES = "/desk/reports/", 15


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """Seven reports in six states and two communities, over three months; one in the office next door."""
    scene = Scene(cast, now=timezone.now())
    first, second = cast.community, cast.second_community
    scene.reported(lat=34.78, lon=113.67)
    scene.reported(area=second)
    scene.dispatched(lat=34.79, lon=113.68)
    scene.handling(area=second, lat=34.80, lon=113.69)
    scene.checking()
    scene.closed()
    scene.outside(area=cast.grid)
    for number, item in enumerate(Item.objects.order_by("pk")):
        Item.objects.filter(pk=item.pk).update(opened_at=NOW - dt.timedelta(days=13 * number))
    foreign = scene.reported(area=cast.twin_community, lat=34.70, lon=113.60, text="外街道的井盖")
    assert first != second and foreign
    return scene


def look(cast: Cast, name: str, person: Any = None, **query: Any) -> Any:
    client = cast.client_for(person or cast.dispatcher)
    return client.get(LIST, {"look": name, **query})


def total(cast: Cast, url: str) -> int:
    """How many rows the list behind a link has."""
    answer = cast.client_for(cast.dispatcher).get(f"{LIST}{url}")
    assert answer.status_code == 200, url
    assert not answer.context["ledger"].look, url
    return int(answer.context["ledger"].page.total)


def test_the_board_has_five_phases_whose_numbers_add_up(cast: Cast, scene: Scene) -> None:
    phases = look(cast, "board").context["ledger"].looked["phases"]
    assert [(column.phase, column.count) for column in phases] == [
        ("reported", 2), ("dispatched", 1), ("handling", 2), ("checking", 1), ("closed", 1),
    ]  # fmt: skip
    for column in phases:
        assert len(column.cards) == column.count
        for _label, number, url in column.states:
            assert total(cast, url) == number


def test_a_card_offers_the_moves_that_are_mine(cast: Cast, scene: Scene) -> None:
    def moves(person: Any, place: int) -> list[str]:
        phases = look(cast, "board", person).context["ledger"].looked["phases"]
        return [str(label) for card in phases[place].cards for label, _url in card.moves]

    assert "派给" in moves(cast.dispatcher, 0)
    assert moves(cast.auditor, 0) == []


def test_more_than_fits_leads_to_all_of_the_phase(
    cast: Cast, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongjian.core.looks.board.CARDS", 1)
    column = look(cast, "board").context["ledger"].looked["phases"][2]
    assert (len(column.cards), column.count, total(cast, column.more_url)) == (1, 2, 2)


DIMENSIONS = ("state", "area", "unit", "category", "channel", "result")
ASKED: tuple[tuple[dict[str, Any], int], ...] = (
    ({}, 7), ({"state": ["new", "handling", "checking"]}, 4), ({"view": "open"}, 6),
)  # fmt: skip


def test_every_bar_of_the_composition_opens_its_rows(cast: Cast, scene: Scene) -> None:
    for query, everything in ASKED:
        for by in DIMENSIONS:
            chart = look(cast, "chart", by=by, **query).context["ledger"].looked["chart"]
            assert sum(bar.count for bar in chart.bars) == everything == chart.total
            for bar in chart.bars if query == {} or by in ("state", "area") else ():
                assert not bar.url or total(cast, bar.url) == bar.count, bar


@pytest.mark.parametrize(
    ("query", "counts"),
    [({}, {"day": 3, "week": 7, "month": 7}),
     ({"opened_from": "2026-02-05", "opened_to": "2026-03-10"}, {"day": 3, "week": 3, "month": 3})],
    ids=["all", "some days"],
)  # fmt: skip
def test_every_bar_of_the_course_opens_its_rows(
    cast: Cast, scene: Scene, query: dict[str, str], counts: dict[str, int]
) -> None:
    for bucket, expected in counts.items():
        chart = look(cast, "chart", time="opened", bucket=bucket, **query).context["ledger"].looked["chart"]
        assert sum(bar.count for bar in chart.trend) == expected
        for bar in chart.trend:
            assert not bar.count or total(cast, bar.url) == bar.count, bar


def test_the_course_of_closing_counts_closed_ones(cast: Cast, scene: Scene) -> None:
    chart = look(cast, "chart", time="closed").context["ledger"].looked["chart"]
    assert [bar.count for bar in chart.trend] == [1]


def test_an_offices_own_choice_is_a_dimension(cast: Cast, scene: Scene) -> None:
    from gongjian.core.fields.models import CustomField, FieldType, FieldValue
    from gongjian.core.fields.tests.test_fields import make

    field: CustomField = make(cast, "来访方式", FieldType.CHOICE, choices=["来电", "来人"])
    codes = list(field.words())
    items = list(Item.objects.filter(office=cast.office).order_by("pk"))
    for item, code in zip(items, (codes[0], codes[0], codes[1]), strict=False):
        FieldValue.objects.create(item=item, field=field, code=code, changed_at=NOW)
    chart = look(cast, "chart", by=field.name).context["ledger"].looked["chart"]
    assert [bar.count for bar in chart.bars] == [2, 1, 4]
    assert [total(cast, bar.url) for bar in chart.bars] == [2, 1, 4]


def test_the_map_shows_what_has_a_place_and_lists_what_has_none(cast: Cast, scene: Scene) -> None:
    answer = look(cast, "map")
    looked = answer.context["ledger"].looked
    assert (looked["placed"].total, looked["placed"].placed, len(looked["missing"])) == (7, 3, 4)
    assert sum(area.count for area, _url in looked["areas"]) == 7
    points = cast.client_for(cast.dispatcher).get(f"{LIST}{looked['points_url']}").json()["features"]
    assert len(points) == 3
    assert {point["properties"]["icon"] for point in points} <= {sign.icon for sign in places.SIGNS}
    for area, url in looked["areas"]:
        inside = cast.client_for(cast.dispatcher).get(f"{LIST}{url}").context["ledger"].looked["placed"]
        assert inside.total == area.count


def test_the_map_narrows_with_the_filters(cast: Cast, scene: Scene) -> None:
    points = look(cast, "points", state="new").json()["features"]
    assert len(points) == 1
    box = look(cast, "points", box="34.785,113.6,34.9,113.8").json()["features"]
    assert len(box) == 2


def test_many_places_come_as_cells_counted_in_the_database(
    cast: Cast, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MOST_POINTS", 2)
    found = look(cast, "points").json()
    assert found["clustered"]
    assert sum(cell["properties"]["count"] for cell in found["features"]) == 3
    assert "井盖" not in str(found)


LOOKS = ("map", "board", "chart", "points")


def test_next_door_sees_nothing_of_it(cast: Cast, scene: Scene) -> None:
    for name in LOOKS:
        mine = look(cast, name, cast.dispatcher).content.decode()
        theirs = look(cast, name, cast.outsider).content.decode()
        assert "外街道" not in mine and "经五路17号院" not in theirs and "甲一社区" not in theirs


NONSENSE = (
    {"look": "nonsense"}, {"look": "chart", "by": "password"}, {"look": "chart", "bucket": "second"},
     {"look": "chart", "time": "changed_at"}, {"look": "points", "box": "1,2,3"}, {"look": "points", "box": "a,b,c,d"},
     {"look": "points", "box": "9,9,1,1"}, {"look": "points", "box": "nan,0,1,1"}, {"look": "board", "nonsense": "1"},
)  # fmt: skip


def test_what_cannot_be_shown_is_said_in_words(cast: Cast) -> None:
    client = cast.client_for(cast.dispatcher)
    for query in NONSENSE:
        answer = client.get(LIST, query)
        assert answer.status_code == 400, query
        assert answer.context["ledger"].problems


def test_a_list_without_places_offers_no_map(cast: Cast, scene: Scene) -> None:
    client = cast.client_for(cast.secretary)
    looks = [str(tab.label) for tab in client.get(reverse("workplan:tasks")).context["ledger"].looks]
    assert looks == ["表格", "看板", "图表"]
    assert client.get(reverse("workplan:tasks"), {"look": "map"}).status_code == 400
    for name in ("board", "chart"):
        assert client.get(reverse("workplan:tasks"), {"look": name}).status_code == 200
    assert cast.client_for(cast.administrator).get("/desk/clock/", {"look": "chart"}).status_code == 400


def test_an_empty_list_looks_empty_in_every_look(cast: Cast) -> None:
    for name in ("map", "board", "chart"):
        assert look(cast, name).status_code == 200
    assert look(cast, "points").json()["features"] == []


def test_a_look_costs_as_many_queries_at_20_rows_as_at_1_000(cast: Cast, scene: Scene) -> None:
    client, counts = cast.client_for(cast.dispatcher), []
    for number in (20, 980):
        grow(Report, office=cast.office, number=number)
        client.get(LIST)
        for name in LOOKS:
            with CaptureQueriesContext(connection) as seen:
                assert client.get(LIST, {"look": name}).status_code == 200
            counts.append((name, len(seen)))
    assert counts[:4] == counts[4:]
    assert max(number for _name, number in counts) <= MOST_QUERIES, counts
