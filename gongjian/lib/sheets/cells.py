"""What a cell means for a field: text, number, day, yes or no, telephone and identity number; or why it means nothing."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from gongjian.lib.day_order import Order
from gongjian.lib.excel_time import read_time
from gongjian.lib.masks import normalise_phone, valid_id_number
from gongjian.lib.masks.identity import bare
from gongjian.lib.problem import Problem
from gongjian.lib.sheets.numerals import plain_number
from gongjian.lib.sheets.spool import WHOLE, Cell, CellError
from gongjian.lib.zh import clean_text

CELL_SENTENCES: dict[str, str] = {
    "error_cell": "The cell holds the error {value}; mend its formula.",
    "bad_number": "“{value}” is not a number.",
    "not_whole": "“{value}” is not a whole number.",
    "bad_time": "“{value}” is not a time that can be read; write it as 2026-03-05 14:50.",
    "order_unknown": "“{value}” may be day/month or month/day; say which, or write it as 2026-03-05.",
    "no_day": "“{value}” names no day; write it as 2026-03-05.",
    "only_clock": "“{value}” is a time of day without a day.",
    "several_days": "“{value}” names more than one day; write one.",
    "year_out": "The year of “{value}” is before 1901 or after 2100; look whether it was typed wrongly.",
    "bad_yes_no": "“{value}” is neither yes nor no.",
    "bad_phone": "“{value}” is not a telephone number; check its digits.",
    "phone_damaged": "“{value}” has lost digits of a telephone number; format the column as text and type it anew.",
    "several_phones": "“{value}” holds more than one telephone number; leave one.",
    "identity_damaged": "“{value}” has lost its last digits: Excel keeps 15. Format the column as text and type it anew.",
    "identity_wrong": "“{value}” is not an identity number: its length, birthday or check digit is wrong.",
    "too_long": "The text has {has} characters; at most {limit} are kept.",
}
SHOWN = 40
FIRST_YEAR, LAST_YEAR = 1901, 2100
_YES = frozenset(("是", "有", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "1", "对", "已", "属实", "通过"))
_NO = frozenset(
    (
        "否",
        "无",
        "×",
        "✗",
        "✘",
        "☒",
        "x",
        "n",
        "no",
        "false",
        "f",
        "0",
        "错",
        "未",
        "没有",
        "不是",
        "不属实",
        "不通过",
    )
)
_POWER = re.compile(r"\d(?:\.\d+)?e\+?\d{1,2}", re.I | re.ASCII)
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?", re.ASCII)
_MONTH = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*月?(?:份)?|\d{1,2}月\d{1,2}[日号]?|\d{4}年?", re.ASCII)
_SHORT = re.compile(r"\d{1,2}\s*([-/.])\s*\d{1,2}\s*\1\s*(?:\d{2}|\d{4})(?!\d).*", re.ASCII | re.DOTALL)
_SPAN = re.compile(r"\d{4}\s*[-/.年].*(?:至|到|~|～|—|--|、|,|，|;|\d\s*-\s*\d{4}).*\d", re.ASCII | re.DOTALL)
_PARTED = re.compile(r"[、,，;；/\s|]+|或|和")


class BadCell(Problem):
    """A cell that cannot be what its field wants; `code` is a key of `CELL_SENTENCES`, `values` fill the sentence."""

    def __init__(self, code: str, value: object = "", **values: object) -> None:
        super().__init__(code, CELL_SENTENCES[code], value=str(value).strip()[:SHOWN], **values)


def text_of(cell: Cell, *, longest: int | None = None) -> str:
    """The cell as text, cleaned of what nobody sees; numbers without needless zeros, days as 2024-03-05.

    A single leading apostrophe, which Excel uses to keep digits as text, is no part of it. Raises `BadCell` for an
    error's cell and for more than `longest` characters.
    """
    text = clean_text(cell) if isinstance(cell, str) else _written(cell)
    if text[:1] in ("'", "’") and text[1:2].isdigit():
        text = text[1:]
    if longest is not None and len(text) > longest:
        raise BadCell("too_long", has=len(text), limit=longest)
    return text


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, CellError):
        raise BadCell("error_cell", cell.code)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}" if abs(cell) < 1e21 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="seconds" if cell.second else "minutes")
    if isinstance(cell, dt.time):
        return cell.isoformat(timespec="seconds" if cell.second else "minutes")
    return str(cell)


def number_of(cell: Cell) -> Decimal:
    """The number: '１，２３４．５' is 1234.5, '1.2万' 12000, '50%' 0.5, '(30)' -30. Raises `BadCell`."""
    if isinstance(cell, bool):
        raise BadCell("bad_number", cell)
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, float):
        return Decimal(f"{cell:.15g}")  # as many digits as Excel itself keeps
    text = text_of(cell)
    value = plain_number(text) if isinstance(cell, str) else None
    if value is None or not value.is_finite():
        raise BadCell("bad_number", text)
    return value


def whole_of(cell: Cell) -> int:
    """The whole number. Raises `BadCell`."""
    value = number_of(cell)
    if value != value.to_integral_value():
        raise BadCell("not_whole", text_of(cell))
    return int(value)


def time_of(cell: Cell, *, tz: dt.tzinfo, order: Order | None = None) -> dt.datetime | dt.date:
    """The day, or the moment in `tz` where the cell holds an hour. `order` is the one seen over the column
    (`day_order.order_of`); without it 5/3/2024 is not guessed. Raises `BadCell`."""
    if isinstance(cell, dt.time | dt.timedelta):
        raise BadCell("only_clock", text_of(cell))
    if isinstance(cell, bool | None | CellError):
        raise BadCell("bad_time", text_of(cell))
    value = cell
    if isinstance(value, str):
        text = text_of(value)
        value = float(text) if _SERIAL.fullmatch(text) else text
    try:
        read = read_time(value, tz=tz, order=order)
    except Problem:
        raise _no_time(value, order) from None
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise BadCell("year_out", text_of(cell))
    return read


def _no_time(value: object, order: Order | None) -> BadCell:
    text = unicodedata.normalize("NFKC", str(value)).strip()
    year = re.match(r"(\d{4})\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}", text, re.ASCII)
    if year and not FIRST_YEAR <= int(year[1]) <= LAST_YEAR:
        return BadCell("year_out", text)
    if _MONTH.fullmatch(text):
        return BadCell("no_day", text)
    if order is None and _SHORT.fullmatch(text):
        return BadCell("order_unknown", text)
    return BadCell("several_days" if _SPAN.fullmatch(text) else "bad_time", text)


def yes_no_of(cell: Cell) -> bool:
    """是, 有, √, Y, 1 or 否, 无, ×, N, 0. Raises `BadCell`."""
    if isinstance(cell, bool):
        return cell
    text = unicodedata.normalize("NFKC", text_of(cell)).lower().rstrip("。.")
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise BadCell("bad_yes_no", text)


def phone_of(cell: Cell) -> str:
    """A telephone number as digits alone. A number's cell is whole again: 1.38E+10 is 13800138000, and a landline gets
    back the nought that Excel took. Raises `BadCell`; a number whose digits are lost is never restored by guess."""
    text = text_of(cell)
    if (isinstance(cell, float) and not abs(cell) < WHOLE) or _POWER.fullmatch(text):
        raise BadCell("phone_damaged", text)
    tries = [text]
    if isinstance(cell, int | float) or (isinstance(cell, str) and re.fullmatch(r"\d{11}\.0+", text)):
        text = text.split(".")[0]
        tries = [text, f"0{text}"]
    for one in tries:
        try:
            return normalise_phone(one)
        except Problem:
            continue
    parts = [part for part in _PARTED.split(text) if len(part) >= 7]
    raise BadCell("several_phones" if len(parts) > 1 else "bad_phone", text)


def identity_of(cell: Cell) -> str:
    """An identity number of 18 characters, or 15 of before 1999. Raises `BadCell`: what Excel has rounded is named as
    damaged, never stored."""
    text = text_of(cell)
    if isinstance(cell, float) or (isinstance(cell, int) and len(text) > 15) or _POWER.fullmatch(text):
        raise BadCell("identity_damaged", text)
    number = bare(text)
    if valid_id_number(number):
        return number
    if re.fullmatch(r"\d{15}0{3}", number):
        raise BadCell("identity_damaged", text)
    raise BadCell("identity_wrong", text)
