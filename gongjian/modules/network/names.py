"""How two spellings of one unit's name are known to be the same."""

import re
import unicodedata

ASIDE = re.compile(r"\(演示\)|[\s\W_]+")


def key_of(name: str) -> str:
    """The name without width, case, blanks and marks: 「省 农科院（演示）」 and 「省农科院」 are one."""
    return ASIDE.sub("", unicodedata.normalize("NFKC", name).casefold())[:80]
