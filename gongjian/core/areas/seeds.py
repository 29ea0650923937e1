"""The demo office's places: eight real offices with their 107 communities by official code, and invented small ones."""

import datetime as dt
import random
from itertools import islice
from pathlib import Path

from django.db import transaction

from gongjian.core.areas.actions import add_area, move_area
from gongjian.core.areas.additions import add_rows, areas_by_code
from gongjian.core.areas.codes import begin_code
from gongjian.core.areas.lists import read_list
from gongjian.core.areas.models import Area, Level, OfficialCode
from gongjian.core.areas.sketch import cell_outline, draw, office_outline
from gongjian.core.areas.tree import trail_office
from gongjian.core.trail.actions import record

LISTS = Path(__file__).parent / "demo_lists"
FILES = ("districts_2023.csv", "streets_2023.csv", "communities_2023.csv")
SINCE = dt.date(2023, 1, 1)
SOURCE = "国家统计局统计用区划和城乡划分代码（2023年）"
CITY = ("4101", "郑州市")
OFFICE, SECOND_OFFICE = "410105008", "410105010"
SECTORS = ("文化片区", "农科片区", "经三片区", "国贸片区")
ACROSS = ("农业路", "农科路")
ALONG = ("文化路", "政七街", "经三路", "花园路")
COLUMNS = 5
CORNERS = {OFFICE: (113.664, 34.800), SECOND_OFFICE: (113.664, 34.826)}
ESTATES = ("春晖家园", "梧桐苑", "文博小区", "丰和花园", "银杏里", "康宁小区", "学府家属院", "兰亭苑")


@transaction.atomic
def seed(*, now: dt.datetime, rng: random.Random) -> None:
    """Write what is not there yet; official codes that an import brought already are left as they are."""
    _official(now=now)
    offices = areas_by_code([OFFICE, SECOND_OFFICE])
    for code, office in offices.items():
        if not office.is_office:
            Area.objects.filter(pk=office.pk).update(is_office=True)
            _sketch(office, code=code, rng=rng)
    office = Area.objects.get(pk=offices[OFFICE].pk)
    if not Area.objects.filter(parent=office, level=Level.SECTOR).exists():
        _sectors(office, now=now)
        _small_places(office, now=now, rng=rng)


def _official(*, now: dt.datetime) -> None:
    city = areas_by_code([CITY[0]]).get(CITY[0])
    if city is None:
        city = add_area(None, level=Level.CITY, name=CITY[1], actor=None, now=now)
        begin_code(city, code=CITY[0], name=city.name, since=SINCE, source=SOURCE)
    added = 0
    for file in FILES:
        found = read_list(LISTS / file)
        known = set(
            OfficialCode.objects.filter(code__in=[row.code for row in found.rows]).values_list(
                "code", flat=True
            )
        )
        rows = [row for row in found.rows if row.code not in known]
        parents = areas_by_code(row.parent_code for row in rows)
        added += len(add_rows(rows, level=found.level, parents=parents, since=SINCE, source=SOURCE))
    if added:
        record(
            "areas.bring_list",
            actor=None,
            obj=city,
            office=trail_office(city),
            label=SOURCE,
            changes={"added": [0, added]},
            area_path=city.path,
            now=now,
        )


def communities_of(office: Area) -> list[Area]:
    """The office's communities in the order of their official codes."""
    rows = OfficialCode.objects.filter(area__office=office, area__level=Level.COMMUNITY, until__isnull=True)
    return [row.area for row in rows.select_related("area").order_by("code")]


def _sketch(office: Area, *, code: str, rng: random.Random) -> None:
    communities = communities_of(office)
    sketch = draw(len(communities), columns=COLUMNS, corner=CORNERS[code], rng=rng)
    for community, cell, middle in zip(communities, sketch.cells, sketch.middles, strict=True):
        outline = cell_outline(cell) | {"sketch": True}
        Area.objects.filter(pk=community.pk).update(outline=outline, lon=middle[0], lat=middle[1])
    outline = office_outline(sketch, across=list(ACROSS), along=list(ALONG))
    lon, lat = sketch.middles[len(sketch.middles) // 2]
    Area.objects.filter(pk=office.pk).update(outline=outline, lat=lat, lon=lon)


def _sectors(office: Area, *, now: dt.datetime) -> None:
    communities = communities_of(office)
    share = -(-len(communities) // len(SECTORS))
    for number, name in enumerate(SECTORS):
        sector = add_area(office, level=Level.SECTOR, name=name, actor=None, now=now, is_demo=True)
        for community in communities[number * share : (number + 1) * share]:
            move_area(community, parent=sector, actor=None, now=now)


def _small_places(office: Area, *, now: dt.datetime, rng: random.Random) -> None:
    names = iter(f"{name}{mark}" for mark in ("", "北院", "南院") for name in ESTATES)
    for community in communities_of(office):
        grids = [_grid(community, number, now=now, rng=rng) for number in range(1, rng.choice((3, 4)))]
        for grid, name in zip(grids, islice(names, rng.choice((1, 2))), strict=False):
            estate = _below(grid, level=Level.ESTATE, name=name, now=now, rng=rng)
            _buildings(estate, now=now, rng=rng)


def _grid(community: Area, number: int, *, now: dt.datetime, rng: random.Random) -> Area:
    name = f"{community.short_name}第{number}网格"
    return _below(community, level=Level.GRID, name=name, now=now, rng=rng)


def _buildings(estate: Area, *, now: dt.datetime, rng: random.Random) -> None:
    for number in range(1, rng.randint(2, 4) + 1):
        building = _below(estate, level=Level.BUILDING, name=f"{number}号楼", now=now, rng=rng)
        if number == 1:
            entrance = _below(building, level=Level.ENTRANCE, name="1单元", now=now, rng=rng)
            for room in ("101室", "102室"):
                _below(entrance, level=Level.HOUSEHOLD, name=room, now=now, rng=rng)


def _below(parent: Area, *, level: str, name: str, now: dt.datetime, rng: random.Random) -> Area:
    """An invented place near its parent."""
    lat = round((parent.lat or 34.79) + rng.uniform(-0.0012, 0.0012), 6)
    lon = round((parent.lon or 113.68) + rng.uniform(-0.0012, 0.0012), 6)
    return add_area(parent, level=level, name=name, actor=None, now=now, lat=lat, lon=lon, is_demo=True)
