"""Paging by the last row seen: every row once, forwards and back, whatever happens meanwhile."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext

from gongjian.core import quick
from gongjian.core.items.models import Item
from gongjian.core.items.models import item as models
from gongjian.core.ledgers import page
from gongjian.core.ledgers.page import Page, count_of, in_order, order_of, page_of
from gongjian.core.ledgers.walking import Reach, keys_in_order, names_of
from gongjian.core.people.access import access_of
from gongjian.core.quick import COUNT_CAP, quick_count
from gongjian.core.refusal import Refused
from gongjian.modules.reports.models import Report
from tests.cast import Cast, make_unit
from tests.items import WHEN, make_item

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def rows(cast: Cast) -> QuerySet[Item]:
    """Seventeen items: three to the hour, every other one without a due date."""
    for number in range(17):
        due = WHEN + number * HOUR if number % 2 else None
        make_item(cast, title=f"事 {number % 4}", opened_at=WHEN + number // 3 * HOUR, due_at=due)
    return Item.objects.all()


def walk(rows: QuerySet[Any], sort: str, path: str, *, size: int = 5, back_from: str = "") -> list[Page]:
    """All pages from the first (or all before a cursor)."""
    pages, cursor = [], back_from
    while True:
        page = page_of(rows, sort=sort, path=path, size=size, cursor=cursor)
        pages.append(page)
        cursor = page.previous if back_from else page.next
        if not cursor:
            return pages


SORTS = [
    ("opened", "opened_at"),
    ("due", "due_at"),
    ("title", "title"),
    ("unit", "unit__name"),
    ("area", "area__name"),
]


@pytest.mark.parametrize("falling", [False, True])
@pytest.mark.parametrize(("name", "path"), SORTS)
def test_every_row_is_shown_once_in_order(rows: QuerySet[Item], name: str, path: str, falling: bool) -> None:
    sort = f"-{name}" if falling else name
    pages = walk(rows, sort, path)
    seen = [row.pk for page in pages for row in page.rows]
    key = F(path).desc(nulls_last=True) if falling else F(path).asc(nulls_last=True)
    assert seen == list(rows.order_by(key, "-pk" if falling else "pk").values_list("pk", flat=True))
    assert [page.first_number for page in pages] == [1, 6, 11, 16]
    assert [page.total for page in pages] == [17] * 4


@pytest.mark.parametrize("falling", [False, True])
@pytest.mark.parametrize("size", [2, 5, 9])
def test_very_many_rows_are_walked_name_by_name_in_the_same_order(
    cast: Cast, rows: QuerySet[Item], size: int, falling: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two names asked for one by one and the others together; two units bear the same name, some rows have none."""
    monkeypatch.setattr(page, "NAMES", 2)
    monkeypatch.setattr(page, "quick_count", lambda _rows: (COUNT_CAP, True))
    units = [
        make_unit(name, office=cast.office, kind="department") for name in ("乙站", "甲站", "丙站", "丁站")
    ]
    units.append(make_unit("甲站", office=cast.twin.office, kind="department"))
    for number, row in enumerate(rows.order_by("pk")):
        Item.objects.filter(pk=row.pk).update(unit=units[number % 5] if number % 4 else None)
    sort = "-unit" if falling else "unit"
    pages = walk(rows, sort, "unit__name", size=size)
    seen = [row.pk for one in pages for row in one.rows]
    key = F("unit__name").desc(nulls_last=True) if falling else F("unit__name").asc(nulls_last=True)
    sign = "-" if falling else ""
    assert seen == list(rows.order_by(key, f"{sign}unit_id", f"{sign}pk").values_list("pk", flat=True))
    back = walk(rows, sort, "unit__name", size=size, back_from=pages[-1].previous)
    assert [[row.pk for row in one.rows] for one in back] == [
        [row.pk for row in one.rows] for one in reversed(pages[:-1])
    ]


@pytest.mark.parametrize("outside", [500, 1])
@pytest.mark.parametrize("falling", [False, True])
@pytest.mark.parametrize("path", ["unit__name", "handler__name", "area__path"])
def test_names_out_of_reach_are_passed_over_and_no_row_is(
    cast: Cast, path: str, falling: bool, outside: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clerk reads her community and, elsewhere, what she or her unit handles: by each name she is shown the same rows as
    when all of them are sorted. With more in her hands elsewhere than are named one by one, all names are asked for."""
    monkeypatch.setattr("gongjian.core.ledgers.walking.MOST_OUTSIDE", outside)
    home = cast.home
    units = [make_unit(name, office=cast.office, kind="department") for name in ("乙站", "甲站", "丙站")]
    for number in range(24):
        mine = number % 8 == 5
        make_item(
            cast,
            area=home.second_community if number % 2 else (home.community, home.grid)[number // 2 % 2],
            unit=units[number % 3] if number % 4 else None,
            handler=cast.clerk if mine else (cast.head, cast.second_clerk, None)[number % 3],
        )
    access = access_of(cast.clerk)
    rows = Item.objects.visible_to(access)
    key, _step, _field = path.partition("__")
    reach = Reach((home.community.path,), access)
    names = names_of(rows, path)
    assert names is not None
    wanted = rows.exclude(**{f"{key}_id": None})
    passed = keys_in_order(names, falling=falling, beyond=None, limit=99, reach=reach)
    if outside > 1:
        assert set(passed) == set(wanted.values_list(f"{key}_id", flat=True))
    seen: list[int] = []
    cursor = ""
    while cursor or not seen:
        page = page_of(
            rows,
            sort="-x" if falling else "x",
            path=path,
            size=3,
            cursor=cursor,
            count=(COUNT_CAP, True),
            reach=reach,
        )
        seen += [row.pk for row in page.rows]
        cursor = page.next
    sign = "-" if falling else ""
    name = F(path).desc(nulls_last=True) if falling else F(path).asc(nulls_last=True)
    # rows without a name come last, by their keys alone
    whole = [*wanted.order_by(name, f"{sign}{key}_id", f"{sign}area_path", f"{sign}pk")]
    whole += rows.filter(**{f"{key}_id": None}).order_by(f"{sign}pk")
    assert seen == [row.pk for row in whole] and 12 < len(seen) < 24


@pytest.mark.parametrize("falling", [False, True])
@pytest.mark.parametrize(("name", "path"), SORTS)
def test_the_way_back_shows_the_same_pages(rows: QuerySet[Item], name: str, path: str, falling: bool) -> None:
    sort = f"-{name}" if falling else name
    forwards = walk(rows, sort, path)
    back = walk(rows, sort, path, back_from=forwards[-1].previous)
    assert [[row.pk for row in page.rows] for page in back] == [
        [row.pk for row in page.rows] for page in reversed(forwards[:-1])
    ]
    assert not back[-1].previous
    assert back[-1].first_number == 1


def test_rows_that_come_meanwhile_shift_nothing(cast: Cast, rows: QuerySet[Item]) -> None:
    first = page_of(rows, sort="-opened", path="opened_at", size=5)
    make_item(cast, title="刚来的", opened_at=WHEN + 90 * HOUR)
    second = page_of(rows, sort="-opened", path="opened_at", size=5, cursor=first.next)
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}
    assert second.rows[0].opened_at <= first.rows[-1].opened_at


def test_a_page_costs_as_many_queries_however_deep(rows: QuerySet[Item]) -> None:
    """The rows and their number; PostgreSQL is asked before how dear counting would be."""
    last = walk(rows, "opened", "opened_at")[-2]
    for cursor in ("", last.next):
        with CaptureQueriesContext(connection) as seen:
            page_of(rows, sort="opened", path="opened_at", size=5, cursor=cursor)
        assert len(seen) == (3 if connection.vendor == "postgresql" else 2)


def test_a_cursor_holds_only_for_its_own_order_and_cannot_be_made(rows: QuerySet[Item]) -> None:
    cursor = page_of(rows, sort="opened", path="opened_at", size=5).next
    wrong = [
        ("-opened", cursor),
        ("opened", cursor[:-2] + "AA"),
        ("opened", "x"),
        ("opened", "字"),
        ("opened", "A" * 5000),
    ]
    for sort, given in wrong:
        with pytest.raises(Refused):
            page_of(rows, sort=sort, path="opened_at", size=5, cursor=given)


def test_counting_stops_at_the_cap(rows: QuerySet[Item]) -> None:
    assert count_of(rows) == (17, False)
    assert count_of(rows, cap=17) == (17, False)
    assert count_of(rows, cap=16) == (16, True)
    assert COUNT_CAP >= 10_000


def test_an_empty_list_is_one_page(cast: Cast) -> None:
    page = page_of(Item.objects.all(), sort="opened", path="opened_at", size=5)
    assert (page.rows, page.next, page.previous, page.total) == ([], "", "", 0)


def test_the_first_sort_column_alone_bounds_the_search(rows: QuerySet[Item]) -> None:
    """So that an index on it serves a page however deep it lies."""
    cursor = page_of(rows, sort="-opened", path="opened_at", size=5).next
    with CaptureQueriesContext(connection) as seen:
        page_of(rows, sort="-opened", path="opened_at", size=5, cursor=cursor)
    assert '"opened_at" <= ' in seen.captured_queries[-1]["sql"]


def test_a_count_that_takes_too_long_is_given_up_and_said(
    rows: QuerySet[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert quick_count(rows) == (17, False)
    assert quick_count(rows, 16) == (16, True)
    assert quick_count(rows.none()) == (0, False)
    monkeypatch.setattr(quick, "STEP", 5)
    monkeypatch.setattr(quick, "MOST_STEPS", 10)
    monkeypatch.setattr(quick, "MOST_COST", 0.001)
    assert quick_count(rows)[1]
    page = page_of(rows, sort="opened", path="opened_at", size=5)
    assert page.capped and page.total >= 5
    assert rows.count() == 17


def test_words_inside_texts_are_counted_only_where_that_is_quick(
    rows: QuerySet[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL thinks looking into a text as cheap as comparing a number; SQLite is stopped by its steps."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite counts the steps that it really takes")
    sql, params = rows.order_by().values("pk")[: COUNT_CAP + 1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT COUNT(*) FROM ({sql}) AS rows_counted", params)
        cost = cursor.fetchone()[0][0]["Plan"]["Total Cost"]
    monkeypatch.setattr(quick, "MOST_COST", 2 * cost)
    assert quick_count(rows) == (17, False)
    assert quick_count(rows, dear=True) == (0, True)


def test_rows_that_hang_on_items_are_put_in_order_by_the_items_own_columns(cast: Cast) -> None:
    """Else SQLite reads all of them before it shows the first."""
    query = in_order(Report.objects.all(), order_of(Report.objects.all(), "item__opened_at", descending=True))
    assert str(query.query).endswith('"items_item"."opened_at" DESC, "items_item"."id" DESC')


@pytest.mark.parametrize("gathered", [0, 5_000])
def test_wide_and_narrow_readers_see_the_same_list(
    cast: Cast, rows: QuerySet[Item], gathered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "WIDE", gathered)
    models._gathered.cache_clear()
    for item in rows:
        Report.objects.create(item=item, office=item.office, channel="web", follow_hash=str(item.pk))
    make_item(cast, area=cast.twin.community)
    for person in (cast.dispatcher, cast.clerk, cast.second_clerk, cast.outsider):
        access = access_of(person)
        seen = Report.objects.visible_to(access).values_list("pk", flat=True)
        assert set(seen) == set(
            Item.objects.visible_to(access).filter(report__isnull=False).values_list("pk", flat=True)
        )
    models._gathered.cache_clear()


def test_what_a_reader_of_little_may_read_is_gathered_by_indexes(cast: Cast) -> None:
    """Else PostgreSQL walks the whole office in order to fill one page of a small community."""
    models._gathered.cache_clear()
    few = Report.objects.visible_to(access_of(cast.clerk))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = in_order(few, order_of(few, "item__opened_at", descending=True))[:21].explain()
    for names in (
        ("item_area_list", "item_by_area"),
        ("item_handler_inbox", "item_by_handler"),
        ("item_unit_inbox", "item_by_unit"),
    ):
        assert any(name in plan for name in names)
    models._gathered.cache_clear()
