"""What publicity tells the modules."""

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongjian.core.items.models import Item
    from gongjian.core.publicity.models import Publication


@dataclass(frozen=True, slots=True)
class Taken:
    """The matter that an objection became, and where whoever objected can follow it."""

    item: "Item"
    follow_url: str


@dataclass(frozen=True, slots=True)
class ObjectionRaised:
    """Somebody objected. The module that takes residents' words in appends what became of it to `taken`."""

    publication: "Publication"
    text: str
    name: str
    phone: str
    now: dt.datetime
    taken: list[Taken] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Published:
    """The matter is shown to everybody from now on."""

    publication: "Publication"
