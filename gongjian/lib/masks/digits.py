"""Digits as people type them: full width, other scripts, with separators and invisible characters between."""

import re
import unicodedata

_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_TWINS = str.maketrans("ｘＸ＋（）", "xX+()")

INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
SEPARATOR = rf"[ \t\u00a0\u2000-\u200a\u3000.·•・_~～\-‐‑‒–—―−－﹣{INVISIBLE}]"


def plain_digits(text: str) -> str:
    """The text with every decimal digit of any script as 0-9, character by character: places stay the same."""
    return _OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text).translate(_TWINS)


def only_digits(text: str) -> str:
    """The digits 0-9 of the text, everything else left out."""
    return "".join(re.findall("[0-9]", plain_digits(text)))
