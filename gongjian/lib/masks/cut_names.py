"""Names that the word cutter sees in a running text."""

import re
from collections.abc import Iterator

from gongjian.lib.masks.name_sense import HANS, glued, good, is_word
from gongjian.lib.masks.names import COMPOUND, SURNAMES
from gongjian.lib.masks.person_words import (
    AMBIGUOUS,
    FOLLOWING,
    FUNCTION,
    LOOKS_LIKE,
    NOT_BEFORE,
    NOT_GIVEN,
    ORGANISATIONS,
    PLACE_ENDS,
    PLACE_NEAR,
    PLACE_NEXT,
    ROLES,
    TITLES,
)

_STOP = re.compile("[，,。；;、（(：:！!]")
_AFTER = re.compile(FOLLOWING)
_PLACE = re.compile(PLACE_NEXT)
_NEAR = re.compile(rf"[^{''.join(sorted(FUNCTION))}，。、]{{0,3}}?(?:{PLACE_NEAR})")
_ROLE_BEFORE = re.compile(rf"(?:{ROLES}|{ORGANISATIONS}|以|(?<![0-9])[0-9]{{1,2}}[、.．])[是为：:“\"\s]?$")
_BEHIND_ROLE = re.compile(rf"(?:{ROLES})[是为：:]?$")
_TITLED = re.compile(TITLES)
_STRONG_AFTER = re.compile(
    r"\s?(?:等[人农业住村居户找]|等[几数一二三四五六七八九十0-9]+[人户名位]|[（(]?[男女][，,]|"
    r"[（(]?(?:身份证|电话|手机)|[（(][0-9*]|同志|先生|女士|[：:])"
)


def named_by_cutter(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of what the word cutter takes for a name: three signs that are no word by themselves, two beside a word
    that goes with names."""
    import rjieba

    place = 0
    words = rjieba.tag(text)
    for turn, (word, kind) in enumerate(words):
        start, place = place, place + len(word)
        if not kind.startswith("nr") or not (word[0] in SURNAMES or word[:2] in COMPOUND):
            continue
        if len(word) == 1:
            length = _parted(words, turn, text, place)
            if length and not glued(text, start):
                yield start, place + length
        elif len(word) <= 3 + (word[:2] in COMPOUND) and not is_word(word):
            end = place + _rest(words, turn, text, place, len(word))
            if _is_name(text, start, end):
                yield start, end


def _is_name(text: str, start: int, end: int) -> bool:
    said, before = text[start:end], text[max(0, start - 8) : start]
    if said[-1] in PLACE_ENDS or set(said[1:]) & NOT_GIVEN or _PLACE.match(text, end):
        return False
    strong = bool(_STRONG_AFTER.match(text, end))
    beside = strong or bool(_ROLE_BEFORE.search(before))
    if not beside and (before[-1:] in NOT_BEFORE or _NEAR.match(text, end)):
        return False
    doubtful = said[0] in AMBIGUOUS
    if not good(said, text, start, announced=not doubtful and said[:2] not in COMPOUND):
        return False
    if beside or (doubtful and HANS.match(before[-1:])):
        return beside
    if len(said) == 2 or (len(said) == 3 and _known(said)):
        return before[-1:] == "、" and not _known(said) and bool(_AFTER.match(text, end))
    return len(said) == 3 or said[:2] in COMPOUND


def _known(said: str) -> bool:
    import rjieba

    return bool(rjieba.has_word(said))


def _parted(words: list[tuple[str, str]], turn: int, text: str, place: int) -> int:
    """Signs of a given name that is a word by itself, behind a surname that the cutter saw: 王 | 举贤 before 书记; else 0."""
    if turn + 1 == len(words) or len(words[turn + 1][0]) != 2 or not HANS.match(words[turn + 1][0]):
        return 0
    given, end = words[turn + 1][0], place + 2
    if set(given) & FUNCTION or given in LOOKS_LIKE or _PLACE.match(text, end):
        return 0
    beside = _TITLED.match(text, end) or _STRONG_AFTER.match(text, end)
    return 2 if beside or _BEHIND_ROLE.search(text[max(0, place - 9) : place - 1]) else 0


def _rest(words: list[tuple[str, str]], turn: int, text: str, place: int, length: int) -> int:
    """1 where the next sign ends the name that the cutter broke off: 王洋 | 沈."""
    if length != 2 or turn + 1 == len(words):
        return 0
    word, kind = words[turn + 1]
    fits = len(word) == 1 and HANS.match(word) and word not in FUNCTION and word not in PLACE_ENDS
    ends = bool(_AFTER.match(text, place + 1)) or text[place + 1 : place + 2] in FUNCTION
    return 1 if fits and ends and (kind[:1] in "nvax" or _STOP.match(text, place + 1)) else 0
