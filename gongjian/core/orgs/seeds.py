"""Units of the demo offices: departments, committees and branches of the communities, outside units and partners."""

import datetime as dt
import random

from django.db import transaction

from gongjian.core.areas.models import Area, Level
from gongjian.core.orgs.actions import add_unit
from gongjian.core.orgs.models import Unit, UnitKind

UNITS = (
    (UnitKind.DEPARTMENT, "党政办", ""),
    (UnitKind.DEPARTMENT, "城市管理办", ""),
    (UnitKind.DEPARTMENT, "社区建设办", ""),
    (UnitKind.DEPARTMENT, "平安建设办", ""),
    (UnitKind.DEPARTMENT, "民生服务办", ""),
    (UnitKind.OUTSIDE, "供电公司", ""),
    (UnitKind.OUTSIDE, "市政养护站", ""),
    (UnitKind.OUTSIDE, "自来水公司", ""),
    (UnitKind.OUTSIDE, "燃气公司", ""),
    (UnitKind.PARTNER, "省农业科学研究所（演示）", "农科所"),
    (UnitKind.PARTNER, "惠民便利超市（演示）", "惠民超市"),
)


SPECIAL_COMMITTEES = (
    "发展顾问委员会", "矛盾调解委员会", "物业管理委员会", "环境卫生委员会", "文化教育委员会",
    "平安建设委员会", "志愿服务委员会", "助老助残委员会", "民主评议委员会", "项目监督委员会",
)  # fmt: skip


@transaction.atomic
def seed(*, now: dt.datetime, rng: random.Random) -> None:
    """Write what is not there yet; a unit is known by its name in the office."""
    for office in Area.objects.offices().order_by("pk"):
        for kind, name, short_name in UNITS:
            _add(office, kind=kind, name=name, short_name=short_name, now=now)
        for community in Area.objects.current().filter(office=office, level=Level.COMMUNITY).order_by("pk"):
            name = committee_name(community)
            _add(community, kind=UnitKind.COMMUNITY, name=name, short_name=name[:20], now=now)
        _party(office, now=now)


def _party(office: Area, *, now: dt.datetime) -> None:
    """The office's Party committee, one in every community, and a branch below each."""
    top = _add(office, kind=UnitKind.PARTY_COMMITTEE, name=f"{office.short_name}党工委", now=now)
    for community in Area.objects.current().filter(office=office, level=Level.COMMUNITY).order_by("pk"):
        name = community.short_name
        above = _add(community, kind=UnitKind.COMMUNITY_PARTY, name=f"{name}党委", parent=top, now=now)
        _add(community, kind=UnitKind.BRANCH, name=first_branch(community), parent=above, now=now)
    sectors = Area.objects.current().filter(office=office, level=Level.SECTOR).order_by("pk")
    for sector in sectors:
        _add(sector, kind=UnitKind.SECTOR_COMMITTEE, name=f"{sector.short_name}联合党委", parent=top, now=now)
    if sectors:
        for name in SPECIAL_COMMITTEES:
            _add(office, kind=UnitKind.SPECIAL_COMMITTEE, name=name, parent=top, now=now)


def first_branch(community: Area) -> str:
    """The name of the community's first branch."""
    return f"{community.short_name}第一党支部"


def committee_name(community: Area) -> str:
    """What people call the community's committee."""
    village = community.name.endswith(("村民委员会", "村委会"))
    return f"{community.short_name}{'村委会' if village else '居委会'}"


def _add(
    area: Area, *, kind: str, name: str, now: dt.datetime, short_name: str = "", parent: Unit | None = None
) -> Unit:
    known = Unit.objects.filter(office=area.office, name=name).first()
    return known or add_unit(
        area, kind=kind, name=name, short_name=short_name, parent=parent, actor=None, now=now
    )
