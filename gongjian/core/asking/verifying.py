"""Repeating a draw from what was told, step by step, so that anybody can follow it; with positions instead of persons for
those who may not know who was drawn."""

from dataclasses import dataclass
from typing import Any, Protocol

from gongjian.lib import draws


class Committed(Protocol):
    """A draw over rows with `key`, `stratum` and `place`: a sample, or what a module draws by itself."""

    @property
    def seed(self) -> str:
        """64 hexadecimal digits, told after the draw."""

    @property
    def commitment(self) -> str:
        """What was told beforehand."""

    @property
    def population_digest(self) -> str:
        """What was kept of the list at the draw."""

    @property
    def size(self) -> int:
        """How many were to be drawn."""

    @property
    def respondents(self) -> Any:
        """The rows of the list."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn entry: its place in the draw, its position in the sorted list (from 1), its digest, and its key."""

    place: int
    position: int
    digest: str
    key: str


@dataclass(frozen=True, slots=True)
class Share:
    """What one part of the area gave: how many it lists, and who was drawn there by the seed."""

    stratum: str
    listed: int
    drawn: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """The draw made again: `commitment` and `digest` are worked out anew, `shares` follow from the seed and the list."""

    commitment: str
    same_seed: bool
    digest: str
    same_list: bool
    shares: tuple[Share, ...]
    same_drawn: bool

    @property
    def holds(self) -> bool:
        """Whether all three agree."""
        return self.same_seed and self.same_list and self.same_drawn

    @property
    def positions(self) -> list[int]:
        """The drawn entries' positions in the sorted list, in the order of the draw."""
        return [one.position for share in self.shares for one in share.drawn]


def repeat(sample: Committed) -> Repeated:
    """Draw again from the seed that was told and the list as it stands now. One query."""
    seed = bytes.fromhex(sample.seed)
    rows = list(sample.respondents.order_by("pk").values_list("key", "stratum", "place"))
    keys = sorted(key for key, _stratum, _place in rows)
    positions = {key: position for position, key in enumerate(keys, start=1)}
    strata: dict[str, list[str]] = {}
    for key, stratum, _place in rows:
        strata.setdefault(stratum, []).append(key)
    drawn = draws.draw_from_strata(seed, strata, sample.size)
    places = {key: place for place, key in enumerate(drawn, start=1)}
    kept = {key: place for key, _stratum, place in rows if place is not None}
    commitment, digest = draws.commitment(seed), draws.population_digest(keys)
    shares = tuple(
        Share(
            name, len(members),
            tuple(
                Drawn(places[key], positions[key], draws.rank(seed, key), key)
                for key in sorted((key for key in members if key in places), key=places.__getitem__)
            ),
        )
        for name, members in sorted(strata.items())
    )  # fmt: skip
    return Repeated(
        commitment,
        commitment == sample.commitment,
        digest,
        digest == sample.population_digest,
        shares,
        kept == places,
    )
