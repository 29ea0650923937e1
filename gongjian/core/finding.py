"""What a check of the doctor's found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`grade` is good, warning or bad; a sentence on what was found, and one on what to do."""

    grade: str
    words: str
    remedy: str = ""
