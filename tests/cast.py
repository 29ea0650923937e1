"""The small cast of people who play in every test: one office, its twin next door, and somebody for each role.

Built with plain model rows, so that a test of an action never stands on another action; all rows of a model by one statement,
since most tests begin with them.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.test import Client

from gongjian.core.areas.models import Area, Level
from gongjian.core.areas.path import segment
from gongjian.core.orgs.models import Membership, Unit, UnitKind
from gongjian.core.people.models import Holding, Person
from gongjian.core.people.roles import Role
from gongjian.core.rows import insert_objects, reserve_ids

M = TypeVar("M", bound=models.Model)
MODELS = (Area, Unit, Person, Holding, Membership)
MOST = 64  # rows of one model in the whole cast
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


class _Book:
    """Rows with ids of their own, of any of the models, that are written all at once: each model's by one statement."""

    def __init__(self, most: int = 1) -> None:
        self._ids = {model: iter(reserve_ids(model, most)) for model in MODELS}
        self._rows: dict[type[Any], list[Any]] = {model: [] for model in MODELS}

    def add(self, row: M) -> M:
        row.pk = next(self._ids[type(row)])
        self._rows[type(row)].append(row)
        return row

    def area(self, name: str, *, level: str, parent: Area | None = None, office: Area | None = None) -> Area:
        area = self.add(
            Area(
                name=name, level=level, parent=parent, office=office, depth=parent.depth + 1 if parent else 0
            )
        )
        area.path = (parent.path if parent else "") + segment(area.pk)
        if level == Level.SUBDISTRICT:
            area.office, area.is_office = area, True
        return area

    def unit(self, name: str, *, office: Area, kind: str, area: Area | None = None) -> Unit:
        return self.add(Unit(name=name, office=office, area=area or office, kind=kind))

    def person(self, name: str, *, username: str, office: Area | None = None) -> Person:
        return self.add(Person(name=name, username=username, office=office, password=_hashed()))

    def give(self, person: Person, *, role: str, area: Area) -> Holding:
        return self.add(Holding(person=person, role=role, area=area, area_path=area.path, since=SINCE))

    def join(self, person: Person, *, unit: Unit, is_head: bool = False) -> Membership:
        return self.add(Membership(person=person, unit=unit, is_head=is_head, since=SINCE))

    def write(self) -> None:
        for model, rows in self._rows.items():
            insert_objects(model, rows)


@contextmanager
def _writing(most: int = 1) -> Iterator[_Book]:
    with transaction.atomic():
        book = _Book(most)
        yield book
        book.write()


def make_cast() -> Cast:
    """Write the whole cast into the empty test database."""
    with _writing(MOST) as book:
        city = book.area("郑州市", level=Level.CITY)
        district = book.area("金水区", level=Level.DISTRICT, parent=city)
        home = _team(book, "甲街道办事处", district=district, prefix="")
        twin = _team(book, "乙街道办事处", district=district, prefix="twin_")
        outsider = book.person("外人", username="outsider", office=twin.office)
        for role in Role:
            if role not in (Role.ADMINISTRATOR, Role.RESIDENT):
                book.give(outsider, role=role, area=twin.office)
        book.join(outsider, unit=twin.city_unit, is_head=True)
        stranger = book.person("无职", username="stranger", office=home.office)
    return Cast(city=city, district=district, home=home, twin=twin, outsider=outsider, stranger=stranger)


def make_area(name: str, *, level: str, parent: Area | None = None, office: Area | None = None) -> Area:
    """An area with a right path; `office` is the subdistrict above (a subdistrict is its own)."""
    with _writing() as book:
        return book.area(name, level=level, parent=parent, office=office)


def make_unit(name: str, *, office: Area, kind: str, area: Area | None = None) -> Unit:
    """A unit that works for the office; without an area of its own it stands for the whole office."""
    with _writing() as book:
        return book.unit(name, office=office, kind=kind, area=area)


def make_person(name: str, *, username: str, office: Area | None = None) -> Person:
    """An account whose password is PASSWORD, without any role."""
    with _writing() as book:
        return book.person(name, username=username, office=office)


def give(person: Person, *, role: str, area: Area) -> Holding:
    """A role held since long ago."""
    with _writing() as book:
        return book.give(person, role=role, area=area)


def join(person: Person, *, unit: Unit, is_head: bool = False) -> Membership:
    """A membership held since long ago."""
    with _writing() as book:
        return book.join(person, unit=unit, is_head=is_head)


@cache
def _hashed() -> str:
    """PASSWORD hashed as the product does it, once: the hash is slow on purpose."""
    return make_password(PASSWORD)


def _team(book: _Book, name: str, *, district: Area, prefix: str) -> Team:
    """An office with areas, units and people; usernames carry the prefix."""
    office = book.area(name, level=Level.SUBDISTRICT, parent=district)
    mark = name[0]
    sector = book.area(f"{mark}东片区", level=Level.SECTOR, parent=office, office=office)
    first = book.area(f"{mark}一社区居委会", level=Level.COMMUNITY, parent=sector, office=office)
    second = book.area(f"{mark}二社区居委会", level=Level.COMMUNITY, parent=sector, office=office)
    team = Team(
        office=office,
        sector=sector,
        community=first,
        second_community=second,
        grid=book.area(f"{mark}一第1网格", level=Level.GRID, parent=first, office=office),
        second_grid=book.area(f"{mark}二第1网格", level=Level.GRID, parent=second, office=office),
        city_unit=book.unit("城市管理办", office=office, kind=UnitKind.DEPARTMENT),
        community_unit=book.unit("社区办", office=office, kind=UnitKind.DEPARTMENT),
        committee=book.unit(first.short_name, office=office, kind=UnitKind.COMMUNITY, area=first),
        second_committee=book.unit(second.short_name, office=office, kind=UnitKind.COMMUNITY, area=second),
        branch=book.unit("甲社区第一党支部", office=office, kind=UnitKind.BRANCH, area=first),
        power=book.unit("供电公司", office=office, kind=UnitKind.OUTSIDE),
        partner=book.unit("共建单位", office=office, kind=UnitKind.PARTNER),
    )
    _fill(book, team, prefix=prefix)
    return team


def _fill(book: _Book, team: Team, *, prefix: str) -> None:
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
        person = book.person(name, username=f"{prefix}{part}", office=team.office)
        book.give(person, role=role, area=area)
        if unit:
            book.join(person, unit=unit, is_head=role == Role.DEPARTMENT_HEAD)
        team.people[part] = person
