"""A number that counts another community's rows gives them away: pages say the same whether those rows are there or not."""

import re
import zlib
from typing import Any

import pytest
from django.test import Client

from tests.conformance.access.belonging import columns, copied_models, label
from tests.conformance.access.keys import names_rows, plain_addresses
from tests.conformance.access.routes import Route, all_routes
from tests.conformance.access.twins import Twins
from tests.conformance.access.visitors import EVERYTHING, Visitor
from tests.conformance.access.walk import call

ONE_IN = 5
SHARED_IN_THE_OFFICE = {
    "orgs.Unit",
    "exchange.Resource",
    "experts.ExpertService",
    "people.Holding",
    "trail.TrailRow",
}
"""What of B somebody of A may know of, by shown.csv, or what only her administrator counts: it stays where it is."""
PACKED = r"(openxmlformats\S*|application/(zip|pdf))\nContent-Length: \d+"
CHANGING = re.compile(PACKED + r"|messages=[^;]*|[A-Za-z0-9_=+/-]{20,}|\d\d:\d\d(:\d\d)?(\.\d+)?")
"""How long a packed file is, what is said once with the moment at which it is, tokens, keys of forms, times of the day."""
OTHERWISE: dict[str, str] = {}
"""Routes whose answer may differ, each with its reason."""


def counted(route: Route) -> bool:
    """Whether its pages are compared: those behind a door that name no row."""
    return (
        route.method == "GET" and not route.is_public and not names_rows(route) and route.id not in OTHERWISE
    )


ADDRESSES = sorted(
    {address for route in all_routes() if counted(route) for address in plain_addresses(route)}
)


def told(client: Client, addresses: list[str]) -> dict[str, str]:
    """What the pages say, without what is different each time."""
    return {address: CHANGING.sub("·", call(client, "GET", address).text) for address in addresses}


def move_away(twins: Twins) -> int:
    """Everything that lies in B lies in C from now on; how many rows that were."""
    there, moved = twins.sides["C"], 0
    for model in copied_models():
        names = {column.name for column in columns(model)}
        if "area_path" not in names or label(model) in SHARED_IN_THE_OFFICE:
            continue
        given: dict[str, Any] = {"area_path": there.area.path}
        given |= {"area": there.area} if "area" in names else {}
        given |= {"office": there.office} if "office" in names else {}
        moved += model._base_manager.filter(pk__in=twins.sides["B"].keys(model)).update(**given)
    return moved


def differences(twins: Twins, visitor: Visitor, addresses: list[str]) -> dict[str, tuple[str, str]]:
    """Where a page says something else, the first place of it before and after."""
    before = told(visitor.client, addresses)
    assert move_away(twins) > 50
    after = told(visitor.client, addresses)
    return {
        address: first_difference(before[address], after[address])
        for address in addresses
        if before[address] != after[address]
    }


def first_difference(one: str, other: str) -> tuple[str, str]:
    """Some signs from where the two part."""
    at = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    return one[max(0, at - 40) : at + 40], other[max(0, at - 40) : at + 40]


def test_some_pages_say_the_same_without_the_neighbours(twins: Twins, visitors: dict[str, Visitor]) -> None:
    some = [address for address in ADDRESSES if zlib.crc32(address.encode()) % ONE_IN == 0]
    assert differences(twins, visitors[EVERYTHING], some) == {}


@pytest.mark.long
def test_every_page_says_the_same_without_the_neighbours(twins: Twins, visitors: dict[str, Visitor]) -> None:
    assert differences(twins, visitors[EVERYTHING], ADDRESSES) == {}


def test_the_whole_offices_pages_do_differ(twins: Twins, visitors: dict[str, Visitor]) -> None:
    """The control: somebody who may see both communities does count what went away."""
    from tests.conformance.access.visitors import WHOLE_OFFICE

    assert differences(twins, visitors[WHOLE_OFFICE], ["/desk/reports/", "/desk/measures/"])
