"""A number told by area, month and unit, on the page, in a file, for programs and on the command line."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner
from django.urls import reverse

from gongjian.cli.measure import measure as measure_command
from gongjian.core.areas.tests.test_tree import put_item
from gongjian.core.items.models import Item
from gongjian.core.measures import registry as registry_module
from gongjian.core.measures.counted import Counted, by_unit
from gongjian.core.measures.cuts import cut, cuts_of, months_of
from gongjian.core.measures.measure import Measure, Scope, Spread
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.lib.charts import course_of
from gongjian.lib.numbers import median
from gongjian.lib.worktime import SHANGHAI

NOW = dt.datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI)
ITEMS = Counted(
    rows=lambda now: Item.objects.filter(opened_at__lte=now), path="area_path", at="opened_at",
    dimensions=(by_unit("unit_id"),),
)  # fmt: skip
URGENT = Counted(
    rows=lambda now: Item.objects.filter(opened_at__lte=now, urgent=True), path="area_path", at="opened_at",
    dimensions=(by_unit("unit_id"),),
)  # fmt: skip
COUNT = Measure(name="test.count", label="件数", formula="全部", unit="件", part=ITEMS)
SHARE = Measure(
    name="test.share", label="急件占比", formula="急件 ÷ 全部", unit="%", part=URGENT, whole=ITEMS
)
DAYS = Measure(
    name="test.days", label="天数", formula="中位数", unit="天", part=ITEMS,
    spread=Spread("opened_at", "closed_at", median),
)  # fmt: skip


@pytest.fixture
def matters(cast):
    """Five matters: three in the first grid (one urgent), one in the second, one at the office itself."""
    places = [cast.grid, cast.grid, cast.grid, cast.second_grid, cast.office]
    units = [cast.city_unit, cast.city_unit, cast.community_unit, None, None]
    for number, (area, unit) in enumerate(zip(places, units, strict=True)):
        item = put_item(area)
        opened = dt.datetime(2026, 1 + number % 2, 10, tzinfo=SHANGHAI)
        Item.objects.filter(pk=item.pk).update(
            unit=unit, urgent=number == 0, opened_at=opened, closed_at=opened + dt.timedelta(days=number)
        )
    return cast


def scope_of(area, **more):
    return Scope(now=NOW, paths=(area.path,), area_id=area.pk, **more)


def told(parts):
    return {part.label: part.answer.value for part in parts}


def test_areas_below_and_the_place_itself_add_up_to_the_whole(matters):
    parts = cut(COUNT, scope_of(matters.office), "area")
    assert sum(part.answer.value for part in parts) == 5
    below = {part.key: part.answer.value for part in parts if not part.scope.here}
    assert below[matters.sector.pk] == 3 + 1
    [itself] = [part for part in parts if part.scope.here]
    assert itself.answer.value == 1
    assert ITEMS.count(itself.scope) == 1


def test_months_are_told_in_order_with_empty_ones_between(matters):
    scope = scope_of(matters.office, since=dt.date(2025, 12, 1), until=dt.date(2026, 3, 5))
    assert told(cut(COUNT, scope, "month")) == {"2025-12": 0, "2026-01": 3, "2026-02": 2, "2026-03": 0}
    shares = cut(SHARE, scope, "month")
    assert [part.answer.value for part in shares] == [None, 33.33, 0.0, None]


def test_units_are_told_by_size_and_none_comes_last(matters):
    parts = cut(COUNT, scope_of(matters.office), "unit")
    assert [part.answer.value for part in parts] == [2, 1, 2]
    assert parts[-1].key is None
    assert ITEMS.count(parts[0].scope) == 2
    assert ITEMS.count(parts[-1].scope) == 2


def test_a_median_is_told_per_part_of_the_rows_of_that_part(matters):
    scope = scope_of(matters.office, since=dt.date(2026, 1, 1), until=dt.date(2026, 2, 28))
    assert told(cut(DAYS, scope, "month")) == {"2026-01": 2.0, "2026-02": 2.0}
    by_unit_ = cut(DAYS, scope, "unit")
    assert {part.key: part.answer.value for part in by_unit_}[matters.city_unit.pk] == 0.5


def test_more_parts_cost_no_more_queries(matters, django_assert_num_queries):
    for by, queries in {"area": 4, "month": 2, "unit": 3}.items():
        with django_assert_num_queries(queries):
            cut(SHARE, scope_of(matters.office), by)


def test_what_cannot_be_told_apart_is_refused(matters):
    plain = Measure(name="test.plain", label="x", formula="x", unit="x", compute=lambda scope: 1)
    assert cuts_of(plain) == {}
    with pytest.raises(Refused):
        cut(plain, scope_of(matters.office), "area")
    with pytest.raises(Refused):
        cut(COUNT, scope_of(matters.office), "person")
    with pytest.raises(Refused):
        months_of(dt.date(1990, 1, 1), dt.date(2026, 1, 1), now=NOW)


def test_a_measure_says_either_what_it_counts_or_how_it_is_computed():
    for wrong in ({}, {"part": ITEMS, "compute": lambda scope: 1}):
        with pytest.raises(ValueError, match="either"):
            Measure(name="test.wrong", label="x", formula="x", unit="x", **wrong)


def test_the_line_through_months_needs_two_known_values():
    assert course_of([None, 3]) is None
    course = course_of([0, None, 4])
    assert (course.low, course.high, len(course.dots)) == (0.0, 4.0, 2)
    assert course.dots[0][1] > course.dots[1][1]


@pytest.fixture
def known(monkeypatch):
    """The page and the command know the tests' numbers."""
    found = {one.name: one for one in (COUNT, SHARE)}
    registry_module.registry.cache_clear()
    everything = {**registry_module.registry(), **found}
    for place in ("registry", "views", "api"):
        monkeypatch.setattr(f"gongjian.core.measures.{place}.registry", lambda: everything)
    return everything


def test_the_page_of_a_number_shows_its_parts_of_my_area_only(matters, known):
    put_item(matters.twin.grid)
    client = matters.client_for(matters.secretary)
    answer = client.get(reverse("measures:one", args=["test.share"]), {"by": "unit"})
    assert answer.status_code == 200
    shown = answer.context["shown"]
    assert shown.total.denominator == 5
    assert sum(line.answer.denominator for line in shown.lines) == 5
    assert 'class="bar"' in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["by=person", "area=999999", "area=x", "since=x", "at=2200-01-01", "export=doc"]
)
def test_what_makes_no_sense_is_said_on_the_page(matters, known, query):
    answer = matters.client_for(matters.secretary).get(
        f"{reverse('measures:one', args=['test.count'])}?{query}"
    )
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_another_offices_area_is_as_unknown_as_none(matters, known):
    page = reverse("measures:one", args=["test.count"])
    answer = matters.client_for(matters.secretary).get(page, {"area": matters.twin.office.pk})
    assert answer.status_code == 400
    assert (
        matters.client_for(matters.secretary).get(reverse("measures:one", args=["no.such"])).status_code
        == 404
    )


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_the_table_is_taken_out_with_a_trail_row(matters, known, file_format):
    page = reverse("measures:one", args=["test.count"])
    answer = matters.client_for(matters.secretary).get(page, {"by": "unit", "export": file_format})
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    row = TrailRow.objects.get(action="measures.exported")
    assert row.changes == {"measure": "test.count", "by": "unit", "format": file_format}


def test_programs_get_the_same_parts(matters, known):
    client = matters.client_for(matters.secretary)
    found = client.get("/api/v1/measures/test.share/", {"by": "unit"}).json()
    assert (found["value"], found["numerator"], found["denominator"]) == (20.0, 1, 5)
    assert sum(part["denominator"] for part in found["parts"]) == 5
    assert client.get("/api/v1/measures/").status_code == 200
    assert client.get("/api/v1/measures/test.share/", {"by": "person"}).status_code == 409
    assert client.get("/api/v1/measures/no.such/").status_code == 404
    assert matters.client_for(matters.grid_worker).get("/api/v1/measures/").status_code == 403


def test_the_command_tells_parts_as_of_a_day(matters, known, monkeypatch):
    monkeypatch.setattr("gongjian.cli.measure.start_django", lambda: None)
    monkeypatch.setattr("gongjian.cli.measure.demand_migrated", lambda: None)
    run = CliRunner().invoke(measure_command, ["test.count", "--by", "month", "--since", "2026-01-01", "--until",
                                               "2026-02-28", "--at", "2026-01-31", "--json"])  # fmt: skip
    found = json.loads(run.output)
    assert found["value"] == 3
    assert [part["value"] for part in found["month"]] == [3, 0]
    run = CliRunner().invoke(measure_command, ["test.count", "--by", "unit", "--at", "2026-03-05"])
    assert "5" in run.output.splitlines()[0]
    assert len(run.output.splitlines()) == 4
