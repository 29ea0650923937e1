"""Text as the index knows it: the tokens of `lib.zh`, each in a form that both databases take as one word."""

import re

from gongjian.lib.zh import search_tokens, space_chars

LONGEST_TOKEN = 40
LONGEST_QUERY = 100
MOST_WORDS = 8
# SQLite's tokenizer knows the letters of Unicode 6.1 and drops what came later; those are written as code points.
_KNOWN = re.compile("^[a-z0-9\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4db5\u4e00-\u9fcb]+$")


def words_of(text: str) -> str:
    """The text's tokens with single spaces between them."""
    return " ".join(_spelled(token) for token in space_chars(text).split(" ") if token)


def phrases_of(query: str) -> list[list[str]]:
    """For each word of what somebody typed its tokens, which must stand in a row; at most eight words."""
    found = search_tokens(query[:LONGEST_QUERY])
    return [[_spelled(token) for token in phrase.split(" ")] for phrase in found[:MOST_WORDS]]


def _spelled(token: str) -> str:
    if not _KNOWN.match(token):
        token = "zz" + "".join(f"u{ord(char):x}" for char in token)
    return token[:LONGEST_TOKEN]
