"""A message as one plain string: title first, then the body, without what carries no meaning."""

import re
import unicodedata
from typing import NamedTuple

LONGEST = 3000  # characters of a message that are read
HEAD = 80  # characters that count as the head where there is no long title

_DIGITS = re.compile("[0-9]+")
_APART = re.compile(r"[^0-9a-z\u3400-\u9fff\U00020000-\U0003ffff]+")


class Plain(NamedTuple):
    """The plain string, and how many characters of it are head: the title and the beginning of the body."""

    text: str
    head: int


def plain(title: str, text: str, *, longest: int = LONGEST) -> Plain:
    """The message in lower case and half width, numbers as 0, whatever is neither letter nor digit as one space.

    At most `longest` characters are kept. An empty message gives an empty string.
    """
    heading, body = flat(title[: 2 * longest]), flat(text[: 2 * longest])
    if heading and body.startswith(heading):
        body = body[len(heading) :].lstrip()
    whole = f"{heading} {body}".strip()[:longest]
    return Plain(whole, min(len(whole), len(heading) + HEAD))


def flat(text: str) -> str:
    """One field as `plain` shows it."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return _APART.sub(" ", _DIGITS.sub("0", folded)).strip()
