"""Proposes which column fills which field: by name, synonym, parts of the name, likeness, and what the cells hold."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gongjian.lib.sheets import words
from gongjian.lib.sheets.content import Content, content_of
from gongjian.lib.sheets.heading import Column, Heading
from gongjian.lib.sheets.spool import Cell, Row

ENOUGH = 0.5  # below this nothing is proposed
FULL = 1.0


@dataclass(frozen=True, slots=True)
class FieldHint:
    """What is known of a field: its label and synonyms, its kind (the words of `FieldKind`), and for fields whose
    values are limited the words that may stand in a cell (choices, names of areas, units, persons)."""

    name: str
    label: str = ""
    synonyms: tuple[str, ...] = ()
    kind: str = "text"
    required: bool = False
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The field proposed for a column, or "" for none, how sure (0 to 1), and why: "name", "synonym", "part", "like",
    "content" or ""."""

    column: int
    field: str
    score: float
    reason: str


def suggest(heading: Heading, samples: Sequence[Row], fields: Sequence[FieldHint]) -> list[Suggestion]:
    """One suggestion for each column of the heading, in its order; every field is proposed at most once.

    `samples` are rows of the list (a hundred are plenty). Pairs are taken from the surest down; then columns exchange
    their fields where that makes the whole surer.
    """
    held = {column.index: content_of(_values(samples, column.index)) for column in heading.columns}
    sure: dict[tuple[int, str], tuple[float, str]] = {}
    for column in heading.columns:
        for one in fields:
            score, reason = _fit(column, held[column.index], one, found=heading.found)
            if score >= ENOUGH:
                sure[column.index, one.name] = (score, reason)
    chosen = _assign(sure)
    return [
        Suggestion(column.index, field, *sure[column.index, field])
        if field
        else Suggestion(column.index, "", 0.0, "")
        for column in heading.columns
        for field in [chosen.get(column.index, "")]
    ]


def _values(samples: Sequence[Row], index: int) -> list[Cell]:
    return [row[index - 1] for row in samples if index <= len(row) and row[index - 1] not in (None, "")]


def _fit(column: Column, content: Content, field: FieldHint, *, found: bool) -> tuple[float, str]:
    """How well a column fits a field, and why."""
    score, reason = _by_name(column, field) if found else (0.0, "")
    holds = content.fits(field.kind, field.words)
    if score:
        return min(max(score + 0.1 * (holds - 0.5), 0.0), 1.0), reason
    if holds >= 0.9 and field.kind in ("phone", "identity"):
        return 0.6, "content"
    if field.words and holds >= 0.8 and content.count >= 3:
        return 0.5 + 0.1 * holds, "content"
    return 0.0, ""


def _by_name(column: Column, field: FieldHint) -> tuple[float, str]:
    best, why = 0.0, ""
    for name, worth in _spoken(column):
        for said, reason in (
            (field.label, "name"),
            (field.name, "name"),
            *((one, "synonym") for one in field.synonyms),
        ):
            score, how = _alike(name, said)
            score *= worth * (0.98 if reason == "synonym" else FULL)
            if score > best:
                best, why = score, reason if how == "same" else how
    return (best, why) if best >= ENOUGH else (0.0, "")


def _spoken(column: Column) -> list[tuple[str, float]]:
    """The names by which a column may be known: whole, joined without a mark, its last level, its group alone."""
    levels = column.levels or (column.name,)
    names = [(column.name, FULL), ("".join(levels), 0.99), (levels[-1], 0.97 if len(levels) > 1 else FULL)]
    if len(levels) > 1:
        names += [("".join(levels[-2:]), 0.98), (levels[0], 0.55)]
    return names


@lru_cache(maxsize=20_000)
def _alike(name: str, said: str) -> tuple[float, str]:
    """How alike a heading and a field's word are (0 to 1), and how: same, part, like."""
    if not name or not said:
        return 0.0, ""
    if words.folded(name) == words.folded(said):
        return FULL, "same"
    one, other = words.essence(name), words.essence(said)
    if not one or not other:
        return 0.0, ""
    if one == other:
        return 0.97, "same"
    short, long = sorted((one, other), key=len)
    chinese = bool(re.search("[\u4e00-\u9fff]", short))
    if short in long and (len(short) >= 2 if chinese else len(short) >= 0.5 * len(long)):
        worth = len(short) / len(long)
        ends = long.endswith(short) or long.startswith(short)
        return (0.55 + 0.35 * worth) if ends else (0.45 + 0.35 * worth), "part"
    shared = _bigrams(one) & _bigrams(other)
    likeness = 2 * len(shared) / max(len(_bigrams(one)) + len(_bigrams(other)), 1)
    return (0.85 * likeness, "like") if likeness >= 0.6 else (0.0, "")


def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 2] for place in range(max(len(text) - 1, 1)))


def _assign(sure: Mapping[tuple[int, str], tuple[float, str]]) -> dict[int, str]:
    """Each column and each field at most once: from the surest pair down, then exchanged while the sum grows."""
    chosen: dict[int, str] = {}
    taken: set[str] = set()
    for (column, field), _ in sorted(sure.items(), key=lambda one: (-one[1][0], one[0])):
        if column not in chosen and field not in taken:
            chosen[column] = field
            taken.add(field)
    while _exchange(chosen, sure):
        pass
    return chosen


def _worth(sure: Mapping[tuple[int, str], tuple[float, str]], pairs: Iterable[tuple[int, str]]) -> float:
    return sum(sure[pair][0] if pair in sure else -9.0 for pair in pairs if pair[1])


def _exchange(chosen: dict[int, str], sure: Mapping[tuple[int, str], tuple[float, str]]) -> bool:
    """One exchange that makes the sum larger: a column hands its field to one that has none and takes another."""
    taken = set(chosen.values())
    columns = {column for column, _ in sure}
    for column in sorted(columns - set(chosen)):
        for other, field in sorted(pair for pair in sure if pair[0] == column):
            holder = next((one for one, has in chosen.items() if has == field), None)
            if holder is None:
                continue
            for _, free in sorted(pair for pair in sure if pair[0] == holder and pair[1] not in taken):
                if _worth(sure, ((other, field), (holder, free))) > _worth(sure, ((holder, field),)):
                    chosen[column], chosen[holder] = field, free
                    return True
    return False
