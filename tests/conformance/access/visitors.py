"""Who goes round: somebody for every role in community A, and everybody at once, there and in the whole office."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from gongjian.core.areas.models import Area
from gongjian.core.bulk.models import BulkRun
from gongjian.core.items.models import Item
from gongjian.core.jobs.models import Task
from gongjian.core.ledgers.models import LedgerFile, LedgerView
from gongjian.core.notices.models import Notice
from gongjian.core.orgs.models import Unit, UnitKind
from gongjian.core.papers.models import FilledPaper
from gongjian.core.people.actions import make_token
from gongjian.core.people.models import ApiToken, Person
from gongjian.core.people.roles import Role
from tests.cast import give, join, make_person
from tests.conformance.access.twins import Twin, Twins

NOBODY = "nobody"
OWNER = str(Role.COMMUNITY_CLERK)
"""Whose are the lists, files, tasks and letters of A that belong to one person."""
EVERYTHING, WHOLE_OFFICE = "everything", "whole_office"
IN_A_UNIT = {
    Role.DEPARTMENT_HEAD: (UnitKind.DEPARTMENT,), Role.COMMUNITY_CLERK: (UnitKind.COMMUNITY,),
    Role.GRID_WORKER: (UnitKind.COMMUNITY,), Role.BRANCH_SECRETARY: (UnitKind.BRANCH,),
    Role.PARTNER_CONTACT: (UnitKind.PARTNER,),
}  # fmt: skip
ROLES = [str(role) for role in Role]
VISITORS = [NOBODY, *ROLES]


@dataclass
class Visitor:
    """Somebody with a browser; `person` is None for nobody."""

    name: str
    person: Person | None
    client: Client


def make_visitors(twins: Twins) -> dict[str, Visitor]:
    """One for each role, held for community A, in the unit of A that has most to do; one who holds all of them."""
    home = twins.sides["A"]
    found = {NOBODY: Visitor(NOBODY, None, Client(raise_request_exception=False))}
    for role in Role:
        person = make_person("访客", username=f"visitor-{role}", office=home.office)
        give(person, role=role, area=home.area)
        for kind in IN_A_UNIT.get(role, ()):
            join(person, unit=busiest(home, kind), is_head=role == Role.DEPARTMENT_HEAD)
        found[str(role)] = _with_browser(str(role), person)
    _hand_over(home, found[OWNER].person)
    found[EVERYTHING] = _everything(EVERYTHING, home, home.area)
    found[WHOLE_OFFICE] = _everything(WHOLE_OFFICE, home, home.office)
    return found


def _hand_over(twin: Twin, person: Person | None) -> None:
    """What belongs to a person alone, of community A, is from now on one visitor's."""
    for model in (BulkRun, FilledPaper, LedgerFile, LedgerView, Notice, Task, ApiToken):
        model._base_manager.filter(pk__in=twin.keys(model)[:1]).update(person=person)


def busiest(twin: Twin, *kinds: str) -> Unit:
    """The twin's unit of these kinds with most items in hand."""
    units = list(Unit.objects.filter(pk__in=twin.keys(Unit), kind__in=kinds).order_by("pk"))
    work = Counter(Item.objects.filter(unit__in=units).values_list("unit_id", flat=True))
    return max(units, key=lambda unit: work[unit.pk])


def _everything(name: str, twin: Twin, area: Area) -> Visitor:
    person = make_person("全岗", username=f"visitor-{name}", office=twin.office)
    for role in Role:
        if role != Role.RESIDENT:
            give(person, role=role, area=area)
    for kind in (UnitKind.DEPARTMENT, UnitKind.COMMUNITY, UnitKind.BRANCH, UnitKind.PARTNER):
        join(person, unit=busiest(twin, kind), is_head=True)
    return _with_browser(name, person)


def _with_browser(name: str, person: Person) -> Visitor:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return Visitor(name, person, client)


def with_token(visitor: Visitor, *, reach: str = "read") -> Client:
    """A program of the visitor's, without a session."""
    assert visitor.person is not None
    until = timezone.localdate() + dt.timedelta(days=1)
    _token, text = make_token(visitor.person, name="t", reach=reach, expires_on=until, now=timezone.now())
    headers: Any = {"HTTP_AUTHORIZATION": f"Bearer {text}"}
    return Client(raise_request_exception=False, **headers)
