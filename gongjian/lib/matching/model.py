"""What matching knows of a need and of a resource: plain values, no rows of a database."""

from dataclasses import dataclass, field

ANY = 0b1111111


@dataclass(frozen=True, slots=True)
class Window:
    """When something can be: days from `start` to `end` (proleptic ordinals, both included; None: open), on the
    weekdays of the mask (bit 0 is Monday)."""

    start: int | None = None
    end: int | None = None
    weekdays: int = ANY

    def meets(self, other: "Window") -> bool:
        """Whether there is at least one day in both."""
        start = max((day for day in (self.start, other.start) if day is not None), default=None)
        end = min((day for day in (self.end, other.end) if day is not None), default=None)
        both = self.weekdays & other.weekdays
        if start is None or end is None:
            return bool(both) and (start is None or end is None or start <= end)
        if start > end:
            return False
        return any(both >> ((day - 1) % 7) & 1 for day in range(start, min(end, start + 6) + 1))


@dataclass(frozen=True, slots=True)
class Ask:
    """A need. `place` is the path of its area, `lat` and `lon` its spot, `weight` how much it counts to serve it
    (positive), `measure` the unit in which `quantity` is counted, `audience` for whom it is."""

    key: int
    category: str
    text: str
    quantity: int = 1
    measure: str = ""
    weight: float = 1.0
    when: Window = Window()
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    audience: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A resource. `left` is what of its capacity is free, `owner` who gives it, `serves` the areas (paths) it is for (empty:
    all), `audiences` the people it is for (empty: all), `rating` the mean mark of its past deliveries out of 5 over
    `deliveries`."""

    key: int
    owner: int
    category: str
    text: str
    left: int = 1
    measure: str = ""
    when: Window = Window()
    serves: tuple[str, ...] = ()
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    audiences: frozenset[str] = frozenset()
    rating: float = 0.0
    deliveries: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """How much each kind of reason counts (they add up to 1), the pairs that were declined and are not proposed again,
    and how many needs one owner is asked to serve in one plan (None: no limit)."""

    words: float = 0.4
    place: float = 0.2
    time: float = 0.1
    room: float = 0.1
    past: float = 0.2
    declined: frozenset[tuple[int, int]] = frozenset()
    most_per_owner: int | None = field(default=None)

    def __post_init__(self) -> None:
        total = self.words + self.place + self.time + self.room + self.past
        if abs(total - 1) > 1e-9 or min(self.words, self.place, self.time, self.room, self.past) < 0:
            raise ValueError("the shares of the reasons must be positive and add up to 1")
        if self.most_per_owner is not None and self.most_per_owner < 1:
            raise ValueError("an owner must be allowed at least one")
