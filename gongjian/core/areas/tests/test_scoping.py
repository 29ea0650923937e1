"""Scoping is one range of the index on the path, on both databases."""

import uuid

import pytest
from django.db import connection

from gongjian.core.areas.models import Area, Level
from gongjian.core.areas.path import segment, within_any
from gongjian.core.areas.tree import TEMPORARY, place


@pytest.fixture
def many(cast):
    """Thousands of buildings, so that a planner has a reason to use an index."""
    for community in (cast.community, cast.second_community, cast.twin_community, cast.twin.second_community):
        rows = [
            Area(
                parent=community,
                level=Level.BUILDING,
                name=f"{n}号楼",
                path=f"{TEMPORARY}{uuid.uuid4()}/",
                depth=0,
            )
            for n in range(1000)
        ]
        Area.objects.bulk_create(rows)
        place(rows, parents={community.pk: community})
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE areas_area")
    return cast


def test_a_prefix_of_the_path_is_found_through_the_index(many):
    plan = Area.objects.within(many.community.path).order_by().explain()
    assert "areas_area_path" in plan or "sqlite_autoindex_areas_area" in plan, plan
    assert "SCAN areas_area" not in plan
    assert "Seq Scan" not in plan


def test_a_comparison_that_cannot_use_the_index_reads_the_whole_table(many):
    plan = Area.objects.filter(path__contains=many.community.path).order_by().explain()
    assert "SCAN areas_area" in plan or "Seq Scan" in plan, plan


def test_within_finds_the_area_and_all_below_and_nothing_of_the_neighbour(many):
    found = Area.objects.within(many.community.path)
    assert found.count() == 1002  # itself, its grid, a thousand buildings
    assert not found.filter(path__within=many.twin_office.path).exists()


def test_a_number_that_begins_like_another_is_not_below_it(db):
    short = Area.objects.create(name="一", level=Level.CITY, path="1/", depth=0)
    Area.objects.create(name="十", level=Level.CITY, path="10/", depth=0)
    Area.objects.create(name="一乙", level=Level.DISTRICT, path="1/z/", depth=1, parent=short)
    assert set(Area.objects.within("1/").values_list("name", flat=True)) == {"一", "一乙"}


def test_a_path_without_its_last_stroke_is_a_mistake_not_an_answer(db):
    with pytest.raises(ValueError, match="ends in"):
        Area.objects.within("1").exists()


def test_no_path_finds_nothing(cast):
    assert not Area.objects.filter(within_any("path", [])).exists()


def test_segments_are_short_and_never_the_same():
    assert [segment(n) for n in (0, 35, 36, 46655)] == ["0/", "z/", "10/", "zzz/"]
    assert len({segment(n) for n in range(5000)}) == 5000
