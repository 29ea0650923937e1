"""How wide a text will be, near enough for deciding what it runs over."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=20_000)
def sign_width(sign: str) -> float:
    """Width of a sign in parts of the font's size."""
    if unicodedata.category(sign) in ("Mn", "Cf", "Cc"):
        return 0
    if unicodedata.east_asian_width(sign) in "WFA":
        return 1
    if sign in " .,;:!'|il[]()":
        return 0.32
    return 0.68 if sign.isupper() else 0.58


def text_width(text: str, size: float) -> float:
    """Width of the longest line in points."""
    return max((sum(map(sign_width, line)) * size for line in text.split("\n")), default=0)
