"""One cell, read by the kind of its field; the library's problems in words for a clerk."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.intake.names import folded
from gongjian.core.intake.sentences import words_of
from gongjian.core.refusal import Refused
from gongjian.core.words import Words
from gongjian.lib.day_order import Order
from gongjian.lib.problem import Problem
from gongjian.lib.sheets import cells
from gongjian.lib.sheets.spool import CellError

SHOWN = 8
PARTING = re.compile(r"([|、，,；;/])")

PROBLEMS: dict[str, Words] = {
    "error_cell": gettext_lazy("the cell holds the error %(value)s; mend its formula"),
    "bad_number": gettext_lazy("“%(value)s” is no number"),
    "not_whole": gettext_lazy("“%(value)s” is no whole number"),
    "bad_time": gettext_lazy("“%(value)s” is no time that can be read; write it as 2026-03-05 14:50"),
    "order_unknown": gettext_lazy("“%(value)s” may be day/month or month/day; write it as 2026-03-05"),
    "no_day": gettext_lazy("“%(value)s” names no day; write it as 2026-03-05"),
    "only_clock": gettext_lazy("“%(value)s” is a time of day without a day; write it as 2026-03-05 14:50"),
    "several_days": gettext_lazy("“%(value)s” names more than one day; write one"),
    "year_out": gettext_lazy(
        "the year of “%(value)s” is before 1901 or after 2100; look whether it was typed wrongly"
    ),
    "bad_yes_no": gettext_lazy("“%(value)s” is neither yes nor no; write 是 or 否"),
    "bad_phone": gettext_lazy("this is no telephone number; check its digits"),
    "phone_damaged": gettext_lazy(
        "Excel has lost digits of the telephone number; format the column as text and type it anew"
    ),
    "several_phones": gettext_lazy("there is more than one telephone number; leave one"),
    "identity_damaged": gettext_lazy(
        "Excel has lost the last digits of the identity number; format the column as text and type it anew"
    ),
    "identity_wrong": gettext_lazy("this is no identity number: its length, birthday or last digit is wrong"),
    "too_long": gettext_lazy("the text has %(has)s characters; at most %(limit)s are kept"),
}


def say(problem: Problem) -> str:
    """The library's problem in words; numbers of persons are not quoted."""
    return words_of(problem.code, problem.values, PROBLEMS, otherwise=str(problem))


def text_of(cell: Any) -> str:
    """What the cell says, as somebody reads it in the sheet; an error by its code."""
    kind = type(cell)
    if kind is str:
        return cell if cell.isalnum() else cells.text_of(cell)
    if kind is int:
        return str(cell)
    if cell is None:
        return ""
    if kind is bool:
        return _("yes") if cell else _("no")
    return cell.code if kind is CellError else cells.text_of(cell)


def read_text(cell: Any, *, longest: int) -> str:
    """Text without invisible characters; a number as its digits."""
    if type(cell) is str and len(cell) <= longest and cell.isalnum():
        return cell
    return cells.text_of(cell, longest=longest)


def read_number(cell: Any) -> Decimal | None:
    """A number: with thousands separators, full-width digits, 万 or %."""
    return None if _is_blank(cell) else cells.number_of(cell)


def read_whole(cell: Any) -> int | None:
    """A whole number."""
    if type(cell) is int:
        return cell
    return None if _is_blank(cell) else cells.whole_of(cell)


def read_moment(cell: Any, *, order: Order, tz: dt.tzinfo) -> dt.datetime | dt.date | None:
    """A moment in the office's zone, or a day where the cell holds no hour (Excel's days come as midnight)."""
    if type(cell) is dt.datetime and not (cell.hour or cell.minute or cell.second or cell.microsecond):
        cell = cell.date()
    return None if _is_blank(cell) else cells.time_of(cell, tz=tz, order=order)


def day_of(value: dt.datetime | dt.date | None) -> dt.date | None:
    """The day of a moment."""
    return value.date() if isinstance(value, dt.datetime) else value


def read_yes_no(cell: Any) -> bool | None:
    """是, 有, √ and their like; 否, 无, × and theirs."""
    return None if _is_blank(cell) else cells.yes_no_of(cell)


def read_phone(cell: Any) -> str | None:
    """A telephone number as digits."""
    return None if _is_blank(cell) else cells.phone_of(cell)


def read_identity(cell: Any) -> str | None:
    """An identity number, whole: one that Excel has rounded is refused."""
    return None if _is_blank(cell) else cells.identity_of(cell)


def choice_reader(choices: Sequence[tuple[str, str]]) -> Callable[[Any], str | None]:
    """Reads a code or its words; what is neither is refused with what may stand there."""
    known = {folded(words): code for code, words in reversed(choices)} | {
        folded(code): code for code, _words in choices
    }

    def read(cell: Any) -> str | None:
        text = folded(text_of(cell))
        if not text:
            return None
        if text not in known:
            names = "、".join(words for _code, words in choices[:SHOWN]) + (
                "…" if len(choices) > SHOWN else ""
            )
            words = _("“%(value)s” is none of the choices: %(names)s")
            raise Refused(words % {"value": " ".join(text_of(cell).split())[:30], "names": names})
        return known[text]

    return read


def several_reader(choices: Sequence[tuple[str, str]]) -> Callable[[Any], list[str] | None]:
    """Reads choices one after the other, parted by 、 ， ； / or |: their codes, each once. A choice may hold such a mark
    itself (网络、走访): the longest that is known counts."""
    one = choice_reader(choices)
    known = {folded(words) for _code, words in choices}

    def read(cell: Any) -> list[str] | None:
        parts = PARTING.split(text_of(cell))
        found: dict[str, None] = {}
        while parts:
            ends = range(len(parts), 1, -2)
            end = next((place for place in ends if folded("".join(parts[:place])) in known), 1)
            if (code := one("".join(parts[:end]))) is not None:
                found[code] = None
            parts = parts[end + 1 :]
        return list(found) or None

    return read


def _is_blank(cell: Any) -> bool:
    return type(cell) is str and not cells.text_of(cell)
