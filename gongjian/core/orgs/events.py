"""What organisations tell modules."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongjian.core.orgs.models import Unit
    from gongjian.core.people.models import Person


@dataclass(frozen=True, slots=True)
class UnitWithdrew:
    """A unit takes no more part from `on`; what it gave stays readable. `by` is None when it said so by private link."""

    unit: "Unit"
    on: dt.date
    reason: str
    by: "Person | None"
