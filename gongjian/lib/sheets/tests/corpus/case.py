"""One bad, odd or messy file: how it is made, and what must be answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Case:
    """A file by the name that a person gives it. `code` is the problem's, or "" where it is read; then `cells` holds
    what must stand at (row, column) of the first sheet, and `notes` the codes that must be told among others. A file
    whose answer depends on how much memory its reader takes may have several right `codes`."""

    name: str
    make: Callable[[], bytes]
    code: str = ""
    cells: Mapping[Place, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    sheets: int | None = None
    flaws: Mapping[int, str] = field(default_factory=dict)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The answers that are right: problems' codes, "" for a book."""
        return self.codes or (self.code,)
