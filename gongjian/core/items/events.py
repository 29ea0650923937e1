"""What the loop tells other modules."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db import models

    from gongjian.core.areas.models import Area
    from gongjian.core.items.models import Item, Step
    from gongjian.core.orgs.models import Unit


@dataclass(frozen=True, slots=True)
class ItemOpened:
    item: "Item"
    step: "Step"


@dataclass(frozen=True, slots=True)
class ItemMoved:
    """`step.source` and `step.target` are the states before and after."""

    item: "Item"
    step: "Step"


@dataclass(frozen=True, slots=True)
class PromiseMade:
    """A unit promised something in a thing of some module (`made_in`): whoever keeps the list of promises writes it down."""

    area: "Area"
    unit: "Unit"
    title: str
    to_whom: str
    due_on: dt.date
    said_in: str
    made_in: "models.Model"
    now: dt.datetime
