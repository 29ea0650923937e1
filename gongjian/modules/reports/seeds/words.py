"""Invented words of the demo's residents: matter, place, now and then a name and an unreachable number."""

import random
from dataclasses import dataclass

from gongjian.core.areas.models import Area
from gongjian.modules.reports.actions import Told
from gongjian.modules.reports.models import Category
from gongjian.modules.reports.seeds.matters import (
    GIVEN,
    HOUSES,
    KINDS,
    LANES,
    MATTERS,
    REFUSED,
    STREETS,
    SURNAMES,
    TWINS,
    Kind,
    Matter,
)

CHANNELS = ("web",) * 6 + ("phone", "phone", "hotline", "counter", "visit", "letter")
KIND = {kind.code: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Said:
    """A matter in somebody's words, and where."""

    matter: Matter
    kind: Kind
    told: Told
    channel: str


class Words:
    """Deals the matters out evenly, so that no two neighbours in a list say the same."""

    def __init__(self, communities: list[Area], *, rng: random.Random) -> None:
        self.communities, self.rng = communities, rng
        self.deck: list[Matter] = []
        self.orders = 0

    def matter(self) -> Matter:
        """The next matter of a shuffled deck."""
        if not self.deck:
            self.deck = self.rng.sample(MATTERS, len(MATTERS))
        return self.deck.pop()

    def said(self, categories: dict[str, Category], *, channel: str = "") -> Said:
        """Somebody tells the next matter."""
        matter = self.matter()
        area = self.rng.choice(self.communities)
        text, place = self.filled(matter.text), f"{self.rng.choice(LANES)} {self.rng.choice(HOUSES)}"
        channel = channel or self.rng.choice(CHANNELS)
        return Said(matter, KIND[matter.kind], self._told(area, text, place, channel=channel), channel)

    def refused(self) -> tuple[Told, str, str]:
        """Something that is not the office's business: what was told, why not, what to do instead."""
        text, reason, answer = self.rng.choice(REFUSED)
        return self._told(self.rng.choice(self.communities), text, "", channel="web"), reason, answer

    def twins(self) -> tuple[Told, Told]:
        """The same matter told by two people of one community."""
        area, place = self.rng.choice(self.communities), f"{self.rng.choice(LANES)}路口"
        street, estate = self.rng.choice(STREETS), "春晖家园"
        one, other = (text.format(street=street, estate=estate) for text in self.rng.choice(TWINS))
        return tuple(self._told(area, text, place, channel="web") for text in (one, other))  # type: ignore[return-value]

    def filled(self, text: str) -> str:
        """The text with a street, a lane and an estate."""
        estates = ("春晖家园", "梧桐苑", "文博小区", "丰和花园", "银杏里", "康宁小区")
        return text.format(
            street=self.rng.choice(STREETS), lane=self.rng.choice(LANES), estate=self.rng.choice(estates)
        )

    def _told(self, area: Area, text: str, place: str, *, channel: str) -> Told:
        named = self.rng.random() < 0.6
        number = f"1990000{self.rng.randint(0, 9999):04}" if named else ""
        near = 0.0018
        lat = round(area.lat + self.rng.uniform(-near, near), 6) if area.lat else None
        lon = round(area.lon + self.rng.uniform(-near, near), 6) if area.lon and lat is not None else None
        self.orders += channel == "hotline"
        return Told(
            area=area, text=text, place=place, lat=lat, lon=lon if lat is not None else None,
            name=self.rng.choice(SURNAMES) + self.rng.choice(GIVEN) if named else "", phone=number, wants_reply=named,
            external_id=f"YS12345-{self.orders:04}" if channel == "hotline" else "", is_demo=True,
        )  # fmt: skip
