"""Finds telephone and identity numbers in running text and masks them, leaving every other number alone."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from gongjian.lib.masks.digits import INVISIBLE, SEPARATOR, plain_digits
from gongjian.lib.masks.identity import bare, has_long_shape, is_birthday, mask_id_number, valid_id_number
from gongjian.lib.masks.phones import mask_phone, normalise_phone
from gongjian.lib.problem import Problem


class Found(NamedTuple):
    """A number that was masked: "mobile", "landline" or "identity", its one form, and its place in the original."""

    kind: str
    value: str
    start: int
    end: int


class MaskedText(NamedTuple):
    """The text that may be stored and read by all, and what was taken out, in order."""

    text: str
    found: tuple[Found, ...]


_SEP = f"{SEPARATOR}{{0,3}}"
_ONE = rf"(?:{SEPARATOR}{{0,2}})"
_MONEY = r"(?!\s?[0-9]*(?:\.[0-9]{1,2})?\s?(?:元(?![旦宵月])|万元|亿元))"

_IDENTITY = re.compile(
    rf"(?<![0-9])[1-9][0-9]{{2}}{_ONE}[0-9]{{3}}{_ONE}"
    rf"(?:(?:1[89]|20)[0-9]{{2}}{_ONE}[01][0-9]{_ONE}[0-3][0-9]{_ONE}[0-9]{{3}}{_ONE}[0-9Xx](?![0-9])"
    rf"|[0-9]{{2}}{_ONE}[01][0-9]{_ONE}[0-3][0-9]{_ONE}[0-9]{{3}}(?![0-9]))"
)
_SAID = re.compile(r"(?:身份证|证件|身份號|身份号)[^0-9\n]{0,12}$")
_OTHER = re.compile(
    r"(?:流水|订单|工单|运单|快递|批次|受理|编|序|票|案)(?:号|编号|号码|码)?[是为：:\s]{0,3}$"
)
_SERIAL = re.compile("[A-Za-z]-$")  # GD-410105-20260305-0007 is the number of a paper
_MOBILE = re.compile(
    rf"(?<![0-9])(?<![¥￥$])(?:(?:\+{_SEP}|00{_SEP})?86{_SEP}|0(?=1))?(?P<number>1{_SEP}[3-9](?:{_SEP}[0-9]){{9}})"
    rf"(?![0-9]){_MONEY}"
)
_JOINED = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}){2,5}(?![0-9])")
_LANDLINE = re.compile(
    rf"(?<![0-9])(?<![0-9][-/.:])(?:(?:\+|00)?86{_SEP})?[(]?{_ONE}"
    rf"(?P<area>0(?:10|2[0-9]|[3-9][0-9]{{2}}))"
    rf"{_ONE}[)]?{_SEP}(?P<local>[2-9][0-9]{{2,3}}{_ONE}[0-9]{{4}})(?![0-9])"
    rf"(?:(?:{_ONE}(?:转|分机){_ONE}|-)[0-9]{{1,6}}(?![0-9]))?"
)

_DIGIT = re.compile(r"\d")  # of any script
FEWEST = 10  # digits of the shortest number that is masked

# How people group the eleven digits; other groupings are lists of numbers, floors, dates.
_GROUPS = {
    *(
        (11,),
        (3, 8),
        (3, 4, 4),
        (3, 3, 5),
        (4, 3, 4),
        (4, 4, 3),
        (7, 4),
        (5, 6),
        (6, 5),
        (3, 5, 3),
        (4, 7),
        (3, 7, 1),
    ),
    *(
        (1, 10),
        (1, 3, 3, 4),
        (1, 3, 7),
        (3, 2, 2, 4),
        (3, 2, 2, 2, 2),
        (3, 4, 2, 2),
        (3, 2, 3, 3),
        (3, 2, 6),
        (3, 1, 7),
    ),
    *((3, 3, 3, 2), (2, 3, 3, 3), (3, 2, 4, 2), (1,) * 11, (3,) + (1,) * 8),
}
_GROUP_GAP = re.compile(rf"(?:(?![{INVISIBLE}]){SEPARATOR})+")
_HIDDEN = re.compile(f"[{INVISIBLE}]")


def mask_text(text: str, *, landlines: bool = True) -> MaskedText:
    """Masks mobile numbers, landlines with area code, and identity numbers, however they are spaced or typed.

    An identity number counts when its check digit is right or the words before it call it one. Eighteen digits in one
    piece with a province and a birthday count too, as a slip of the finger leaves them somebody's number, unless the
    words before them call them the number of a paper. Report numbers, dates, amounts of money and number plates stay.
    Masking twice changes nothing more. `landlines=False` leaves landlines alone, for an office's own words, where they
    are the numbers of offices.
    """
    if len(text) < FEWEST or len(_DIGIT.findall(text)) < FEWEST:
        return MaskedText(text, ())
    digits = plain_digits(text)
    if not re.search(rf"[0-9](?:{_SEP}[0-9)(]){{9}}", digits):
        return MaskedText(text, ())
    found: list[Found] = []
    fixed = _landlines(digits) if landlines else ()
    for one in (*_identities(digits), *_joined(digits), *_mobiles(digits), *fixed):
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    found.sort(key=lambda one: one.start)
    parts, place = [], 0
    for one in found:
        mask = mask_id_number(one.value) if one.kind == "identity" else _several(one.value)
        parts += [text[place : one.start], mask]
        place = one.end
    return MaskedText("".join(parts) + text[place:], tuple(found))


def _several(value: str) -> str:
    return " ".join(mask_phone(number) for number in value.split(" "))


def _from_each_place(shape: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Like finditer, but also what begins inside an earlier match: the earlier one may turn out to be no number."""
    found = shape.search(text)
    while found:
        yield found
        found = shape.search(text, found.start() + 1)


def _identities(text: str) -> Iterator[Found]:
    for found in _from_each_place(_IDENTITY, text):
        number = bare(found[0])
        before = text[max(found.start() - 20, 0) : found.start()]
        called_so = _SAID.search(before)
        if not called_so and "-" in found[0] and _SERIAL.search(before):
            continue
        said = called_so and is_birthday(_birthday(number))
        slipped = _in_one_piece(found[0]) and not _OTHER.search(before)
        if valid_id_number(number) or said or slipped:
            yield Found("identity", number, found.start(), found.end())


def _in_one_piece(written: str) -> bool:
    """Whether it reads as an identity number but for the check digit."""
    return written.upper() == bare(written) and has_long_shape(written)


def _birthday(number: str) -> str:
    return number[6:14] if len(number) == 18 else "19" + number[6:12]


def _joined(text: str) -> Iterator[Found]:
    """Mobile numbers written one after the other without a gap."""
    for found in _JOINED.finditer(text):
        numbers = re.findall("[0-9]{11}", found[0])
        yield Found("mobile", " ".join(numbers), found.start(), found.end())


def _mobiles(text: str) -> Iterator[Found]:
    for found in _from_each_place(_MOBILE, text):
        groups = _GROUP_GAP.split(_HIDDEN.sub("", found["number"]))
        if tuple(map(len, groups)) in _GROUPS:
            yield Found("mobile", "".join(groups), found.start(), found.end())


def _landlines(text: str) -> Iterator[Found]:
    for found in _LANDLINE.finditer(text):
        try:
            value = normalise_phone(found["area"] + found["local"])
        except Problem:
            continue
        yield Found("landline", value, found.start(), found.end())
