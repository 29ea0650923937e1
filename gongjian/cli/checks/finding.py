"""What one check found."""

from dataclasses import dataclass
from enum import Enum


class Grade(Enum):
    """How bad it is: only BAD makes the doctor fail."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence on what was found, and one on what to do."""

    grade: Grade
    words: str
    remedy: str = ""
