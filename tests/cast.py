"""The small cast of people who play in every test: one office, its twin next door, and somebody for each role.

Built with plain model rows, so that a test of an action never stands on another action.
"""

import datetime as dt
from dataclasses import dataclass, field
from functools import cache

from django.contrib.auth.hashers import make_password
from django.test import Client

from gongjian.core.areas.models import Area, Level
from gongjian.core.areas.path import segment
from gongjian.core.orgs.models import Membership, Unit, UnitKind
from gongjian.core.people.models import Holding, Person
from gongjian.core.people.roles import Role

SINCE = dt.date(2020, 1, 1)
PASSWORD = "river-lamp-42-bridge"


@dataclass
class Team:
    """One subdistrict office with two communities, its units, and one person per role (names as in `Role`).

    `community` is 甲 in the first office; clerk and grid worker hold their roles below it, all others for the office.
    """

    office: Area
    sector: Area
    community: Area
    second_community: Area
    grid: Area
    second_grid: Area
    city_unit: Unit
    community_unit: Unit
    committee: Unit
    second_committee: Unit
    branch: Unit
    power: Unit
    partner: Unit
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        """The person of a role or part: `team.dispatcher`, `team.second_head`."""
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(
                f"no {name} in the cast; there are {sorted(self.__dict__['people'])}"
            ) from None


@dataclass
class Cast:
    """Everybody. What the first office has is reached directly: `cast.dispatcher` is `cast.home.dispatcher`."""

    city: Area
    district: Area
    home: Team
    twin: Team
    outsider: Person
    stranger: Person

    @property
    def twin_office(self) -> Area:
        return self.twin.office

    @property
    def twin_community(self) -> Area:
        return self.twin.community

    def __getattr__(self, name: str) -> object:
        return getattr(self.__dict__["home"], name)

    def client_for(self, person: Person | None) -> Client:
        """A browser in which the person has signed in (None: nobody has)."""
        client = Client()
        if person is not None:
            client.force_login(person)
        return client


def make_cast() -> Cast:
    """Write the whole cast into the empty test database."""
    city = make_area("郑州市", level=Level.CITY)
    district = make_area("金水区", level=Level.DISTRICT, parent=city)
    home = make_team("甲街道办事处", district=district, prefix="")
    twin = make_team("乙街道办事处", district=district, prefix="twin_")
    outsider = make_person("外人", username="outsider", office=twin.office)
    for role in Role:
        if role not in (Role.ADMINISTRATOR, Role.RESIDENT):
            give(outsider, role=role, area=twin.office)
    join(outsider, unit=twin.city_unit, is_head=True)
    stranger = make_person("无职", username="stranger", office=home.office)
    return Cast(city=city, district=district, home=home, twin=twin, outsider=outsider, stranger=stranger)


def make_area(name: str, *, level: str, parent: Area | None = None, office: Area | None = None) -> Area:
    """An area with a right path; `office` is the subdistrict above (a subdistrict is its own)."""
    depth = parent.depth + 1 if parent else 0
    area = Area.objects.create(
        name=name, level=level, parent=parent, office=office, path=f"new-{name}-{depth}/", depth=depth
    )
    area.path = (parent.path if parent else "") + segment(area.pk)
    if level == Level.SUBDISTRICT:
        area.office, area.is_office = area, True
    area.save()
    return area


def make_person(name: str, *, username: str, office: Area | None = None) -> Person:
    """An account whose password is PASSWORD, without any role."""
    person = Person(name=name, username=username, office=office)
    person.password = _hashed()
    person.save()
    return person


@cache
def _hashed() -> str:
    """PASSWORD hashed as the product does it, once: the hash is slow on purpose."""
    return make_password(PASSWORD)


def give(person: Person, *, role: str, area: Area) -> Holding:
    """A role held since long ago."""
    return Holding.objects.create(person=person, role=role, area=area, area_path=area.path, since=SINCE)


def join(person: Person, *, unit: Unit, is_head: bool = False) -> Membership:
    """A membership held since long ago."""
    return Membership.objects.create(person=person, unit=unit, is_head=is_head, since=SINCE)


def make_team(name: str, *, district: Area, prefix: str) -> Team:
    """An office with areas, units and people; usernames carry the prefix."""
    office = make_area(name, level=Level.SUBDISTRICT, parent=district)
    mark = name[0]
    sector = make_area(f"{mark}东片区", level=Level.SECTOR, parent=office, office=office)
    first = make_area(f"{mark}一社区居委会", level=Level.COMMUNITY, parent=sector, office=office)
    second = make_area(f"{mark}二社区居委会", level=Level.COMMUNITY, parent=sector, office=office)
    team = Team(
        office=office,
        sector=sector,
        community=first,
        second_community=second,
        grid=make_area(f"{mark}一第1网格", level=Level.GRID, parent=first, office=office),
        second_grid=make_area(f"{mark}二第1网格", level=Level.GRID, parent=second, office=office),
        city_unit=make_unit("城市管理办", office=office, kind=UnitKind.DEPARTMENT),
        community_unit=make_unit("社区办", office=office, kind=UnitKind.DEPARTMENT),
        committee=make_unit(first.short_name, office=office, kind=UnitKind.COMMUNITY, area=first),
        second_committee=make_unit(second.short_name, office=office, kind=UnitKind.COMMUNITY, area=second),
        branch=make_unit("甲社区第一党支部", office=office, kind=UnitKind.BRANCH, area=first),
        power=make_unit("供电公司", office=office, kind=UnitKind.OUTSIDE),
        partner=make_unit("共建单位", office=office, kind=UnitKind.PARTNER),
    )
    _fill(team, prefix=prefix)
    return team


def make_unit(name: str, *, office: Area, kind: str, area: Area | None = None) -> Unit:
    """A unit that works for the office; without an area of its own it stands for the whole office."""
    return Unit.objects.create(name=name, office=office, area=area or office, kind=kind)


def _fill(team: Team, *, prefix: str) -> None:
    parts = [
        ("administrator", "管平", Role.ADMINISTRATOR, team.office, None),
        ("secretary", "舒继", Role.SECRETARY, team.office, None),
        ("head", "程管", Role.DEPARTMENT_HEAD, team.office, team.city_unit),
        ("second_head", "佘建", Role.DEPARTMENT_HEAD, team.office, team.community_unit),
        ("dispatcher", "白派", Role.DISPATCHER, team.office, None),
        ("clerk", "乔文", Role.COMMUNITY_CLERK, team.community, team.committee),
        ("second_clerk", "乔武", Role.COMMUNITY_CLERK, team.second_community, team.second_committee),
        ("grid_worker", "王格", Role.GRID_WORKER, team.grid, team.committee),
        ("checker", "何查", Role.CHECKER, team.office, None),
        ("branch_secretary", "史书", Role.BRANCH_SECRETARY, team.community, team.branch),
        ("finance_clerk", "钱会", Role.FINANCE_CLERK, team.office, None),
        ("partner_contact", "任联", Role.PARTNER_CONTACT, team.office, team.partner),
        ("auditor", "沈计", Role.AUDITOR, team.office, None),
        ("resident", "居敏", Role.RESIDENT, team.community, None),
    ]
    for part, name, role, area, unit in parts:
        person = make_person(name, username=f"{prefix}{part}", office=team.office)
        give(person, role=role, area=area)
        if unit:
            join(person, unit=unit, is_head=role == Role.DEPARTMENT_HEAD)
        team.people[part] = person
