"""Adding, renaming, moving and closing places."""

import datetime as dt

import pytest

from gongjian.core.areas import actions
from gongjian.core.areas.models import Area, Level, OfficialCode
from gongjian.core.areas.path import segment
from gongjian.core.areas.tree import path_columns, stale_rows
from gongjian.core.items.models import Item
from gongjian.core.people.models import Holding
from gongjian.core.refusal import Refused
from gongjian.core.trail.models import TrailRow
from gongjian.lib.worktime import SHANGHAI

NOW = dt.datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI)


def put_item(area, *, closed=False):
    return Item.objects.create(
        office=area.office, kind="report", number=f"T{Item.objects.count() + 1:04}", title="路灯不亮", area=area,
        area_path=area.path, state="new", phase="reported", opened_at=NOW, changed_at=NOW,
        closed_at=NOW if closed else None,
    )  # fmt: skip


def add(cast, parent, level, name, **options):
    return actions.add_area(parent, level=level, name=name, actor=cast.administrator, now=NOW, **options)


def test_a_grid_added_below_a_community_lies_on_its_path_and_belongs_to_its_office(cast):
    grid = add(cast, cast.community, Level.GRID, "  第 9\t网格 ")
    assert grid.name == "第 9 网格"
    assert grid.path == cast.community.path + segment(grid.pk)
    assert (grid.depth, grid.office) == (cast.community.depth + 1, cast.office)
    row = TrailRow.objects.get(action="areas.add", object_id=str(grid.pk))
    assert (row.actor, row.office, row.area_path) == (cast.administrator, cast.office, grid.path)


def test_every_level_fits_below_the_one_above_down_to_the_household(cast):
    estate = add(cast, cast.grid, Level.ESTATE, "春晖家园")
    building = add(cast, estate, Level.BUILDING, "1号楼")
    entrance = add(cast, building, Level.ENTRANCE, "2单元")
    room = add(cast, entrance, Level.HOUSEHOLD, "301室")
    names = [area.name for area in Area.objects.ancestors_of(room)]
    assert names == [
        "郑州市",
        "金水区",
        "甲街道办事处",
        "甲东片区",
        "甲一社区居委会",
        "甲一第1网格",
        "春晖家园",
        "1号楼",
        "2单元",
    ]


def test_a_new_subdistrict_is_its_own_office(cast):
    office = add(cast, cast.district, Level.SUBDISTRICT, "丙街道")
    assert office.office == office


@pytest.mark.parametrize(
    ("parent", "level"),
    [("office", Level.GRID), ("community", Level.SECTOR), ("grid", Level.HOUSEHOLD), ("community", "planet")],
)
def test_a_level_that_does_not_fit_is_refused(cast, parent, level):
    before = Area.objects.count()
    with pytest.raises(Refused) as refused:
        add(cast, getattr(cast, parent), level, "某处")
    assert refused.value.field == "level"
    assert Area.objects.count() == before


def test_a_grid_in_an_estate_in_a_grid_is_refused(cast):
    estate = add(cast, cast.grid, Level.ESTATE, "春晖家园")
    with pytest.raises(Refused):
        add(cast, estate, Level.GRID, "小网格")


@pytest.mark.parametrize("name", ["", "  \t ", "\u200b", "长" * 81])
def test_an_empty_or_endless_name_is_refused(cast, name):
    with pytest.raises(Refused) as refused:
        add(cast, cast.community, Level.GRID, name)
    assert refused.value.field == "name"


def test_a_name_taken_by_a_neighbour_is_refused_but_free_again_once_the_neighbour_is_gone(cast):
    first = add(cast, cast.community, Level.GRID, "第9网格")
    with pytest.raises(Refused):
        add(cast, cast.community, Level.GRID, "第9网格")
    actions.close_area(first, on=NOW.date(), actor=cast.administrator, now=NOW)
    assert add(cast, cast.community, Level.GRID, "第9网格").pk != first.pk


@pytest.mark.parametrize(("lat", "lon"), [(91, 113), (34, 181), (34, None), (None, 113)])
def test_a_place_off_the_globe_is_refused(cast, lat, lon):
    with pytest.raises(Refused):
        add(cast, cast.community, Level.GRID, "第9网格", lat=lat, lon=lon)


def test_renaming_leaves_the_official_name_alone(cast):
    OfficialCode.objects.create(
        area=cast.community, code="410105901001", name="甲一社区居委会", since="2020-01-01", source="清单"
    )
    area = actions.rename_area(
        cast.community, name="甲一社区", actor=cast.administrator, now=NOW, reason="挂牌"
    )
    assert area.name == "甲一社区"
    assert area.codes.get().name == "甲一社区居委会"
    row = TrailRow.objects.get(action="areas.rename")
    assert (row.changes, row.reason) == ({"name": ["甲一社区居委会", "甲一社区"]}, "挂牌")


def test_renaming_to_the_same_or_a_taken_name_is_refused(cast):
    for name in ("甲一社区居委会", "甲二社区居委会"):
        with pytest.raises(Refused):
            actions.rename_area(cast.community, name=name, actor=cast.administrator, now=NOW)


def test_moving_a_community_carries_everything_below_and_every_copy_of_its_path(cast):
    item = put_item(cast.grid)
    elsewhere = put_item(cast.second_grid)
    sector = add(cast, cast.office, Level.SECTOR, "甲西片区")
    actions.move_area(cast.community, parent=sector, actor=cast.administrator, now=NOW)
    cast.community.refresh_from_db()
    cast.grid.refresh_from_db()
    item.refresh_from_db()
    assert cast.community.path == sector.path + segment(cast.community.pk)
    assert cast.grid.path == cast.community.path + segment(cast.grid.pk)
    assert cast.community.parent == sector
    assert item.area_path == cast.grid.path
    held = Holding.objects.get(person=cast.grid_worker)
    assert held.area_path == cast.grid.path
    untouched = elsewhere.area_path
    elsewhere.refresh_from_db()
    assert elsewhere.area_path == untouched
    assert stale_rows() == {}


def test_every_table_that_copies_a_path_is_known_to_the_move():
    assert {model._meta.label for model in path_columns()} >= {"items.Item", "people.Holding"}


def test_a_row_left_behind_by_a_move_would_be_found(cast):
    put_item(cast.grid)
    Item.objects.update(area_path="1/2/")
    assert stale_rows() == {"items.Item": 1}


def test_a_building_moved_a_level_up_gets_the_right_depth(cast):
    estate = add(cast, cast.grid, Level.ESTATE, "春晖家园")
    building = add(cast, estate, Level.BUILDING, "1号楼")
    entrance = add(cast, building, Level.ENTRANCE, "1单元")
    actions.move_area(building, parent=cast.community, actor=cast.administrator, now=NOW)
    entrance.refresh_from_db()
    assert entrance.depth == entrance.path.count("/") - 1


def test_an_area_cannot_be_moved_into_itself_or_where_it_is_or_does_not_fit(cast):
    estate = add(cast, cast.community, Level.ESTATE, "大院")
    grid = add(cast, estate, Level.GRID, "大院网格")
    for area, parent in ((estate, grid), (cast.grid, cast.community), (cast.grid, cast.office)):
        with pytest.raises(Refused):
            actions.move_area(area, parent=parent, actor=cast.administrator, now=NOW)


def test_a_community_goes_to_another_office_only_when_nothing_is_open_there(cast):
    item = put_item(cast.grid)
    with pytest.raises(Refused):
        actions.move_area(cast.community, parent=cast.twin.sector, actor=cast.administrator, now=NOW)
    Item.objects.filter(pk=item.pk).update(closed_at=NOW)
    actions.move_area(cast.community, parent=cast.twin.sector, actor=cast.administrator, now=NOW)
    cast.grid.refresh_from_db()
    assert cast.grid.office == cast.twin_office


def test_a_subdistrict_moved_to_another_district_stays_an_office(cast):
    other = add(cast, cast.city, Level.DISTRICT, "二七区")
    actions.move_area(cast.office, parent=other, actor=cast.administrator, now=NOW)
    cast.community.refresh_from_db()
    assert cast.community.office == cast.office
    assert cast.community.path.startswith(other.path)


def test_a_closed_area_is_kept_with_its_day_and_its_code_ends(cast):
    grid = add(cast, cast.community, Level.GRID, "第9网格")
    code = OfficialCode.objects.create(
        area=grid, code="410105901901", name="x", since="2020-01-01", source="清单"
    )
    actions.close_area(grid, on=dt.date(2026, 3, 1), actor=cast.administrator, now=NOW, reason="合并")
    grid.refresh_from_db()
    code.refresh_from_db()
    assert grid.gone_on == code.until == dt.date(2026, 3, 1)
    with pytest.raises(Refused):
        actions.rename_area(grid, name="新名", actor=cast.administrator, now=NOW)
    with pytest.raises(Refused):
        add(cast, grid, Level.BUILDING, "1号楼")


def test_an_area_with_something_on_it_cannot_be_closed(cast):
    for area in (cast.sector, cast.community):  # areas below; a unit
        with pytest.raises(Refused):
            actions.close_area(area, on=NOW.date(), actor=cast.administrator, now=NOW)
    item = put_item(cast.second_grid)
    with pytest.raises(Refused):
        actions.close_area(cast.second_grid, on=NOW.date(), actor=cast.administrator, now=NOW)
    Item.objects.filter(pk=item.pk).update(closed_at=NOW)
    assert actions.close_area(cast.second_grid, on=NOW.date(), actor=cast.administrator, now=NOW).gone_on
    with pytest.raises(Refused):  # the grid worker still holds a role for it
        actions.close_area(cast.grid, on=NOW.date(), actor=cast.administrator, now=NOW)


def test_an_area_cannot_be_closed_in_the_future(cast):
    with pytest.raises(Refused) as refused:
        actions.close_area(cast.second_grid, on=dt.date(2026, 3, 6), actor=cast.administrator, now=NOW)
    assert refused.value.field == "on"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("农大社区居民委员会", "农大社区"), ("体育社区居民居委会", "体育社区"), ("绿财社区居委会", "绿财社区"),
        ("关虎屯村民委员会", "关虎屯"), ("甲街道办事处", "甲街道"), ("社区居委会", "社区"), ("办事处", "办事处"),
    ],
)  # fmt: skip
def test_people_say_the_short_name(name, short):
    assert Area(name=name).short_name == short
