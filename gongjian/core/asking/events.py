"""What asking tells the modules."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongjian.core.asking.models import Respondent, ReviewSheet, Sample


@dataclass(frozen=True, slots=True)
class Asked:
    """Something final came of asking somebody: `respondent.outcome`."""

    respondent: "Respondent"


@dataclass(frozen=True, slots=True)
class SampleClosed:
    """Everybody drawn was asked as often as planned."""

    sample: "Sample"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A reviewer has handed a sheet in, or changed it."""

    sheet: "ReviewSheet"
