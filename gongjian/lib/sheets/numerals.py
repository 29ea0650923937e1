"""Numbers as people type them: full-width digits, thousands marks, 万 and 亿, per cent, units, Chinese numerals."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

_UNITS = (
    "元|块|件|人|户|次|个|家|项|条|起|名|台|套|米|㎡|m2|平方米|平米|公里|里|亩|吨|公斤|千克|kg|度|天|日|小时|分钟|分|岁"
    "|本|份|处|栋|幢|辆|只|张|页|位|场|间|批|株|盏|桶"
)
_SHAPE = re.compile(
    r"(?P<sign>[+-]?)(?P<money>[¥$€]?)(?P<sign2>[+-]?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)"
    r"(?P<power>e[+-]?\d{1,2})?(?P<scale>[千万亿]|千万|百万|十万|万亿)?(?P<cent>%|‰)?"
    rf"(?:人民币)?(?:{_UNITS})?(?:整)?",
    re.I | re.ASCII,
)
_SCALES = {"千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
_DIGITS = {
    sign: place
    for place, signs in enumerate(
        ("〇零", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for sign in signs
}
_STEPS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_CHINESE = re.compile(f"[{''.join(_DIGITS)}{''.join(_STEPS)}{''.join(_LARGE)}]+")


def plain_number(text: str) -> Decimal | None:
    """The number a text says, or None. Thousands marks must stand in threes; '50%' is 0.5; '1.2万' is 12000."""
    bare = (
        re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
        .replace("−", "-")
        .replace("—", "-")
        .replace("﹣", "-")
    )
    negative = bool(re.fullmatch(r"\([^()]+\)", bare))  # how accountants write less than nothing
    bare = bare[1:-1] if negative else bare
    found = _SHAPE.fullmatch(bare)
    if found:
        value = _value(found)
        return -value if negative and value is not None else value
    said = _chinese(re.sub(f"(?:{_UNITS})$", "", bare))
    return None if said is None else Decimal(-said if negative else said)


def _value(found: re.Match[str]) -> Decimal | None:
    try:
        value = Decimal(found["digits"].replace(",", "") + (found["power"] or ""))
    except InvalidOperation:
        return None
    value = value.scaleb(_SCALES.get(found["scale"] or "", 0))
    value = value.scaleb({"%": -2, "‰": -3}.get(found["cent"] or "", 0))
    return -value if "-" in (found["sign"], found["sign2"]) else value


def _chinese(text: str) -> int | None:
    """三百二十一, 一万二千, 十二, 二〇二四; None for everything else."""
    if not _CHINESE.fullmatch(text):
        return None
    if all(sign in _DIGITS for sign in text):
        return (
            int("".join(str(_DIGITS[sign]) for sign in text))
            if len(text) != 2 or "〇" in text or "零" in text
            else None
        )
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _STEPS:
            section += (digit or 1) * _STEPS[sign]
            digit = 0
        else:
            total = (total + section + digit) * _LARGE[sign]
            section = digit = 0
    return total + section + digit
