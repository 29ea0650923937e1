"""What may be seen beyond one's own community, declared by hand in shown.csv: column, on which routes, by whom, why."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from tests.conformance.access.belonging import OF_THE_OFFICE
from tests.conformance.access.marks import Canary
from tests.conformance.access.routes import Route

SHOWN = Path(__file__).parent / "shown.csv"
OWN = {"A", "X"}
SHARED_IN_THE_OFFICE = {
    "exchange:resource": "what is offered is offered to the whole office",
    "experts:service": "the catalogue of expert services is the office's",
    "experts:place": "the catalogue of expert services is the office's",
    "experts:expert": "experts are known to the whole office",
    "programmes:goal": "goals are the office's",
    "ledgers:change": "views that somebody shares are the office's; the action asks who may share",
    "orgs:detail": "units are the office's own directory",
}
"""Routes that lead to things of the community next door, in the same office, each with its reason."""


@dataclass(frozen=True)
class Line:
    """One thing that is no secret. `scope` is "everybody" (any office) or "office" (other communities of one's own)."""

    column: str
    route: str
    scope: str
    why: str

    def covers(self, canary: Canary, route: str) -> bool:
        """Whether the canary may be seen there by somebody of community A."""
        far = self.scope == "everybody" or canary.side == "B"
        return far and fnmatchcase(canary.column, self.column) and fnmatchcase(route, self.route)


def model_of(canary: Canary) -> str:
    """The model in whose row it stands."""
    return canary.column.rpartition(".")[0]


def read_shown() -> list[Line]:
    """What is declared."""
    with SHOWN.open(newline="") as file:
        return [Line(**line) for line in csv.DictReader(file)]


def leaks(
    canaries: Iterable[Canary], route: Route, lines: list[Line], *, own: Iterable[str] = OWN
) -> set[str]:
    """What of it the visitor should not see there: "column of side"."""
    return {
        f"{one.column} of {one.side}"
        for one in canaries
        if one.side not in own
        and not (one.side in "AB" and "X" in own and model_of(one) in OF_THE_OFFICE)
        and not any(line.covers(one, route.id) for line in lines)
    }
