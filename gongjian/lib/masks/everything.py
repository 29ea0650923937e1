"""Takes out of a running text whatever points to one person or one home, before everybody may read it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from gongjian.lib.masks.digits import plain_digits
from gongjian.lib.masks.persons import persons
from gongjian.lib.masks.running import mask_text
from gongjian.lib.masks.shapes import cards, shapes

GONE = "…"
KINDS = (
    "name", "mobile", "landline", "identity", "door", "plate", "email", "wechat", "qq", "card", "number", "masked",
)  # fmt: skip


class Erased(NamedTuple):
    """What was taken out, one of KINDS, and its place in the original. "number" is the number that a paper or a post gives
    a person (警号, 学号, 病历号 …), "masked" what an earlier mask had left of a number."""

    kind: str
    start: int
    end: int


def erase_all(text: str) -> tuple[str, list[Erased]]:
    """The text with an ellipsis in place of each thing found, and what was found, in order, by its place in `text`.

    Found are telephone and identity numbers (and what masks left of them), e-mail addresses, number plates, bank cards,
    WeChat and QQ numbers, numbers of persons' papers, doors (a unit, a room, a house of a village or lane; never a whole
    building, a road, an estate), and names of persons, office-holders included; of a surname with a title the title stays.
    Not everything is found: a person reads what is published.
    """
    found: list[Erased] = []
    for one in (*_numbers(text), *_shapes(text), *_persons(text)):
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    found.sort(key=lambda one: one.start)
    parts, place = [], 0
    for one in found:
        parts += [text[place : one.start], GONE]
        place = one.end
    return "".join(parts) + text[place:], found


def _numbers(text: str) -> Iterator[Erased]:
    for one in mask_text(text).found:
        yield Erased(one.kind, one.start, one.end)


def _shapes(text: str) -> Iterator[Erased]:
    digits = plain_digits(text)
    for start, end in cards(digits):
        yield Erased("card", start, end)
    for kind, start, end in shapes(digits):
        yield Erased(kind, start, end)


def _persons(text: str) -> Iterator[Erased]:
    """The names, and wherever else in the text a full one stands."""
    found = list(persons(text))
    yield from (Erased("name", start, end) for start, end in found)
    full = {text[start:end] for start, end in found if end - start > 1}
    if full:
        again = re.compile("|".join(re.escape(name) for name in sorted(full, key=len, reverse=True)))
        yield from (Erased("name", *one.span()) for one in again.finditer(text))
