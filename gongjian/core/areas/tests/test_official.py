"""The real lists of Zhengzhou: fifteen county-level areas, all streets, 3,306 communities."""

import datetime as dt
import time

import pytest

from gongjian.core.areas import importer, seeds
from gongjian.core.areas.additions import areas_by_code
from gongjian.core.areas.models import Area, AreaFile, Level, OfficialCode
from gongjian.core.measures.registry import compute
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow

OFFICES = {
    "410105002": ("花园路街道", 10), "410105001": ("经八路街道", 11), "410105008": ("文化路街道", 15),
    "410105010": ("东风路街道", 21), "410105011": ("北林路街道", 12), "410108002": ("刘寨街道", 13),
    "410106002": ("中心路街道", 14), "410106001": ("济源路街道", 11),
}  # fmt: skip


@pytest.fixture
def files(test_data, db):
    return sorted((test_data / "areas").glob("*_zhengzhou_2023.csv"), key=importer.order)


def bring(files, **options):
    return [importer.run(path, options) for path in files]


def count(level):
    return Area.objects.current().filter(level=level).count()


def test_all_official_places_of_the_city_come_in_with_their_codes(files):
    began = time.monotonic()
    bring(files)
    assert time.monotonic() - began < 20
    assert (count(Level.CITY), count(Level.DISTRICT), count(Level.SUBDISTRICT)) == (1, 15, 208)
    assert count(Level.COMMUNITY) == compute("areas.communities").value == 3306
    assert OfficialCode.objects.filter(until=None).count() == 1 + 15 + 208 + 3306
    for code, (name, communities) in OFFICES.items():
        office = areas_by_code([code])[code]
        assert office.name == name
        assert compute("areas.communities", code).value == communities
        assert Area.objects.filter(office=office, level=Level.COMMUNITY).count() == communities
    assert sum(communities for _name, communities in OFFICES.values()) == 107
    assert Area.objects.get(name="郑州市").parent is None
    assert TrailRow.objects.filter(action="areas.bring_list").count() == 3


def test_the_files_may_be_named_in_any_order(files):
    assert [path.name.split("_")[0] for path in sorted([files[2], files[0], files[1]], key=importer.order)] == [
        "districts", "streets", "communities",
    ]  # fmt: skip


def test_the_same_files_twice_add_nothing(files):
    bring(files)
    before = (
        Area.objects.count(),
        OfficialCode.objects.count(),
        AreaFile.objects.count(),
        TrailRow.objects.count(),
    )
    again = bring(files)
    after = (
        Area.objects.count(),
        OfficialCode.objects.count(),
        AreaFile.objects.count(),
        TrailRow.objects.count(),
    )
    assert after == before
    assert [list(summary.values())[1:3] for summary in again] == [[0, 0]] * 3


def test_the_demo_office_is_completed_by_the_lists_of_the_same_year_without_a_double(files, now, rng):
    seeds.seed(now=now, rng=rng)
    bring(files)
    assert (count(Level.DISTRICT), count(Level.SUBDISTRICT), count(Level.COMMUNITY)) == (15, 208, 3306)
    assert not AreaFile.objects.filter(state=AreaFile.State.PROPOSED).exists()


def test_the_demo_office_joins_lists_that_were_there_before(files, now, rng):
    bring(files)
    seeds.seed(now=now, rng=rng)
    assert (count(Level.DISTRICT), count(Level.SUBDISTRICT), count(Level.COMMUNITY)) == (15, 208, 3306)
    assert Area.objects.offices().count() == 2


def test_communities_without_their_streets_are_refused_with_what_to_do(files):
    with pytest.raises(Refused) as refused:
        importer.run(files[2], {})
    assert "410102001" in str(refused.value.reason)
    assert not Area.objects.exists()


def test_a_city_that_is_not_known_by_name_can_be_named(db, tmp_path):
    path = tmp_path / "districts_2023.csv"
    path.write_text("code,name\n410202,龙亭区\n")
    with pytest.raises(Refused):
        importer.run(path, {})
    importer.run(path, {"city": "4102=开封市"})
    assert Area.objects.get(name="龙亭区").parent.name == "开封市"


@pytest.mark.parametrize(
    "options",
    [{"since": "2023/01/01"}, {"year": "23"}, {"since": "2999-01-01"}, {"year": "1900"}, {"city": "郑州"},
     {"apply_by": "nobody"}],
)  # fmt: skip
def test_options_that_make_no_sense_are_refused_and_nothing_comes_in(db, tmp_path, options):
    path = tmp_path / "districts_2023.csv"
    path.write_text("code,name\n410105,金水区\n")
    with pytest.raises(Refused):
        importer.run(path, options)
    assert not Area.objects.exists()


def test_codes_hold_from_the_day_told(db, tmp_path):
    path = tmp_path / "districts.csv"
    path.write_text("code,name\n410105,金水区\n")
    importer.run(path, {"since": "2020-07-01"})
    code = OfficialCode.objects.get(code="410105")
    assert code.since == dt.date(2020, 7, 1)
    assert not code.holds_on(dt.date(2020, 6, 30))
    assert code.holds_on(dt.date(2020, 7, 1))


def test_good_rows_go_in_beside_bad_ones_and_the_summary_names_the_bad(db, tmp_path):
    path = tmp_path / "districts_2023.csv"
    path.write_text("code,name\n410105,金水区\n41,短\n420101,别处\n410106,上街区\n")
    summary = importer.run(path, {})
    assert set(Area.objects.filter(level=Level.DISTRICT).values_list("name", flat=True)) == {
        "金水区",
        "上街区",
    }
    told = str(list(summary.values())[-1])
    assert told.startswith("2\n")
    assert "4201" in told


def test_bringing_the_file_again_after_the_level_above_adds_what_was_left_out(db, tmp_path):
    streets = tmp_path / "streets_2023.csv"
    streets.write_text("code,name\n410105008,文化路街道\n410106001,济源路街道\n")
    districts = tmp_path / "districts_2023.csv"
    districts.write_text("code,name\n410105,金水区\n")
    importer.run(districts, {})
    importer.run(streets, {})
    assert count(Level.SUBDISTRICT) == 1
    districts.write_text("code,name\n410105,金水区\n410106,上街区\n")
    importer.run(districts, {})
    importer.run(streets, {})
    assert count(Level.SUBDISTRICT) == 2
    assert not AreaFile.objects.filter(state=AreaFile.State.PROPOSED).exists()


def test_a_place_added_by_hand_takes_the_code_instead_of_getting_a_double(cast, tmp_path):
    OfficialCode.objects.create(
        area=cast.office, code="410105901", name="甲街道", since="2020-01-01", source="清单"
    )
    path = tmp_path / "communities_2023.csv"
    path.write_text(f"code,name\n410105901001,{cast.community.name}\n410105901002,新社区\n")
    importer.run(path, {})
    assert Area.objects.filter(name=cast.community.name).count() == 1
    assert cast.community.codes.get().code == "410105901001"
    assert Area.objects.get(name="新社区").parent == cast.office
