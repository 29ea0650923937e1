"""The words by which marks may name ledgers, columns, filters and their values: Chinese, English and the plain name."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation

from gongjian.core.ledgers.filters import Asked, ChoiceFilter
from gongjian.core.ledgers.ledger import NUMERIC, Column, Ledger
from gongjian.core.manifest import manifests
from gongjian.core.measures.registry import registry
from gongjian.core.papers.more import more_columns
from gongjian.core.words import Words


def ledgers() -> list[Ledger]:
    """Every ledger of the product."""
    return [ledger for module in manifests() for ledger in module.ledgers]


def ledger_of(slug: str) -> Ledger:
    """The ledger of this slug; raises KeyError."""
    return {ledger.slug: ledger for ledger in ledgers()}[slug]


def ledger_of_kind(kind: str) -> Ledger | None:
    """The ledger of a kind of matter."""
    return next((one for one in ledgers() if one.flow is not None and one.flow.kind == kind), None)


def said(words: Words) -> list[str]:
    """A text in every language of the product, the reader's own first."""
    found = [str(words).strip()]
    for code, _label in settings.LANGUAGES:
        with translation.override(code):
            found.append(str(words).strip())
    return list(dict.fromkeys(found))


def folded(word: str) -> str:
    """How two spellings are compared: without case, blanks, brackets' kinds, and the 已 of 已超期 and 已办结."""
    plain = "".join(word.casefold().split()).translate(str.maketrans("（）：", "():"))
    return plain.removeprefix("已") or plain


@dataclass(frozen=True, slots=True)
class Named:
    """A thing and all its names."""

    thing: Any
    names: tuple[str, ...]


def find(named: Iterable[Named], word: str) -> Any:
    """The thing of this name, or None."""
    sought = folded(word)
    return next((one.thing for one in named if sought in {folded(name) for name in one.names}), None)


def nearest(named: Iterable[Named], word: str) -> str:
    """The known word most like the one written, or ""."""
    known = {folded(name): name for one in reversed(list(named)) for name in reversed(one.names) if name}
    sought = folded(word)
    inside = [name for key, name in known.items() if sought and (sought in key or key in sought)]
    if inside:
        return min(inside, key=lambda name: abs(len(name) - len(word)))
    close = difflib.get_close_matches(sought, list(known), n=1, cutoff=0.4)
    return known[close[0]] if close else ""


def ledger_names() -> list[Named]:
    """Ledgers by title, what their matters are called, and slug."""
    return [Named(ledger, (*said(ledger.title), ledger.slug)) for ledger in ledgers()]


def column_names(ledger: Ledger) -> list[Named]:
    """Columns by heading, by what offices call them (from the import's synonyms), and name."""
    other: dict[str, tuple[str, ...]] = {}
    for one in ledger.intake.fields if ledger.intake else ():
        other[one.name] = one.synonyms
    return [
        Named(column, (*said(column.label), column.name, *other.get(column.name, ())))
        for column in ledger.columns
    ]


def more_names(ledger: Ledger) -> list[Named]:
    """What else a paper about a single matter may say of it."""
    return [Named(column, (*said(column.label), column.name)) for column in more_columns(ledger)]


def filter_names(ledger: Ledger) -> list[Named]:
    """Filters by label and name."""
    return [Named(part, (*said(part.label), part.name)) for part in ledger.filters]


def view_names(ledger: Ledger) -> list[Named]:
    """Saved views by label and slug."""
    return [Named(view, (*said(view.label), view.slug)) for view in ledger.views]


def choice_names(part: ChoiceFilter, asked: Asked) -> list[Named]:
    """The values that a filter allows this person, by their words."""
    found: dict[str, list[str]] = {}
    for code in ("", *(code for code, _label in settings.LANGUAGES)):
        with translation.override(code or translation.get_language()):
            for value, label in part.allowed(asked):
                found.setdefault(str(value), []).append(str(label).strip())
    return [Named(value, tuple(dict.fromkeys((*names, value)))) for value, names in found.items()]


def measure_names() -> list[Named]:
    """Measures by label and name."""
    return [Named(measure, (*said(measure.label), name)) for name, measure in registry().items()]


def sums(columns: Sequence[Column]) -> list[Column]:
    """Columns that can be added up."""
    return [column for column in columns if column.sort and column.kind in NUMERIC]
