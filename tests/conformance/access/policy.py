"""The table of who comes where (policy.csv): made by looking, kept to be read, compared at every run.

`let_in` names the roles for which the guard opens the door. `nobody` and `community` say what is reached behind it, by nobody
and by somebody who holds every role in community A: "+" the page, where the address names nothing of anybody's; "a" things
of A, "b" those of the community next door, "x" those of the whole office, "c" and "y" those of another office; "-" nothing.
An empty cell was turned away at the door.
"""

import csv
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from gongjian.core.manifest import permissions
from tests.conformance.access.keys import FEW, addresses, names_rows, plain_addresses, unknown_keys
from tests.conformance.access.routes import Route
from tests.conformance.access.twins import Twins
from tests.conformance.access.visitors import EVERYTHING, NOBODY, ROLES, Visitor
from tests.conformance.access.walk import Call, call
from tests.conformance.addresses import Keys

HERE = Path(__file__).parent
POLICY = HERE / "policy.csv"
SIDES = ("A", "B", "X", "C", "Y")
FOREIGN = "bcy"
EVERYBODY = "everybody"
SIGNED_IN = "signed in"
NO_ROW = "?"
"""Where the answer for a key that no row has stands: what is answered alike was not reached."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    route: str
    name: str
    guard: str
    let_in: str
    nobody: str
    community: str

    def within(self, table: "Row") -> bool:
        """Whether it says of the route what the table says, and nobody reaches more."""
        same = (self.guard, self.let_in) == (table.guard, table.let_in)
        cells = ((self.nobody, table.nobody), (self.community, table.community))
        return same and all(
            bool(here) == bool(there) and set(here) <= set(there) | {"-"} for here, there in cells
        )


def read_policy() -> dict[str, Row]:
    """The table as it is kept, by route."""
    if not POLICY.exists():
        return {}
    with POLICY.open(newline="") as file:
        return {line["route"]: Row(**line) for line in csv.DictReader(file)}


def write_policy(rows: list[Row]) -> None:
    """Keep the table."""
    with POLICY.open("w", newline="") as file:
        out = csv.DictWriter(file, [one.name for one in fields(Row)], lineterminator="\n")
        out.writeheader()
        out.writerows(
            asdict(row) for row in sorted(rows, key=lambda one: (one.route.split(" ")[1], one.route))
        )


def let_in(route: Route) -> str:
    """For whom the guard opens the door, in the order of the roles."""
    if route.is_public:
        return EVERYBODY
    if route.guard not in permissions():
        return SIGNED_IN
    return " ".join(role for role in ROLES if role in permissions()[route.guard].roles)


def row_by_looking(route: Route, visitors: dict[str, Visitor], twins: Twins, keys: Keys) -> Row:
    """The row of a route as it is found by going there."""
    models = keys.get(route.name, {})
    found = [cell(calls(route, visitors[one], twins, models, few=1, most=2)) for one in (NOBODY, EVERYTHING)]
    return Row(route.id, route.name, route.guard, let_in(route), *found)


def calls(
    route: Route,
    visitor: Visitor,
    twins: Twins,
    models: dict[str, str],
    *,
    few: int = FEW,
    most: int = 1000,
) -> dict[str, list[Call]]:
    """What the visitor is answered: under "" for a route that names no row, else by side, with `few` keys of each; one that
    the door turns away is turned away everywhere, and asked once."""
    if not names_rows(route):
        return {"": [call(visitor.client, route.method, one) for one in plain_addresses(route, most=most)]}
    found: dict[str, list[Call]] = {}
    for side in SIDES:
        for address in addresses(route, twins, side, models, few=few):
            found.setdefault(side, []).append(call(visitor.client, route.method, address))
            if not found[side][-1].past_the_door and route.guard in permissions():
                return found
    found[NO_ROW] = [call(visitor.client, route.method, unknown_keys(route))]
    return found


def cell(answers: dict[str, list[Call]]) -> str:
    """What stands in the table for these answers."""
    every = [one for some in answers.values() for one in some]
    none = {one.status for one in answers.get(NO_ROW, ())}
    if not any(one.past_the_door for one in every):
        return ""
    if "" in answers:
        return "+" if any(one.reached for one in every) else "-"
    sides = [
        side.lower()
        for side in SIDES
        if any(one.reached and one.status not in none for one in answers.get(side, ()))
    ]
    return "".join(sides) or "-"
