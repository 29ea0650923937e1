"""What the cells of a column hold, seen over a sample: times, numbers, telephone and identity numbers, set words."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongjian.lib.day_order import ORDERS, year_first
from gongjian.lib.excel_time import read_time
from gongjian.lib.masks import valid_id_number, valid_phone
from gongjian.lib.problem import Problem
from gongjian.lib.sheets import words
from gongjian.lib.sheets.spool import Cell

MOST = 200
_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+\s*(?:%|万|亿|元|人|户|件|个)?")
_YES_NO_WORDS = """是 否 有 无 √ × ✓ ✔ ✗ ✘ y n yes no true false 1 0 对 错 已 未"""
_YES_NO = frozenset(_YES_NO_WORDS.split())
_DAYS = re.compile(r"\d{1,4}\s*[-/.年]\s*\d{1,2}|[A-Za-z]{3}|\d{8}")


@dataclass(frozen=True, slots=True)
class Content:
    """Shares (0 to 1) of the values that are of each kind, and the values' words."""

    count: int
    times: float
    numbers: float
    phones: float
    identities: float
    yes_no: float
    said: frozenset[str]

    def fits(self, kind: str, known: frozenset[str]) -> float:
        """How well the values suit a field of this kind: 1 all, 0 none, 0.5 where nothing can be said."""
        if not self.count:
            return 0.5
        if known:
            folded = {words.folded(word) for word in known}
            return sum(_among(word, folded) for word in self.said) / max(len(self.said), 1)
        shares = {
            "date": self.times,
            "moment": self.times,
            "number": self.numbers,
            "whole": self.numbers,
            "phone": self.phones,
            "identity": self.identities,
            "yes_no": self.yes_no,
        }
        if kind in shares:
            return shares[kind]
        return 0.1 if max(self.times, self.phones, self.identities) > 0.8 else 0.5


def content_of(values: Iterable[Cell]) -> Content:
    """Look at up to two hundred values of a column."""
    seen = [value for value in values if value is not None and value != ""][:MOST]
    texts = [_text(value) for value in seen]
    return Content(
        len(seen),
        _share([_is_time(value) for value in seen]),
        _share([_is_number(value) for value in seen]),
        _share([len(text) >= 7 and valid_phone(text) for text in texts]),
        _share([bool(re.fullmatch(r"\d{17}[\dXx]", text)) or valid_id_number(text) for text in texts]),
        _share([words.folded(text) in _YES_NO for text in texts]),
        frozenset(words.folded(text) for text in texts),
    )


def _among(word: str, known: set[str]) -> bool:
    return word in known or (
        len(word) >= 3 and any(word in one or one in word for one in known if len(one) >= 2)
    )


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def _text(value: Cell) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _is_number(value: Cell) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float) or (
        isinstance(value, str) and bool(_NUMBER.fullmatch(words.folded(value)))
    )


def _is_time(value: Cell) -> bool:
    if isinstance(value, dt.date):
        return True
    if not isinstance(value, str) or not _DAYS.search(value):
        return False
    return any(_reads(year_first(value.strip(), order)) for order in ORDERS)


def _reads(text: str) -> bool:
    try:
        read_time(text, tz=dt.UTC)
    except Problem:
        return False
    return True
