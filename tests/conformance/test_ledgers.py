"""Every list: the same number of queries at 10 rows and at 10,000, exports that open, only what was declared."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.core.areas.models import Area, Level
from gongjian.core.fields.actions import make_field, set_values_in_bulk
from gongjian.core.items.models import Item
from gongjian.core.ledgers.cells import data_of, json_of
from gongjian.core.ledgers.ledger import Ledger
from gongjian.core.ledgers.printing import MOST
from gongjian.core.ledgers.resolving import resolved
from gongjian.core.ledgers.row_data import data_readers, json_readers
from gongjian.core.manifest import manifests, modules
from gongjian.core.people.access import access_of
from gongjian.core.trail.models import TrailRow
from tests.cast import make_area, make_unit
from tests.conformance.growing import grow
from tests.conformance.world import World, everyone_at

LEDGERS = [pytest.param(ledger, id=ledger.slug) for manifest in manifests() for ledger in manifest.ledgers]
OF_MODULES = [pytest.param(ledger, id=ledger.slug) for module in modules() for ledger in module.ledgers]
MOST_QUERIES = 15


def third_office(world: World) -> tuple[Area, Any]:
    """An empty office and somebody who holds every role there."""
    office = make_area("丙街道办事处", level=Level.SUBDISTRICT, parent=world.home.parent)
    make_unit("城市管理办", office=office, kind="department")
    return office, world.client_for(everyone_at(office, "third"))


def fill_own_fields(office: Area, ledger: Ledger, *, now: dt.datetime) -> None:
    """Five fields of the office's own, filled in on all of its matters."""
    if ledger.flow is None:
        return
    made = [
        make_field(
            office,
            kind=ledger.flow.kind,
            label=f"项 {number}",
            type=type,
            actor=None,
            now=now,
            choices=["甲", "乙"],
        )
        for number, type in enumerate(("text", "number", "date", "yes_no", "choice"))
    ]
    filled = {"text": "有", "number": 3, "date": "2026-03-05", "yes_no": True, "choice": "乙"}
    for pk in Item.objects.filter(office=office, kind=ledger.flow.kind).values_list("pk", flat=True):
        set_values_in_bulk(
            {pk: {one.slug: filled[one.type] for one in made}}, actor=None, now=now, with_steps=False
        )


def queries_of(client: Any, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    # asking PostgreSQL what a count would cost reads no row
    return sum(1 for query in seen.captured_queries if not query["sql"].startswith("EXPLAIN"))


@pytest.mark.parametrize("ledger", OF_MODULES)
def test_a_page_costs_as_many_queries_at_10_000_rows_as_at_60(world: World, ledger: Ledger) -> None:
    office, client = third_office(world)
    address = reverse(ledger.url_name)
    rows = ledger.queryset(access_of(world.insider))
    model, like = rows.model, rows[:7] if rows.model is Item else ()
    grow(model, office=office, number=10, like=like)
    fill_own_fields(office, ledger, now=world.now)
    client.get(address)
    few = queries_of(client, address)
    assert client.get(address).context["ledger"].page.total == 10
    grow(model, office=office, number=50, like=like)
    some = queries_of(client, address)
    grow(model, office=office, number=9_940, like=like)
    many = queries_of(client, address)
    assert client.get(address).context["ledger"].page.total == 10_000
    assert few <= some == many, f"{few} queries at 10 rows, {some} at 60, {many} at 10,000"
    assert many <= MOST_QUERIES, f"{many} queries for one page"
    text = b"".join(client.get(address, {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert sum(1 for _line in csv.reader(io.StringIO(text))) == 1 + 10_000


def rows_in_book(answer: Any) -> int:
    """How many rows below the header a spreadsheet program finds."""
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)), read_only=True)
    return sum(1 for _row in book.active.iter_rows()) - 1


@pytest.mark.parametrize("ledger", LEDGERS)
def test_an_export_opens_with_every_row_and_leaves_a_trail(world: World, ledger: Ledger) -> None:
    reader = world.reader_of(ledger.permission)
    client = world.client_for(reader)
    expected = ledger.queryset(access_of(reader)).count()
    address = reverse(ledger.url_name)
    assert rows_in_book(client.get(address, {"export": "xlsx"})) == expected
    text = b"".join(client.get(address, {"export": "csv"}).streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert len(lines) - 1 == expected
    columns = resolved(ledger, access_of(reader)).columns
    assert len(lines[0]) == len(columns) + bool(ledger.row_url)
    paper = client.get(address, {"export": "print"})
    assert paper.status_code == 200 and len(paper.context["rows"]) == min(expected, MOST)
    rows = TrailRow.objects.filter(action="ledgers.exported", actor=reader).order_by("pk")
    assert [row.changes["rows"] for row in rows] == [expected, expected, min(expected, MOST)]


@pytest.mark.parametrize("ledger", LEDGERS)
def test_a_file_holds_cell_by_cell_what_the_columns_say(world: World, ledger: Ledger) -> None:
    access = access_of(world.reader_of(ledger.permission))
    whole = resolved(ledger, access)
    readers, programs = data_readers(whole.columns), json_readers(whole.columns)
    for row in whole.queryset(access):
        told = [data_of(column, column.of(row)) for column in whole.columns]
        assert [read(row) for read in readers] == told
        told = [json_of(column, column.of(row)) for column in whole.columns]
        assert [read(row) for read in programs] == told
        if whole.row_url is not None:
            assert whole.row_url(row).startswith("/")


@pytest.mark.parametrize("ledger", LEDGERS)
def test_programs_and_people_get_the_same_rows(world: World, ledger: Ledger) -> None:
    client = world.client_for(world.reader_of(ledger.permission))
    page = client.get(reverse(ledger.url_name)).context["ledger"]
    rows = client.get(f"/api/v1/ledgers/{ledger.slug}/rows/?count=yes").json()
    assert [row["id"] for row in rows["rows"]] == [row.id for row in page.rows]
    assert (rows["count"], rows["capped"]) == (page.page.total, page.page.capped)
    told = {one["slug"]: one for one in client.get("/api/v1/ledgers/").json()}[ledger.slug]
    assert {column["name"] for column in told["columns"]} >= {column.name for column in ledger.columns}
    names = {"id", "url", *(column["name"] for column in told["columns"])}
    assert all(set(row) == names for row in rows["rows"])


@pytest.mark.parametrize("ledger", LEDGERS)
def test_every_filter_and_view_is_answered(world: World, ledger: Ledger) -> None:
    """Each view as a page, and one with all filters on; each value of a filter as programs ask for it, which is the same
    question."""
    client = world.client_for(world.reader_of(ledger.permission))
    address, rows = reverse(ledger.url_name), f"/api/v1/ledgers/{ledger.slug}/rows/"
    asked: list[dict[str, str]] = [{}, {"per": "50"}, *({"view": view.slug} for view in ledger.views)]
    asked += [{"q": "路灯"}] if ledger.search else []
    for given in asked:
        answer = client.get(address, given)
        assert answer.status_code == 200, f"{address} {given}"
    form = client.get(address).context["ledger"].filters
    every: dict[str, str] = {}
    for name, field in form.fields.items() if form else ():
        values = [str(value) for value, _label in getattr(field, "choices", ())]
        for value in dict.fromkeys(values[len(values) // 2 :][:1] + values[:1] + values[-1:]):
            if not name.endswith("_is"):
                every.setdefault(name, value)
            assert client.get(rows, {name: value}).status_code == 200, f"{name}={value}"
    answer = client.get(address, every)
    assert answer.status_code == 200, f"{address} {every}"
    assert bool(answer.context["ledger"].chips) == any(every.values())


@pytest.mark.parametrize("ledger", LEDGERS)
@pytest.mark.parametrize(
    "given",
    [
        {"nonsense": "1"},
        {"sort": "password"},
        {"sort": "item__office__path"},
        {"view": "nothing"},
        {"per": "1000000"},
        {"per": "-1"},
        {"cursor": "abc"},
        {"cursor": "AAAAAAAAAAAAAAAA"},
        {"export": "exe"},
    ],
    ids=str,
)
def test_what_was_not_declared_is_refused_in_words(
    world: World, ledger: Ledger, given: dict[str, str]
) -> None:
    answer = world.client_for(world.reader_of(ledger.permission)).get(reverse(ledger.url_name), given)
    assert answer.status_code == 400
    assert answer.context["ledger"].problems


@pytest.mark.parametrize("ledger", LEDGERS)
def test_paging_shows_every_row_once_and_leads_back(world: World, ledger: Ledger) -> None:
    """Each sort as programs ask for it, which is the same question; the first one as people leaf through it, too."""
    client = world.client_for(world.reader_of(ledger.permission))
    rows, page = f"/api/v1/ledgers/{ledger.slug}/rows/", reverse(ledger.url_name)

    def told(given: dict[str, str]) -> Any:
        counted = {} if "cursor" in given else {"count": "yes"}
        return client.get(rows, given | counted).json()

    def shown(given: dict[str, str]) -> Any:
        found = client.get(page, given).context["ledger"]
        return {
            "rows": [{"id": row.id} for row in found.rows], "count": found.page.total, "next": found.page.next,
            "previous": found.page.previous,
        }  # fmt: skip

    for turn, sort in enumerate(f"{sign}{name}" for name in ledger.sorts for sign in ("", "-")):
        leaf_through(told, sort)
        if turn == 0:
            leaf_through(shown, sort)


def leaf_through(ask: Callable[[dict[str, str]], Any], sort: str) -> None:
    """To the end (or 40 pages on), then one page back."""
    count = 0
    seen, asked = [], {"sort": sort, "per": "100"}
    for turn in range(40):
        found = ask(asked)
        count = found["count"] if turn == 0 else count
        here = [row["id"] for row in found["rows"]]
        seen += here
        if not found["next"]:
            break
        asked["cursor"] = found["next"]
    assert len(seen) == len(set(seen)), f"{sort} shows a row twice"
    assert len(seen) == count or found["next"], f"{sort} loses rows"
    if found["previous"]:
        before = [row["id"] for row in ask(asked | {"cursor": found["previous"]})["rows"]]
        assert before == seen[-len(here) - len(before) : -len(here)]
