import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.lib.coordinates import (
    crs_named,
    gcj_of_bd,
    gcj_of_wgs,
    is_inside,
    is_on_earth,
    metres,
    seems_swapped,
    to_wgs,
    wgs_of_gcj,
)
from gongjian.lib.problem import Problem

KNOWN = (  # pairs that implementations in other languages agree on
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
)
ZHENGZHOU = (34.78, 113.67)


@pytest.mark.parametrize(("wgs", "gcj"), KNOWN)
def test_a_shifted_map_shows_a_place_where_others_say_it_does(wgs, gcj):
    assert gcj_of_wgs(wgs) == pytest.approx(gcj, abs=1e-6)
    assert metres(to_wgs(gcj, crs="GCJ-02"), wgs) < 0.1


@given(st.floats(20, 50), st.floats(80, 130))
def test_shifted_and_back_a_point_is_where_it_was(lat, lon):
    assert metres(wgs_of_gcj(gcj_of_wgs((lat, lon))), (lat, lon)) < 0.05
    assert 20 < metres(gcj_of_wgs((lat, lon)), (lat, lon)) < 1500


def test_outside_the_mainland_nothing_is_shifted():
    assert gcj_of_wgs((48.8566, 2.3522)) == (48.8566, 2.3522)


def test_a_baidu_point_lies_about_a_kilometre_off():
    shown = (34.7862, 113.6805)
    assert metres(gcj_of_bd(shown), shown) == pytest.approx(900, rel=0.15)
    assert 700 < metres(to_wgs(shown, crs="bd09"), shown) < 1700


def test_a_degree_of_latitude_is_some_111_kilometres():
    assert metres((34.0, 113.0), (35.0, 113.0)) == pytest.approx(111_195, rel=1e-3)


def test_systems_are_known_by_their_usual_names_and_no_other():
    assert [crs_named(name) for name in ("", "EPSG:4326", "gcj_02", "BD09")] == [
        "wgs84",
        "wgs84",
        "gcj02",
        "bd09",
    ]
    with pytest.raises(Problem, match="utm33"):
        crs_named("utm33")


def test_a_point_lies_in_a_ring_or_not():
    ring = [[0, 0], [4, 0], [4, 4], [2, 1], [0, 4], [0, 0]]
    assert is_inside((0.5, 2), ring) and is_inside((3, 0.5), ring)
    assert not is_inside((3, 2), ring) and not is_inside((-1, 2), ring)


def test_swapped_coordinates_are_told_from_far_ones():
    assert seems_swapped((113.67, 34.78), near=ZHENGZHOU, reach=20_000)
    assert not seems_swapped((34.78, 113.67), near=ZHENGZHOU, reach=20_000)
    assert not seems_swapped((20.0, 150.0), near=ZHENGZHOU, reach=20_000)


@pytest.mark.parametrize("point", [(91, 0), (0, 181), (math.nan, 0), (0, math.inf)])
def test_what_is_nowhere_is_said_to_be_nowhere(point):
    assert not is_on_earth(point)
