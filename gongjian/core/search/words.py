"""Text as the index knows it: the tokens of `lib.zh`, each in a form that both databases take as one word."""

import re
from itertools import pairwise

from gongjian.lib.zh import search_tokens, space_chars

LONGEST_TOKEN = 40
LONGEST_QUERY = 100
MOST_WORDS = 8
FEWEST_DIGITS, MOST_DIGITS = 3, 9
# SQLite's tokenizer knows the letters of Unicode 6.1 and drops what came later; those are written as code points.
_KNOWN = re.compile("^[a-z0-9 \u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4db5\u4e00-\u9fcb]+$")
_LONG = re.compile(f"[a-z0-9]{{{LONGEST_TOKEN + 1}}}")
_NUMBER = re.compile(r"[A-Za-z]{0,8}[\dA-Za-z-]*\d[\d-]*")
_SIGNS = re.compile("[^0-9a-z]")


def words_of(text: str) -> str:
    """The text's tokens with single spaces between them."""
    spaced = space_chars(text)
    if _KNOWN.match(spaced) and not _LONG.search(spaced):
        return spaced
    return " ".join(_spelled(token) for token in spaced.split(" ") if token)


def phrases_of(query: str) -> list[list[str]]:
    """For each word of what somebody typed its tokens, which must stand in a row; at most eight words."""
    found = search_tokens(query[:LONGEST_QUERY])
    return [[_spelled(token) for token in phrase.split(" ")] for phrase in found[:MOST_WORDS]]


def grams_of(words: str, marks: str, tags: str) -> str:
    """What SQLite's index holds of a row: tokens, pairs of neighbours joined by "_", marks and tags, each once."""
    tokens = words.split()
    pairs = [f"{one}_{other}" for one, other in pairwise(tokens)]
    return " ".join(dict.fromkeys((*tokens, *pairs, *marks.split(), *tags.split())))


def marks_of(number: str) -> str:
    """By what a number is found: how it begins, with its letters and without, dashes left out, and its last part.

    A mark begins with "#", which no token of a text does.
    """
    whole = _SIGNS.sub("", number.lower())
    digits = whole.lstrip("abcdefghijklmnopqrstuvwxyz")
    letters = len(whole) - len(digits)
    ends = range(FEWEST_DIGITS, min(len(digits), MOST_DIGITS) + 1)
    marks = [f"#{digits[:end]}" for end in ends]
    if letters:
        marks += [f"#{whole[: letters + end]}" for end in (1, 2, *ends)]
    return " ".join(
        dict.fromkeys([*marks, f"#{whole}", f"#{digits}", f"#{number.lower().rpartition('-')[2]}"])
    )


def mark_of(word: str) -> str:
    """The mark by which a typed word finds numbers; empty for what cannot begin a number."""
    if not word.isascii() or not _NUMBER.fullmatch(word):
        return ""
    plain = _SIGNS.sub("", word.lower())
    return f"#{plain}" if len(plain) >= FEWEST_DIGITS else ""


def _spelled(token: str) -> str:
    if not _KNOWN.match(token):
        token = "zz" + "".join(f"u{ord(char):x}" for char in token)
    return token[:LONGEST_TOKEN]
