"""Invented messages of which it is known which are copies of which: nothing in them means anything."""

import random
from collections.abc import Callable

COPIES = 0.1
_STOCK = (
    "希望有关部门尽快处理，谢谢。",
    "老人孩子进出很不方便。",
    "已经反映过多次，一直没有人来看。",
    "请给一个明确的答复。",
    "邻居们都有意见，请派人到现场看看。",
    "此事已经持续了好几个月。",
)
_SIGNS = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 23 * 900, 23))


def planted(count: int, *, seed: int = 2026) -> tuple[list[str], list[int]]:
    """`count` texts of 30 to 150 letters in no order and, for each, the number of the letter that it is or is a copy of.
    One letter in ten is sent again once to three times: as it is, or changed by hand in one of six ways."""
    rng = random.Random(seed)
    words = ["".join(rng.choices(_SIGNS, k=rng.randint(2, 3))) for _ in range(6000)]
    found: list[tuple[str, int]] = []
    number = 0
    while len(found) < count:
        letter = _letter(rng, words)
        found.append((letter, number))
        if rng.random() < COPIES:
            found += [(rng.choice(_WAYS)(letter, rng), number) for _ in range(rng.randint(1, 3))]
        number += 1
    found = found[:count]
    rng.shuffle(found)
    return [text for text, _number in found], [number for _text, number in found]


def _letter(rng: random.Random, words: list[str]) -> str:
    parts = ["".join(rng.choices(words, k=rng.randint(4, 9))) for _ in range(rng.randint(3, 6))]
    stock = rng.sample(_STOCK, rng.randint(0, 2))
    return "，".join(parts) + "。" + "".join(stock)


def _as_it_is(text: str, _rng: random.Random) -> str:
    return text


def _other_marks(text: str, _rng: random.Random) -> str:
    return "  " + text.replace("，", " ").replace("。", "！") + "\n"


def _greeted(text: str, _rng: random.Random) -> str:
    return "尊敬的领导您好：" + text


def _signed(text: str, _rng: random.Random) -> str:
    return text + "联系人见附件。"


def _retyped(text: str, rng: random.Random) -> str:
    signs = list(text)
    for _turn in range(rng.randint(1, 2)):
        signs[rng.randrange(len(signs))] = rng.choice(_SIGNS)
    return "".join(signs)


def _shortened(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) - 4)
    return text[:at] + text[at + 4 :]


_WAYS: tuple[Callable[[str, random.Random], str], ...] = (
    _as_it_is,
    _other_marks,
    _greeted,
    _signed,
    _retyped,
    _shortened,
)
