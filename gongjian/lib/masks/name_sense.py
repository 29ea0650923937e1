"""Whether a few signs of a running text read as a name of a person or as words."""

import re

from gongjian.lib.masks.names import COMPOUND
from gongjian.lib.masks.person_words import AMBIGUOUS, LOOKS_LIKE, NOT_GIVEN, PLACE_ENDS

HANS = re.compile("[\u4e00-\u9fff]")


def is_word(word: str) -> bool:
    """Whether the word cutter's dictionary has it as a word that is no name."""
    import rjieba  # the dictionary is loaded by whoever publishes texts, not by everybody who masks a number

    if word in LOOKS_LIKE:
        return True
    if not rjieba.has_word(word):
        return False
    return not any(kind.startswith("nr") for _word, kind in rjieba.tag(word))


def glued(text: str, place: int) -> bool:
    """Whether the sign at `place` belongs to the word before it: 对于, 双方, 一张."""
    import rjieba

    before = text[place - 1 : place]
    if not "\u4e00" <= before <= "\u9fff":
        return False
    return bool(rjieba.has_word(before + text[place])) or (
        place > 1 and bool(rjieba.has_word(text[place - 2 : place + 1]))
    )


def good(said: str, text: str, start: int, *, announced: bool = False) -> bool:
    """Whether surname and given name read as a name and not as words or a place; behind a word that announces one less is
    asked."""
    given = said[2:] if said[:2] in COMPOUND else said[1:]
    strange = given[:1] if announced else given
    if not given or set(strange) & NOT_GIVEN or is_word(said) or (len(given) == 2 and is_word(said[:2])):
        return False
    if not announced and (
        said[-1] in PLACE_ENDS or (said[0] in AMBIGUOUS and len(given) == 2 and is_word(given))
    ):
        return False
    return not glued(text, start)
