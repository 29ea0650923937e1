"""The demo office's places."""

from gongjian.core.areas import seeds
from gongjian.core.areas.models import Area, Level
from gongjian.core.areas.sketch import outline_of
from gongjian.core.trail.models import TrailRow


def test_eight_offices_with_their_107_communities_are_there(db, now, rng):
    seeds.seed(now=now, rng=rng)
    communities = Area.objects.filter(level=Level.COMMUNITY)
    counts = sorted(
        communities.filter(office=office).count() for office in Area.objects.filter(level=Level.SUBDISTRICT)
    )
    assert counts == [10, 11, 11, 12, 13, 14, 15, 21]
    assert {office.name for office in Area.objects.offices()} == {"文化路街道", "东风路街道"}


def test_invented_places_are_marked_and_real_ones_are_not(db, now, rng):
    seeds.seed(now=now, rng=rng)
    assert not Area.objects.filter(codes__isnull=False, is_demo=True).exists()
    small = Area.objects.filter(
        level__in=[Level.SECTOR, Level.GRID, Level.ESTATE, Level.BUILDING, Level.HOUSEHOLD]
    )
    assert small.exists()
    assert not small.filter(is_demo=False).exists()


def test_seeding_twice_changes_nothing(db, now, rng):
    seeds.seed(now=now, rng=rng)
    before = (list(Area.objects.values_list("pk", "path", "name", "lat")), TrailRow.objects.count())
    seeds.seed(now=now, rng=rng)
    assert (list(Area.objects.values_list("pk", "path", "name", "lat")), TrailRow.objects.count()) == before


def test_the_map_draws_border_fifteen_communities_and_named_streets(db, now, rng):
    seeds.seed(now=now, rng=rng)
    features = outline_of(Area.objects.offices().get(name="文化路街道"))["features"]
    kinds = [feature["properties"]["kind"] for feature in features]
    assert kinds == ["border"] + ["community"] * 15 + ["street"] * 6
    assert all(feature["properties"]["sketch"] for feature in features)
    for feature in features[:16]:
        ring = feature["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1]
        assert all(113 < lon < 114 and 34 < lat < 35 for lon, lat in ring)


def test_neighbours_share_their_border(db, now, rng):
    seeds.seed(now=now, rng=rng)
    cells = [
        one["geometry"]["coordinates"][0]
        for one in outline_of(Area.objects.offices().get(name="文化路街道"))["features"][1:16]
    ]
    assert {tuple(cells[0][1]), tuple(cells[0][2])} <= {tuple(point) for point in cells[1]}
