"""What an import would do, before anything is written: counts, and the first rows of each kind."""

from collections.abc import Sequence
from typing import Any

from gongjian.core.intake.compare import FirstOnly, Sorted, in_words, sort_out
from gongjian.core.intake.course import Course, Tell, silent
from gongjian.core.intake.spec import Entry, IntakeField
from gongjian.core.intake.writing import known_of

SHOWN = 10
SHOWN_BAD = 100


def check(course: Course, tell: Tell = silent) -> tuple[dict[str, int], dict[str, Any]]:
    """Counts of new, changed, same and bad rows, and a preview: `columns` with labels, `new` and `changed` rows in
    words (personal values masked), `bad` rows with their sentences."""
    first = FirstOnly()
    counts = {"new": 0, "changed": 0, "same": 0, "bad": 0}
    seen = Preview(course.fields, [column.field.name for column in course.converter.columns])
    for rows in course.chunks():
        entries, bad = course.convert(rows, first)
        found = sort_out(entries, known_of(course, entries))
        found.bad = bad
        for name, number in (("new", len(found.new)), ("changed", len(found.changed)), ("bad", len(bad))):
            counts[name] += number
        counts["same"] += found.same
        seen.take(found)
        tell(rows[-1][0] - course.head.start + 1, course.total)
    return counts, seen.as_json()


class Preview:
    """The first rows of each kind, in words."""

    def __init__(self, fields: Sequence[IntakeField], names: Sequence[str]) -> None:
        self.fields = {one.name: one for one in fields}
        self.names = list(dict.fromkeys(names))
        self.new: list[dict[str, Any]] = []
        self.changed: list[dict[str, Any]] = []
        self.bad: list[dict[str, Any]] = []

    def take(self, found: Sorted) -> None:
        """Keep what there is room for."""
        for entry in found.new[: SHOWN - len(self.new)]:
            self.new.append({"row": entry.row, "cells": self._cells(entry)})
        for entry, known, names in found.changed[: SHOWN - len(self.changed)]:
            differences = [
                {
                    "label": str(self.fields[name].label),
                    "old": in_words(known.values[name], self.fields[name]),
                    "new": in_words(entry.values[name], self.fields[name]),
                }
                for name in names
                if name in self.fields
            ]
            self.changed.append({"row": entry.row, "label": known.label, "differences": differences})
        for bad in found.bad[: SHOWN_BAD - len(self.bad)]:
            self.bad.append({"row": bad.row, "reason": bad.reason})

    def _cells(self, entry: Entry) -> list[str]:
        return [in_words(entry.values.get(name), self.fields[name]) for name in self.names]

    def as_json(self) -> dict[str, Any]:
        """To be kept with the batch."""
        columns = [str(self.fields[name].label) for name in self.names]
        return {"columns": columns, "new": self.new, "changed": self.changed, "bad": self.bad}
