"""Cuts text into records of fields; one malformed line is told and never shifts its neighbours."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

SEPARATORS = ("\t", ",", ";", "|")
MOST_LINES, MOST_CHARACTERS = 1000, 2_000_000  # of one quoted field
_QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*"')
_AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')  # how programs keep Excel from turning digits into numbers


class Record(NamedTuple):
    """One record: the line it begins on (from 1), its fields, and the flaw's code, or nothing."""

    line: int
    fields: list[str]
    flaw: str


def said_separator(line: str) -> str:
    """The separator that a first line `sep=;` tells, or nothing."""
    found = re.fullmatch(r'"?sep=(.)"?\s*', line, re.IGNORECASE)
    return found[1] if found else ""


def find_separator(lines: Iterable[str], *, likely: str = ",") -> str:
    """The separator that cuts most lines into the same number of fields; `likely` where none does."""
    bare = [_QUOTED.sub("", line) for line in lines if line.strip()]
    best, best_score = likely, 0.0
    for separator in SEPARATORS:
        counts = Counter(line.count(separator) for line in bare)
        counts.pop(0, None)
        if not counts:
            continue
        count, times = max(counts.items(), key=lambda one: (one[1], one[0]))
        score = times / len(bare) * (1 + min(count, 10) / 50) + (0.05 if separator == likely else 0)
        if score > best_score:
            best, best_score = separator, score
    return best


def records(lines: Iterable[str], *, separator: str, first: int = 1) -> Iterator[Record]:
    """The records of the lines, which end with their line breaks; `first` is the number of the first line.

    A quoted field may go on over lines. One that is never closed, or whose closing mark is followed by more text, makes
    a record of its first line alone, cut at its separators as it stands.
    """
    reader = _Reader(iter(lines), separator)
    number = first
    while (line := reader.next()) is not None:
        if '"' not in line:
            yield Record(number, line.rstrip("\n").split(separator), "")
            number += 1
            continue
        fields, flaw, used = reader.quoted(line)
        yield Record(number, fields, flaw)
        number += used


class _Reader:
    def __init__(self, lines: Iterator[str], separator: str) -> None:
        self.lines, self.separator = lines, separator
        self.ahead: deque[str] = deque()
        cut = re.escape(separator)
        spaces = " *" if separator == "\t" else r"[ \t]*"
        self.whole = re.compile(rf'{spaces}"([^"]*(?:""[^"]*)*)"{spaces}({cut}|\n?\Z)')
        self.open = re.compile(rf'{spaces}"[^"]*(?:""[^"]*)*\Z')
        self.bare = re.compile(rf"([^{cut}\n]*)({cut}|\n?\Z)")
        self.begins = re.compile(rf'{spaces}"')

    def next(self) -> str | None:
        return self.ahead.popleft() if self.ahead else next(self.lines, None)

    def quoted(self, line: str) -> tuple[list[str], str, int]:
        """The fields of a record that begins with `line`, its flaw, and how many lines it took."""
        text, taken = line, [line]
        fields: list[str] = []
        place = 0
        while True:
            flaw, place = self._go(text, fields, place)
            if flaw != "quote_open":
                break
            more = self._until_quote(sum(map(len, taken)), len(taken))
            if more is None:
                break
            taken += more
            text += "".join(more)
        if not flaw:
            return fields, "", len(taken)
        self.ahead.extendleft(reversed(taken[1:]))
        flaw = (
            "quote_open" if len(taken) > 1 else flaw
        )  # what closed it far below was another one's beginning
        return line.rstrip("\n").split(self.separator), flaw, 1

    def _go(self, text: str, fields: list[str], place: int) -> tuple[str, int]:
        while True:
            if self.begins.match(text, place):
                found = self.whole.match(text, place)
                if not found:
                    return ("quote_open" if self.open.match(text, place) else "quote_inside"), place
                fields.append(found[1].replace('""', '"'))
            else:
                found = self.bare.match(text, place)
                if not found:
                    return "quote_inside", place
                fields.append(found[1])
            place = found.end()
            if found[2] != self.separator:
                return "", place

    def _until_quote(self, size: int, count: int) -> list[str] | None:
        """Further lines up to one that holds a quotation mark; None (and nothing taken) where none comes in reach."""
        more: list[str] = []
        while count + len(more) < MOST_LINES and size < MOST_CHARACTERS:
            line = self.next()
            if line is None:
                break
            more.append(line)
            size += len(line)
            if '"' in line:
                return more
        self.ahead.extendleft(reversed(more))
        return None


def bare_value(field: str) -> str:
    """The field without the wrapping `="…"` that keeps digits as text."""
    if field.startswith('="') and (found := _AS_TEXT.fullmatch(field)):
        return found[1].replace('""', '"')
    return field
