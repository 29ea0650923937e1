"""Every route has a row in the table, and the table is true: who is let in, and to whose things."""

import zlib
from dataclasses import replace

import pytest
from django.apps import apps

from gongjian.core.manifest import permissions
from gongjian.core.people.roles import Role
from tests.conformance.access.belonging import OF_THE_OFFICE, is_of_a_community, label
from tests.conformance.access.conftest import PINNING
from tests.conformance.access.keys import unknown_keys
from tests.conformance.access.policy import (
    FOREIGN,
    SIGNED_IN,
    Row,
    calls,
    cell,
    let_in,
    read_policy,
    row_by_looking,
    write_policy,
)
from tests.conformance.access.routes import Route, all_routes
from tests.conformance.access.shown import SHARED_IN_THE_OFFICE
from tests.conformance.access.twins import Twins
from tests.conformance.access.visitors import EVERYTHING, NOBODY, ROLES, VISITORS, Visitor
from tests.conformance.access.walk import call
from tests.conformance.addresses import read_keys

ROUTES = {route.id: route for route in all_routes()}
TABLE = read_policy()
KEYS = read_keys()
ONE_IN, PARTS = 6, 8
MISSED_ONE_IN = 10
OF_CORE = {one.partition(".")[0] for one, told in permissions().items() if Role.ADMINISTRATOR in told.roles}


ASKS_FOR_MORE = {
    "api:begin_filling": "fills a form with what one may read, and changes nothing of it",
    "papers:fill": "fills a form with what one may read, and changes nothing of it",
    "asking:list": "whoever plans the draw, asked for in the action",
    "programmes:report": "whoever answers for the goal, asked for in the action",
    "programmes:reverse": "whoever answers for the goal, asked for in the action",
}
"""Routes behind a door for readers whose views ask for more before they write, each with what is asked."""


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert sorted(set(ROUTES) - set(TABLE)) == [], (
        "routes without a row in policy.csv: see docs/ops/access.md"
    )
    assert sorted(set(TABLE) - set(ROUTES)) == [], "rows of policy.csv that name no route"


def test_every_row_says_what_the_guard_says() -> None:
    wrong = [
        route.id
        for route in ROUTES.values()
        if (TABLE[route.id].guard, TABLE[route.id].let_in) != (route.guard, let_in(route))
    ]
    assert wrong == []


def test_no_row_but_a_public_one_leads_to_another_communitys_things() -> None:
    behind = [row for row in TABLE.values() if not ROUTES[row.route].is_public]
    led = {row.name for row in behind if set(row.community) & set(FOREIGN)}
    assert led == set(SHARED_IN_THE_OFFICE)
    assert [row.route for row in behind if set(row.community) & set("cy") or row.nobody] == []


def test_the_auditor_sends_nothing_and_the_administrator_opens_no_matter() -> None:
    for row in TABLE.values():
        held = row.let_in.split()
        if row.route.startswith("POST") and row.name not in ASKS_FOR_MORE:
            assert Role.AUDITOR not in held, f"the auditor may send: {row.route}"
        if row.guard.partition(".")[0] not in OF_CORE:
            assert Role.ADMINISTRATOR not in held, f"the administrator gets into {row.route}"


def test_every_key_of_an_address_is_known() -> None:
    names = {route.name: set(route.converters) for route in ROUTES.values()}
    assert sorted(set(KEYS) - set(names)) == [], "lines of keys.csv that name no route"
    assert [name for name, arguments in KEYS.items() if not set(arguments) <= names[name]] == []


def sampled(route: Route) -> bool:
    """One route in so many, always the same ones."""
    return zlib.crc32(route.id.encode()) % ONE_IN == 0


def untrue(looked: list[Row]) -> list[Row]:
    """Rows that reach more than the table says, or whose door stands otherwise.

    Whether somebody reaches what she may depends on the state of the row that is asked for, and the seeds make other ones
    each day: few of those may be missed.
    """
    wrong = [row for row in looked if not row.within(TABLE[row.route])]
    reaching = [row for row in looked if set(TABLE[row.route].community) & set("a+")]
    missed = [row for row in reaching if row.community != TABLE[row.route].community]
    return wrong + (missed if len(missed) * MISSED_ONE_IN > len(reaching) else [])


def test_some_rows_are_true(twins: Twins, visitors: dict[str, Visitor]) -> None:
    some = [route for route in ROUTES.values() if sampled(route)]
    assert untrue([row_by_looking(route, visitors, twins, KEYS) for route in some]) == []


def test_a_row_that_reaches_more_is_untrue_and_so_are_many_that_reach_less() -> None:
    ours = [row for row in TABLE.values() if row.community == "a" and not row.nobody]
    assert untrue(ours) == []
    assert untrue([replace(ours[0], community="ab"), *ours[1:]])
    assert untrue([replace(ours[0], nobody="-"), *ours[1:]])
    assert untrue([replace(ours[0], community=""), *ours[1:]])
    assert untrue([replace(ours[0], community="-"), *ours[1:]]) == []
    assert untrue([replace(row, community="-") for row in ours])


@pytest.mark.long
def test_every_row_is_true(twins: Twins, visitors: dict[str, Visitor]) -> None:
    looked = [row_by_looking(route, visitors, twins, KEYS) for route in ROUTES.values()]
    if PINNING:
        write_policy(looked)
    else:
        assert untrue(looked) == []


def opened(route: Route, visitor: Visitor) -> bool:
    """Whether the door of a route opens; what would be behind it is no row at all."""
    return call(visitor.client, route.method, unknown_keys(route)).past_the_door


def wrong_doors(routes: list[Route], visitors: dict[str, Visitor]) -> list[str]:
    """Doors that open to whom the guard does not name, or not to whom it names."""
    wrong = []
    for route in routes:
        if route.is_public:
            continue
        for name in VISITORS:
            if route.guard in permissions():
                expected = name in permissions()[route.guard].roles
            elif name != NOBODY:
                continue  # behind the door the view asks for more than being signed in
            else:
                expected = False
            if opened(route, visitors[name]) != expected and not (expected and route.name in ASKS_FOR_MORE):
                wrong.append(f"{route.id} as {name}")
    return wrong


def test_some_doors_open_to_those_whom_the_guard_names_and_to_nobody_else(
    twins: Twins, visitors: dict[str, Visitor]
) -> None:
    assert wrong_doors([route for route in ROUTES.values() if sampled(route)], visitors) == []


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_every_door_opens_to_those_whom_the_guard_names_and_to_nobody_else(
    twins: Twins, visitors: dict[str, Visitor], part: int
) -> None:
    assert wrong_doors(list(ROUTES.values())[part::PARTS], visitors) == []


@pytest.mark.long
@pytest.mark.parametrize("role", ROLES)
def test_no_single_role_reaches_what_all_together_do_not(
    twins: Twins, visitors: dict[str, Visitor], role: str
) -> None:
    wrong = []
    for route in ROUTES.values():
        if route.guard in permissions() and role not in permissions()[route.guard].roles:
            continue
        found = cell(calls(route, visitors[role], twins, KEYS.get(route.name, {}), few=1, most=2))
        known = "b" if route.name in SHARED_IN_THE_OFFICE else ""
        if set(found) & (set(FOREIGN) - set(known)) and not route.is_public:
            wrong.append(f"{route.id}: {found}")
    assert wrong == []


def leads_into_a_community(name: str) -> bool:
    """Whether its address names rows that hang on a community, and nothing that is the whole office's."""
    named = [".".join(one.split(".")[:2]) for one in KEYS.get(name, {}).values() if "." in one]
    models = [apps.get_model(one) for one in named]
    return bool(models) and all(is_of_a_community(one) and label(one) not in OF_THE_OFFICE for one in models)


def test_whoever_holds_every_role_reaches_her_own(twins: Twins, visitors: dict[str, Visitor]) -> None:
    """The control: what nobody reaches proves nothing about those who are refused."""
    assert visitors[EVERYTHING].person is not None
    behind = [row for row in TABLE.values() if row.let_in != SIGNED_IN or row.route.startswith("GET")]
    named = [row for row in behind if leads_into_a_community(ROUTES[row.route].name)]
    reached = [row for row in named if set(row.community) & set("ax")]
    assert len(named) > 200 and len(reached) > 0.8 * len(named)
